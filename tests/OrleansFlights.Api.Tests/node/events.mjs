// Subscribes with the graphql-sse client: node events.mjs URL COUNT. Prints COUNT results.
import { createClient } from 'graphql-sse';

const [url, count] = [process.argv[2], Number(process.argv[3])];
const client = createClient({ url, retryAttempts: 0 });
let seen = 0;
for await (const result of client.iterate({ query: 'subscription { pipeline { deadLetters } }' })) {
  console.log(JSON.stringify(result));
  if (++seen === count) break;
}

client.dispose();
