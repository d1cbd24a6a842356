// Subscribes with the graphql-ws client: node socket.mjs URL COUNT. Prints COUNT results, then completes, queries once and closes.
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

const [url, count] = [process.argv[2], Number(process.argv[3])];
const client = createClient({ url, webSocketImpl: WebSocket, retryAttempts: 0, keepAlive: 100 });
let seen = 0;
for await (const result of client.iterate({ query: 'subscription { pipeline { deadLetters } }' })) {
  console.log(JSON.stringify(result));
  if (++seen === count) break;
}

for await (const result of client.iterate({ query: '{ totals { events } }' })) console.log(JSON.stringify(result));
await client.dispose();
