/** A page of the site. */
export type Place =
  | { page: 'map' }
  | { page: 'rankings' }
  | { page: 'pipeline' }
  | { page: 'route'; origin: string; destination: string }
  | { page: 'airline'; name: string }
  | { page: 'airport'; code: string }
  | { page: 'flight'; id: string }
  | { page: 'missing'; path: string };

/** The page of an address. */
export function parse(path: string): Place {
  const [kind = '', ...rest] = path.split('/').filter(Boolean);
  let name: string;
  try {
    name = decodeURIComponent(rest.join('/'));
  } catch {
    return { page: 'missing', path };
  }
  if (kind === '') return { page: 'map' };
  if ((kind === 'rankings' || kind === 'pipeline') && name === '') return { page: kind };
  const route = /^([a-z]{3})-([a-z]{3})$/i.exec(name);
  if (kind === 'route' && route) return { page: 'route', origin: route[1]!.toUpperCase(), destination: route[2]!.toUpperCase() };
  if (kind === 'airport' && /^[a-z]{3}$/i.test(name)) return { page: 'airport', code: name.toUpperCase() };
  if (kind === 'airline' && name) return { page: 'airline', name };
  if (kind === 'flight' && name) return { page: 'flight', id: name };
  return { page: 'missing', path };
}

/** Addresses of things. */
export const to = {
  route: (origin: string, destination: string) => `/route/${origin}-${destination}`,
  airline: (name: string) => `/airline/${encodeURIComponent(name)}`,
  airport: (code: string) => `/airport/${code}`,
  flight: (id: string) => `/flight/${encodeURIComponent(id)}`,
  playground: (query: string) => `/graphql?query=${encodeURIComponent(query)}`,
};

class Router {
  path = $state(location.pathname);
  query = $state(location.search);
  place = $derived(parse(this.path));

  start() {
    addEventListener('popstate', () => this.#read());
    document.addEventListener('click', (event) => this.#follow(event));
  }

  /** Goes to an address of this page. */
  go(address: string) {
    history.pushState(null, '', address);
    this.#read();
    scrollTo(0, 0);
    document.querySelector<HTMLElement>('main')?.focus({ preventScroll: true });
  }

  #read() {
    this.path = location.pathname;
    this.query = location.search;
  }

  /** Links between pages of this site do not load it again. */
  #follow(event: MouseEvent) {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = (event.target as Element).closest?.('a[href]');
    if (!(link instanceof HTMLAnchorElement) || link.target || link.origin !== location.origin) return;
    if (link.hash && link.pathname === location.pathname) return;
    if (parse(link.pathname).page === 'missing') return;
    event.preventDefault();
    this.go(link.pathname + link.search);
  }
}

/** Which page is shown. */
export const router = new Router();
