// Runs the GraphQL over HTTP audit against a server: node audit.mjs URL. Prints one JSON line per check; exits 1 when one that MUST hold fails.
import { serverAudits } from 'graphql-http';

const audits = serverAudits({ url: process.argv[2], fetchFn: fetch });
const failed = [];
for (const audit of audits) {
  const result = await audit.fn();
  console.log(JSON.stringify({ status: result.status, name: audit.name, reason: result.reason }));
  if (result.status !== 'ok') failed.push(`${result.status} ${audit.name}: ${result.reason}`);
}

console.log(`${audits.length - failed.length} of ${audits.length} checks hold`);
if (failed.length > 0) {
  console.log(failed.join('\n'));
  process.exit(1);
}
