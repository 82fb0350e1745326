import { join } from 'node:path';
import express, { Router } from 'express';
import type { AppDeps } from './deps.ts';

/** The SMART app: one page for `/` and `/launch`; its files have their content's hash in their names. */
export function screenRoutes({ screensDir }: AppDeps): Router {
  const router = Router();
  if (screensDir === undefined) {
    router.get(['/', '/launch'], (_request, response) => {
      response.status(503).type('text').send('The screens are not built. Run: npm run build\n');
    });
    return router;
  }
  const page = join(screensDir, 'index.html');
  router.get(['/', '/launch'], (_request, response) => {
    response.set('cache-control', 'no-store').sendFile(page);
  });
  router.use('/assets', express.static(join(screensDir, 'assets'), { immutable: true, maxAge: '1y', index: false }));
  router.use(express.static(screensDir, { index: false, maxAge: '1h' }));
  return router;
}
