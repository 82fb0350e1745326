/** The app's build: no inline script, no inlined asset, so that the content security policy needs no exception. */
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  // Relative, so that the app also works behind a path prefix; it is served at `/` and at `/launch` beside it.
  base: './',
  plugins: [react()],
  build: {
    outDir: '../dist/client',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    // The polyfill would be an inline script in browsers that lack the feature.
    modulePreload: { polyfill: false },
    target: 'es2022',
    // React, Mantine and the schemas come as one chunk; the budget is 250 kB compressed.
    chunkSizeWarningLimit: 900,
  },
});
