import express, { Router } from 'express';
import { openApiDocument } from '../../api-contract/openapi.ts';
import { wellFormed } from '../../cds-hooks/well-formed-json.ts';
import { addAlertsRoutes } from './alerts.routes.ts';
import { addAuditRoutes } from './audit.routes.ts';
import { apiProblem, refuseApi } from './api-problem.ts';
import { addBoardRoutes } from './board.routes.ts';
import { addChangesRoutes } from './changes.routes.ts';
import type { AppDeps } from './deps.ts';
import { addImportsRoutes } from './imports.routes.ts';
import { addMarginRoutes } from './margin.routes.ts';
import { refuseNul } from './refuse-nul.ts';
import { addReadinessRoutes } from './readiness.routes.ts';
import { addAttestationRoutes } from './attestation.routes.ts';
import { addSessionRoutes } from './session.routes.ts';
import { addSettingsRoutes } from './settings.routes.ts';
import { addSupervisorRoutes } from './supervisor.routes.ts';
import { addVisitRoutes } from './visit.routes.ts';
import { addWasteExportRoutes } from './waste-export.routes.ts';
import { addWasteSharingRoutes } from './waste-sharing.routes.ts';
import { addWasteRoutes } from './waste.routes.ts';
import { addWorklistRoutes } from './worklist.routes.ts';

const LARGEST_BODY = '64kb';

/** The app's own API, as api-contract describes it. Same origin only: no CORS. */
export function apiRoutes(deps: AppDeps): Router {
  const router = Router();
  const document = openApiDocument({ version: deps.version, publicUrl: deps.publicUrl });
  router.get('/openapi.json', (_request, response) => {
    response.json(document);
  });
  router.use(refuseNul);
  router.use(express.json({ limit: LARGEST_BODY, reviver: wellFormed }));
  addSessionRoutes(router, deps);
  addAlertsRoutes(router, deps);
  addAuditRoutes(router, deps);
  addVisitRoutes(router, deps);
  addWasteRoutes(router, deps);
  addWasteExportRoutes(router, deps);
  addWasteSharingRoutes(router, deps);
  addMarginRoutes(router, deps);
  addImportsRoutes(router, deps);
  addBoardRoutes(router, deps);
  addReadinessRoutes(router, deps);
  addChangesRoutes(router, deps);
  addAttestationRoutes(router, deps);
  addWorklistRoutes(router, deps);
  addSupervisorRoutes(router, deps);
  addSettingsRoutes(router, deps);
  router.use((_request, response) => {
    refuseApi(response, apiProblem('not-found', 'There is nothing here.'));
  });
  return router;
}
