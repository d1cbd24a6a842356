import { worldBox, type Box } from './geometry';

/** What of the plane is seen: `screen = plane * scale + offset`, in CSS pixels. */
export type View = { scale: number; x: number; y: number };

const closest = 40;

/** The view that shows a box in the middle of a rectangle of the screen. */
export function fit(box: Box, width: number, height: number, padding = 12): View {
  const scale = Math.min((width - 2 * padding) / (box.right - box.left), (height - 2 * padding) / (box.bottom - box.top));
  const capped = Math.min(scale, closest * width * 0.5);
  return { scale: capped, x: width / 2 - (capped * (box.left + box.right)) / 2, y: height / 2 - (capped * (box.top + box.bottom)) / 2 };
}

/** A view with limits: not farther away than the whole world, not closer than streets would be, never beside the world. */
export function limit(view: View, width: number, height: number): View {
  const world = fit(worldBox, width, height, 0);
  const scale = Math.min(Math.max(view.scale, world.scale * 0.9), world.scale * closest);
  const keep = (offset: number, from: number, to: number, size: number) => {
    const low = size * 0.55 - to * scale;
    const high = size * 0.45 - from * scale;
    return Math.min(Math.max(offset, Math.min(low, high)), Math.max(low, high));
  };
  return { scale, x: keep(view.x, worldBox.left, worldBox.right, width), y: keep(view.y, worldBox.top, worldBox.bottom, height) };
}

/** Zooms by a factor around a point of the screen. */
export function zoom(view: View, factor: number, x: number, y: number): View {
  const scale = view.scale * factor;
  return { scale, x: x - (x - view.x) * factor, y: y - (y - view.y) * factor };
}
