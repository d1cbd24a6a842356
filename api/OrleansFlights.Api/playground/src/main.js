import 'graphiql/setup-workers/vite';
import 'graphiql/style.css';
import './playground.css';
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { GraphiQL } from 'graphiql';
import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { createClient } from 'graphql-ws';
import { examples } from './examples.js';

const socketUrl = `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/graphql`;
const fetcher = createGraphiQLFetcher({
  url: '/graphql',
  headers: { Accept: 'application/graphql-response+json, application/json' },
  wsClient: createClient({ url: socketUrl, retryAttempts: Infinity, shouldRetry: () => true }),
});

// A document of one's own comes first (links as GraphQL tools make them: /graphql?query=…).
const query = new URLSearchParams(location.search).get('query');
const defaultTabs = query ? [{ query }, ...examples] : examples;

createRoot(document.getElementById('playground')).render(createElement(GraphiQL, { fetcher, defaultTabs }));
