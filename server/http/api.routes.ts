import express, { Router } from 'express';
import { openApiDocument } from '../../api-contract/openapi.ts';
import { apiProblem, refuseApi } from './api-problem.ts';
import type { AppDeps } from './deps.ts';
import { addSessionRoutes } from './session.routes.ts';
import { addVisitRoutes } from './visit.routes.ts';

const LARGEST_BODY = '64kb';

/** The app's own API, as api-contract describes it. Same origin only: no CORS. */
export function apiRoutes(deps: AppDeps): Router {
  const router = Router();
  const document = openApiDocument({ version: deps.version, publicUrl: deps.publicUrl });
  router.get('/openapi.json', (_request, response) => {
    response.json(document);
  });
  router.use(express.json({ limit: LARGEST_BODY }));
  addSessionRoutes(router, deps);
  addVisitRoutes(router, deps);
  router.use((_request, response) => {
    refuseApi(response, apiProblem('not-found', 'There is nothing here.'));
  });
  return router;
}
