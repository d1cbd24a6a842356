import { defineConfig } from 'vite';
import { svelte } from '@sveltejs/vite-plugin-svelte';

export default defineConfig(({ command }) => ({
  // At its place in wwwroot when it is bundled, at the top when it is served from its sources.
  base: command === 'build' ? '/live/' : '/',
  plugins: [svelte()],
  build: {
    outDir: '../wwwroot/live',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: { '/graphql': { target: process.env.FLIGHTS_GATEWAY ?? 'http://localhost:8088', ws: true } },
  },
  logLevel: 'warn',
}));
