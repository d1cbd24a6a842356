import { AnswerError, ask, watch } from '../api/client';
import { Airports, MapRoutes, WatchChangedRoutes, type AirportsQuery, type MapRouteFragment } from '../api/generated';
import { delayClass } from '../format/delay';
import type { Happening } from './pulses';

/** A route with the counts that a map needs: few, because they come for many routes a second. */
export type RouteRow = MapRouteFragment;

/** An airport with its counts. */
export type AirportRow = AirportsQuery['airports']['nodes'][number];

/** Something that happened on a route. */
export type Happened = {
  key: string;
  origin: string;
  destination: string;
  kind: Happening;
  /** Delay in minutes of what departed; null for anything else. */
  delay: number | null;
  late: number;
  /** When it was heard of, in milliseconds since 1970. */
  at: number;
  /** Milliseconds to wait before showing it, so that what comes in one message does not flash at once. */
  wait: number;
};

/** The route's key. */
export const keyOf = (route: { origin: string; destination: string }) => `${route.origin}-${route.destination}`;

const page = 100;
const mostRoutes = 3_000;
const mostAirports = 2_000;
const refreshEvery = 120_000;
const publishEvery = 2_000;
const keptHappenings = 40;
const spread = 900;

const listeners = new Set<(happened: Happened) => void>();

/** Tells of everything that happens until the returned function is called. */
export function onHappened(listener: (happened: Happened) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** What a route's newer counts tell beyond the older ones. */
export function compare(before: RouteRow, after: RouteRow, at: number): Happened | null {
  if (after.tally.events <= before.tally.events) return null;
  const departures = (after.tally.delay?.departures ?? 0) - (before.tally.delay?.departures ?? 0);
  const seconds = (after.tally.delay?.sumSeconds ?? 0) - (before.tally.delay?.sumSeconds ?? 0);
  const delay = departures > 0 ? seconds / departures / 60 : null;
  const grown = (status: 'cancelled' | 'landed') => after.tally.byStatus[status] > before.tally.byStatus[status];
  const kind: Happening = grown('cancelled') ? 'cancelled' : departures > 0 ? 'departed' : grown('landed') ? 'landed' : 'other';
  return { key: keyOf(after), origin: after.origin, destination: after.destination, kind, delay, late: delayClass(delay), at, wait: Math.random() * spread };
}

/** Routes and airports with their counts, as new as the gateway tells them, while somebody looks. */
class World {
  routes = $state.raw<readonly RouteRow[]>([]);
  totalRoutes = $state(0);
  airports = $state.raw<readonly AirportRow[]>([]);
  totalAirports = $state(0);
  happened = $state.raw<readonly Happened[]>([]);
  error = $state.raw<AnswerError | null>(null);
  loaded = $state(false);

  readonly #known = new Map<string, RouteRow>();
  #changed = false;

  /** Follows the world until the returned function is called. */
  follow(): () => void {
    const stop = new AbortController();
    const unwatch = watch(WatchChangedRoutes, { first: page }, ({ changedRoutes }) => this.#hear(changedRoutes), (error) => (this.error = error));
    const publisher = setInterval(() => this.#publish(), publishEvery);
    void this.#refresh(stop.signal);
    return () => {
      stop.abort();
      unwatch();
      clearInterval(publisher);
    };
  }

  #hear(rows: readonly RouteRow[]) {
    const at = Date.now();
    const news: Happened[] = [];
    for (const row of rows) {
      const key = keyOf(row);
      const before = this.#known.get(key);
      if (before && before.tally.events >= row.tally.events) continue;
      const happened = before && compare(before, row, at);
      if (happened) news.push(happened);
      this.#known.set(key, row);
      this.#changed = true;
    }
    for (const happened of news) for (const listener of listeners) listener(happened);
    if (news.length > 0) this.happened = [...news.toReversed(), ...this.happened].slice(0, keptHappenings);
  }

  #publish() {
    if (!this.#changed) return;
    this.#changed = false;
    this.routes = [...this.#known.values()].sort((a, b) => b.tally.events - a.tally.events);
  }

  async #refresh(stop: AbortSignal) {
    while (!stop.aborted) {
      let pause = refreshEvery;
      try {
        if (!document.hidden) {
          await this.#readRoutes(stop);
          await this.#readAirports(stop);
          this.loaded = true;
          this.error = null;
        }
      } catch (error) {
        if (stop.aborted) return;
        if (!(error instanceof AnswerError)) throw error;
        this.error = error;
        pause = 3_000;
      }
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }

  async #readRoutes(stop: AbortSignal) {
    let after: string | null | undefined;
    for (let read = 0; read < mostRoutes; read += page) {
      const { routes } = await ask(MapRoutes, { first: page, after }, stop);
      for (const row of routes.nodes) {
        const known = this.#known.get(keyOf(row));
        if (!known || known.tally.events < row.tally.events) this.#known.set(keyOf(row), row);
      }
      this.totalRoutes = routes.totalCount;
      this.#changed = true;
      if (read % 500 === 0) this.#publish();
      if (!routes.pageInfo.hasNextPage) break;
      after = routes.pageInfo.endCursor;
    }
    this.#publish();
  }

  async #readAirports(stop: AbortSignal) {
    const rows: AirportRow[] = [];
    let after: string | null | undefined;
    for (let read = 0; read < mostAirports; read += page) {
      const { airports } = await ask(Airports, { first: page, after }, stop);
      rows.push(...airports.nodes);
      this.totalAirports = airports.totalCount;
      if (!airports.pageInfo.hasNextPage) break;
      after = airports.pageInfo.endCursor;
    }
    this.airports = rows;
  }
}

/** The world. */
export const world = new World();
