import { CloseCode, createClient, type Client } from 'graphql-ws';

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

const address = () => `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/graphql`;

/**
 * The one connection that all subscriptions share. A server that does not answer a ping in time counts as gone; it is called again, with
 * growing and jittered pauses, for as long as the page is open. Subscriptions go on by themselves and begin with the state then.
 */
export function connect(): Client {
  let pongTimer: ReturnType<typeof setTimeout> | undefined;
  const client = createClient({
    url: address(),
    webSocketImpl: ImpatientSocket,
    keepAlive: pingEvery,
    retryAttempts: Infinity,
    shouldRetry: () => true,
    connectionAckWaitTimeout: openWithin,
    retryWait: (failures) => {
      const pause = Math.min(250 * 2 ** Math.min(failures, 8), longestPause) * (0.5 + Math.random() / 2);
      return new Promise((resolve) => setTimeout(resolve, pause));
    },
    on: {
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
