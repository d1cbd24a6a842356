import { defineConfig } from 'vite';
import { svelte } from '@sveltejs/vite-plugin-svelte';

export default defineConfig({
  base: '/live/',
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
});
