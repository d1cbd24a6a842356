import { countryName, loadAirports, type Place } from './airports';

/** Names of airports, once their table has come; their codes until then. */
export class Cities {
  #places = $state.raw<ReadonlyMap<string, Place>>(new Map());

  constructor() {
    // Without the table the page shows codes.
    loadAirports().then((loaded) => (this.#places = loaded), (error: Error) => console.warn(error.message));
  }

  /** City and code. */
  name(code: string): string {
    const place = this.#places.get(code);
    return place ? `${place.city} (${code})` : code;
  }

  /** City and country; nothing for an airport that is not in the table. */
  place(code: string): string {
    const place = this.#places.get(code);
    return place ? `${place.city}, ${countryName(place.country)}` : '';
  }
}
