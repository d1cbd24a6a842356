const firstPause = 250;
const longestPause = 10_000;

/**
 * Keeps subscriptions open over one graphql-transport-ws socket: connects again, with growing and jittered pauses, when it is lost. Every
 * subscription begins with the state now, so nothing needs to be remembered between connections.
 * @param {[string, (data: object) => void][]} subscriptions Documents and who shows their data.
 * @param {(state: 'connecting' | 'live' | 'lost') => void} onState Told when the connection changes.
 */
export function subscribeAll(subscriptions, onState) {
  let failures = 0;

  function connect() {
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    const socket = new WebSocket(`${scheme}://${location.host}/graphql`, 'graphql-transport-ws');
    const send = (message) => socket.send(JSON.stringify(message));

    socket.addEventListener('open', () => send({ type: 'connection_init' }));
    socket.addEventListener('message', ({ data }) => {
      const message = JSON.parse(data);
      if (message.type === 'connection_ack') {
        failures = 0;
        onState('live');
        subscriptions.forEach(([query], index) => send({ id: `${index}`, type: 'subscribe', payload: { query } }));
      } else if (message.type === 'ping') {
        send({ type: 'pong' });
      } else if (message.type === 'next' && message.payload.data) {
        subscriptions[Number(message.id)][1](message.payload.data);
      } else if (message.type === 'error' || message.payload?.errors) {
        console.error('subscription failed', message.payload);
      }
    });
    socket.addEventListener('close', () => {
      onState('lost');
      const pause = Math.min(firstPause * 2 ** failures++, longestPause);
      setTimeout(connect, pause * (0.5 + Math.random() / 2));
    });
  }

  onState('connecting');
  connect();
}
