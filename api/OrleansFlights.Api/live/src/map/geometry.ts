import { geoDistance, geoInterpolate, geoNaturalEarth1, geoPath, type GeoPermissibleObjects } from 'd3-geo';

/**
 * The world on a plane of width 2 around the origin, cut in the Bering Strait. Everything is projected once; zooming and panning then only scale
 * and move what is drawn.
 */
const unscaled = geoNaturalEarth1().rotate([-11, 0]).translate([0, 0]).scale(1);
const [[left], [right]] = geoPath(unscaled).bounds({ type: 'Sphere' });
const projection = geoNaturalEarth1().rotate([-11, 0]).translate([0, 0]).scale(2 / (right - left)).precision(0.0005);

/** A rectangle of the plane. */
export type Box = { left: number; top: number; right: number; bottom: number };

/** The whole world. */
export const worldBox: Box = (() => {
  const [[x0, y0], [x1, y1]] = geoPath(projection).bounds({ type: 'Sphere' });
  return { left: x0, top: y0, right: x1, bottom: y1 };
})();

/** Where people fly: the world without the ice around the poles. */
export const inhabitedBox: Box = { ...worldBox, top: project(0, 80)[1], bottom: project(0, -56)[1] };

/** A place on the plane. */
export function project(longitude: number, latitude: number): [number, number] {
  return projection([longitude, latitude]) ?? [0, 0];
}

/** A shape of the globe as a path of the plane. */
export function pathOf(shape: GeoPermissibleObjects): Path2D {
  return new Path2D(geoPath(projection)(shape) ?? '');
}

const radiansPerPoint = 0.06;

/**
 * The shortest way between two places: x and y of points on the plane, evenly spaced in distance. Where the way crosses the map's edge two
 * points lie far apart; {@link breaks} tells.
 */
export function greatCircle(from: [number, number], to: [number, number]): Float32Array {
  const between = geoInterpolate(from, to);
  const steps = Math.min(48, Math.max(4, Math.ceil(geoDistance(from, to) / radiansPerPoint)));
  const points = new Float32Array(2 * (steps + 1));
  for (let i = 0; i <= steps; i++) {
    const [x, y] = project(...between(i / steps));
    points[2 * i] = x;
    points[2 * i + 1] = y;
  }
  return points;
}

/** Whether the way leaves the map between the point before and the point at an index. */
export const breaks = (points: Float32Array, index: number) => Math.abs(points[2 * index]! - points[2 * index - 2]!) > 0.5;

/** Adds a way to a path. */
export function trace(path: Path2D | CanvasRenderingContext2D, points: Float32Array) {
  for (let i = 0; 2 * i < points.length; i++) {
    if (i === 0 || breaks(points, i)) path.moveTo(points[2 * i]!, points[2 * i + 1]!);
    else path.lineTo(points[2 * i]!, points[2 * i + 1]!);
  }
}

/** The box around points, with a margin; the whole world for none. */
export function boxAround(points: readonly (readonly [number, number])[], margin = 0.08): Box {
  if (points.length === 0) return worldBox;
  const xs = points.map((p) => p[0]);
  const ys = points.map((p) => p[1]);
  return { left: Math.min(...xs) - margin, top: Math.min(...ys) - margin, right: Math.max(...xs) + margin, bottom: Math.max(...ys) + margin };
}
