/** Whether the gateway answers this visitor: it does, it asks for a key, it does not know the key, the key may not ask what the page asks. */
export type AccessState = 'open' | 'asked' | 'refused' | 'forbidden';

const stored = 'orleansflights.key';
const inFragment = 'key';

/**
 * How the visitor shows who they are, where the gateway asks: an API key or a token, kept for this tab alone. It comes from the form, or from
 * the address behind the #, which no server sees and which is taken out of the address at once.
 */
class Access {
  state = $state<AccessState>('open');
  key = $state<string | null>(read());
  /** Counts keys shown, so that what was refused is asked again. */
  shown = $state(0);

  readonly #waiting = new Set<() => void>();

  start() {
    this.#takeFragment();
    addEventListener('hashchange', () => this.#takeFragment());
  }

  /** Whether there is no use in asking before another key is shown. */
  get closed() {
    return this.state !== 'open';
  }

  /** Shows a key from now on; null for none. */
  show(key: string | null) {
    this.key = key;
    this.state = 'open';
    this.shown++;
    write(key);
    for (const go of this.#waiting) go();
    this.#waiting.clear();
  }

  /** Notes what the gateway said to a request: nothing but 401 and 403 is about keys. */
  note(status: number) {
    if (status === 401) this.state = this.key === null ? 'asked' : 'refused';
    else if (status === 403) this.state = 'forbidden';
  }

  /** Waits until the visitor shows a key, or not at all while there is no need. */
  async whenOpen() {
    if (this.closed) await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }

  /** The headers that show the key: a token has three parts, anything else is an API key. */
  headers(): Record<string, string> {
    if (this.key === null) return {};
    return this.key.split('.').length === 3 ? { authorization: `Bearer ${this.key}` } : { 'x-api-key': this.key };
  }

  #takeFragment() {
    const key = new URLSearchParams(location.hash.slice(1)).get(inFragment);
    if (!key) return;
    history.replaceState(history.state, '', location.pathname + location.search);
    this.show(key);
  }
}

function read(): string | null {
  try {
    return sessionStorage.getItem(stored);
  } catch {
    return null;
  }
}

function write(key: string | null) {
  try {
    if (key === null) sessionStorage.removeItem(stored);
    else sessionStorage.setItem(stored, key);
  } catch {
    // A browser that stores nothing asks again after a reload.
  }
}

/** How the visitor shows who they are. */
export const access = new Access();
