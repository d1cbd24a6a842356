import { AnswerError, ask } from '../api/client';
import { Flights, type FlightRowFragment, type FlightStatus } from '../api/generated';
import { statusNames } from '../format/delay';

/** What of the world is shown; in the page's address, so that it can be linked. */
export type Filter = { airline: string; airport: string; country: string; status: FlightStatus | '' };

/** The filter of an address. */
export function filterOf(query: string): Filter {
  const of = new URLSearchParams(query);
  const status = (of.get('status') ?? '').toUpperCase();
  return {
    airline: of.get('airline') ?? '',
    airport: (of.get('airport') ?? '').toUpperCase(),
    country: (of.get('country') ?? '').toUpperCase(),
    status: status in statusNames ? (status as FlightStatus) : '',
  };
}

/** The address of a filter. */
export function addressOf(filter: Filter): string {
  const query = new URLSearchParams(Object.entries(filter).filter(([, value]) => value !== '')).toString();
  return query ? `/?${query}` : '/';
}

/** A route, as far as some flights tell it. */
export type FilteredRoute = { origin: string; destination: string; events: number; cancelled: number; delay: number | null };

/** Puts flights together by route. */
export function byRoute(flights: readonly FlightRowFragment[]): FilteredRoute[] {
  const routes = new Map<string, FilteredRoute & { late: number; departed: number }>();
  for (const { origin, destination, status, delayMinutes } of flights) {
    const key = `${origin}-${destination}`;
    let route = routes.get(key);
    if (!route) routes.set(key, (route = { origin, destination, events: 0, cancelled: 0, delay: null, late: 0, departed: 0 }));
    route.events++;
    if (status === 'CANCELLED') route.cancelled++;
    if (delayMinutes !== null && delayMinutes !== undefined) {
      route.late += delayMinutes;
      route.departed++;
      route.delay = route.late / route.departed;
    }
  }
  return [...routes.values()];
}

const page = 100;
const pages = 5;
const refreshEvery = 10_000;

/** The routes of the latest flights of an airline or a status, which the counts per route do not tell. */
export class Filtered {
  routes = $state.raw<readonly FilteredRoute[]>([]);
  flights = $state(0);
  loading = $state(false);
  error = $state.raw<AnswerError | null>(null);

  /** Whether a filter asks for flights rather than routes. */
  needed({ airline, status }: Filter) {
    return airline !== '' || status !== '';
  }

  /** Follows the flights of a filter until the returned function is called. */
  follow(filter: Filter): () => void {
    const stop = new AbortController();
    if (!this.needed(filter)) return () => {};
    this.loading = true;
    this.routes = [];
    this.flights = 0;
    void this.#refresh(filter, stop.signal);
    return () => stop.abort();
  }

  async #refresh({ airline, status, airport }: Filter, stop: AbortSignal) {
    const one = { airline: airline || undefined, status: status ? [status] : undefined };
    const filters = airport ? [{ ...one, origin: airport }, { ...one, destination: airport }] : [one];
    while (!stop.aborted) {
      try {
        const found: FlightRowFragment[] = [];
        for (const filter of filters) {
          let after: string | null | undefined;
          for (let read = 0; read < pages; read++) {
            const { flights } = await ask(Flights, { filter, first: page, after }, stop);
            found.push(...flights.nodes);
            if (!flights.pageInfo.hasNextPage) break;
            after = flights.pageInfo.endCursor;
          }
        }
        [this.routes, this.flights, this.error] = [byRoute(found), found.length, null];
      } catch (error) {
        if (stop.aborted) return;
        if (!(error instanceof AnswerError)) throw error;
        this.error = error;
      }
      this.loading = false;
      await new Promise((resolve) => setTimeout(resolve, refreshEvery));
    }
  }
}
