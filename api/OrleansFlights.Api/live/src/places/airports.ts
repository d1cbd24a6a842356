import address from './airports.csv?url';

/** Where an airport is. */
export type Place = { code: string; city: string; country: string; latitude: number; longitude: number };

const countryNames = new Intl.DisplayNames([...navigator.languages, 'en'], { type: 'region', fallback: 'code' });

/** A country's name in the visitor's language. */
export const countryName = (code: string) => countryNames.of(code) ?? code;

function parseLine(line: string): Place | null {
  const [code, city, country, latitude, longitude] = line.split(',');
  return code && city && country && latitude && longitude ? { code, city, country, latitude: Number(latitude), longitude: Number(longitude) } : null;
}

let loading: Promise<ReadonlyMap<string, Place>> | undefined;

/** All airports whose place is known, by code. */
export function loadAirports(): Promise<ReadonlyMap<string, Place>> {
  loading ??= fetch(address)
    .then((response) => (response.ok ? response.text() : Promise.reject(new Error(`airports: status ${response.status}`))))
    .then((text) => new Map(text.split('\n').slice(1).map(parseLine).filter((p) => p !== null).map((p) => [p.code, p])))
    .catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
  return loading;
}
