import { defineConfig } from 'vite';

export default defineConfig({
  base: '/playground/',
  build: {
    outDir: '../wwwroot/playground',
    emptyOutDir: true,
    chunkSizeWarningLimit: 8192,
  },
  worker: { format: 'es' },
  logLevel: 'error',
});
