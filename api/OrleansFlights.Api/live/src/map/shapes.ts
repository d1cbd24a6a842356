import { countryName, type Place } from '../places/airports';
import { delayClass } from '../format/delay';
import { greatCircle, project } from './geometry';
import type { Arc, Dot } from './scene';

type Ends = { origin: string; destination: string };

const ways = new Map<string, Float32Array>();

/** The way between two airports; kept, since it never changes. */
function way(from: Place, to: Place): Float32Array {
  const key = `${from.code}-${to.code}`;
  let points = ways.get(key);
  if (!points) ways.set(key, (points = greatCircle([from.longitude, from.latitude], [to.longitude, to.latitude])));
  return points;
}

/** A route's arc; null when the place of an airport is not known. */
export function arcOf(places: ReadonlyMap<string, Place>, { origin, destination }: Ends, events: number, cancelled: number, delay: number | null): Arc | null {
  const from = places.get(origin);
  const to = places.get(destination);
  if (!from || !to) return null;
  return { key: `${origin}-${destination}`, origin, destination, events, cancelled, delay, late: delayClass(delay), points: way(from, to) };
}

/** An airport's dot; null when its place is not known. */
export function dotOf(places: ReadonlyMap<string, Place>, code: string, events: number): Dot | null {
  const place = places.get(code);
  if (!place) return null;
  const [x, y] = project(place.longitude, place.latitude);
  return { code, label: `${place.city}, ${countryName(place.country)}`, events, x, y };
}

/** The airports of arcs, with the events of the arcs that touch them. */
export function dotsOf(places: ReadonlyMap<string, Place>, arcs: readonly Arc[]): Dot[] {
  const events = new Map<string, number>();
  for (const arc of arcs) for (const code of [arc.origin, arc.destination]) events.set(code, (events.get(code) ?? 0) + arc.events);
  return [...events].map(([code, sum]) => dotOf(places, code, sum)).filter((d) => d !== null);
}
