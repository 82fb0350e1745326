import { Router } from 'express';
import { sql } from 'kysely';
import { errorFields } from '../observability/log.ts';
import type { AppDeps } from './deps.ts';

const PATIENCE_MS = 2000;

/** Liveness asks nobody; readiness asks the database. */
export function healthRoutes({ db, log, metrics }: AppDeps): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => response.json({ status: 'ok' }));
  router.get('/readyz', async (_request, response) => {
    const ready = await answersInTime(sql`select 1`.execute(db)).catch((error: unknown) => {
      log.error('not ready', { error: errorFields(error) });
      return false;
    });
    response.status(ready ? 200 : 503).json({ status: ready ? 'ready' : 'not-ready' });
  });
  router.get('/metrics', async (_request, response) => {
    response.type(metrics.contentType).send(await metrics.text());
  });
  return router;
}

async function answersInTime(asked: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), PATIENCE_MS)));
  const answered = asked.then(() => true);
  return Promise.race([answered, late]).finally(() => clearTimeout(timer));
}
