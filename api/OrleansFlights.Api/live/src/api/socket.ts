import { CloseCode, createClient, type Client } from 'graphql-ws';
import { access } from './access.svelte';

const pingEvery = 1_000;
const pongWithin = 2_000;
const openWithin = 4_000;
const longestPause = 3_000;

/** A socket that gives up connecting after a while: one to a network that is cut would wait for minutes. */
class ImpatientSocket extends WebSocket {
  constructor(url: string | URL, protocols?: string | string[]) {
    super(url, protocols);
    const timer = setTimeout(() => this.readyState === WebSocket.CONNECTING && this.close(), openWithin);
    const stop = () => clearTimeout(timer);
    this.addEventListener('open', stop);
    this.addEventListener('close', stop);
  }
}

const probeEvery = 5_000;

/** Where the socket goes. A browser can set no header there, so the key is in the address; the gateway takes it there for sockets alone. */
function address() {
  const key = access.key === null ? '' : `?access_token=${encodeURIComponent(access.key)}`;
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/graphql${key}`;
}

/** Finds out whether sockets are refused: a browser does not tell why one did not open, so the same right is asked for over HTTP. */
async function probe() {
  const stop = new AbortController();
  try {
    const response = await fetch('/graphql?query=' + encodeURIComponent('{ __typename }'), {
      headers: { accept: 'text/event-stream', ...access.headers() },
      signal: AbortSignal.any([stop.signal, AbortSignal.timeout(openWithin)]),
    });
    access.note(response.status);
  } catch {
    // Not reached: then it is not the key.
  } finally {
    stop.abort();
  }
}

/**
 * The one connection that all subscriptions share. A server that does not answer a ping in time counts as gone; it is called again, with
 * growing and jittered pauses, for as long as the page is open. Subscriptions go on by themselves and begin with the state then.
 */
export function connect(): Client {
  let pongTimer: ReturnType<typeof setTimeout> | undefined;
  let opened = false;
  let probed = -Infinity;
  const client = createClient({
    url: address,
    webSocketImpl: ImpatientSocket,
    keepAlive: pingEvery,
    retryAttempts: Infinity,
    shouldRetry: () => true,
    connectionAckWaitTimeout: openWithin,
    retryWait: async (failures) => {
      if (!opened && performance.now() - probed > probeEvery) {
        probed = performance.now();
        await probe();
      }
      if (access.closed) {
        probed = -Infinity;
        return access.whenOpen();
      }
      const pause = Math.min(250 * 2 ** Math.min(failures, 8), longestPause) * (0.5 + Math.random() / 2);
      await new Promise((resolve) => setTimeout(resolve, pause));
    },
    on: {
      connecting: () => (opened = false),
      connected: () => (opened = true),
      ping: (received) => {
        if (received) return;
        clearTimeout(pongTimer);
        pongTimer = setTimeout(() => client.terminate(), pongWithin);
      },
      pong: (received) => received && clearTimeout(pongTimer),
      closed: () => clearTimeout(pongTimer),
      error: (error) => {
        if (error instanceof CloseEvent && error.code === CloseCode.BadRequest) console.error('the gateway refused the connection', error.reason);
      },
    },
  });
  return client;
}
