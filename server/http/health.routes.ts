import { Router } from 'express';
import { sql } from 'kysely';
import { errorFields } from '../observability/log.ts';
import { databaseTrouble, inTime } from '../store/database-trouble.ts';
import type { AppDeps } from './deps.ts';

const PATIENCE_MS = 2000;

/** Liveness asks nobody; readiness asks the database, and says whether it is away, late, or answers with an error. */
export function healthRoutes({ db, log, metrics }: AppDeps): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => response.json({ status: 'ok' }));
  router.get('/readyz', async (_request, response) => {
    const trouble = await inTime(sql`select 1`.execute(db), PATIENCE_MS).then(
      () => undefined,
      (error: unknown) => {
        log.error('not ready', { error: errorFields(error) });
        return databaseTrouble(error);
      },
    );
    if (trouble === undefined) response.json({ status: 'ready' });
    else response.status(503).json({ status: 'not-ready', database: trouble });
  });
  router.get('/metrics', async (_request, response) => {
    response.type(metrics.contentType).send(await metrics.text());
  });
  return router;
}
