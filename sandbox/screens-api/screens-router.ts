// The screens' API, mounted at /sandbox/api. Only pages of the sandbox itself may call it.
import express from 'express';
import type { ErrorRequestHandler, RequestHandler, Router } from 'express';
import { FhirRefusal } from '../fhir-store/fhir-refusal.ts';
import { isObject } from '../fhir-store/stored-resource.ts';
import { ApiProblem } from './api-problem.ts';
import { addBookingRoutes } from './booking.route.ts';
import { addCardRoutes } from './cards.route.ts';
import { addChartRoutes } from './chart.route.ts';
import { addMomentRoutes } from './moments.route.ts';
import { addOrderRoutes } from './orders.route.ts';
import type { Sandbox } from './sandbox.ts';
import { addStageRoutes } from './stage.route.ts';

export function createScreensRouter(sandbox: Sandbox): Router {
  const router = express.Router();
  router.use(refuseOtherSites(sandbox.baseUrl));
  router.use(express.json({ limit: '30mb' }));
  addChartRoutes(router, sandbox);
  addBookingRoutes(router, sandbox);
  addOrderRoutes(router, sandbox);
  addMomentRoutes(router, sandbox);
  addCardRoutes(router, sandbox);
  addStageRoutes(router, sandbox);
  router.use(() => {
    throw new ApiProblem(404, 'there is nothing at this address');
  });
  router.use(answerProblem);
  return router;
}

/** A page on another site could otherwise book visits through the visitor's browser. */
function refuseOtherSites(baseUrl: string): RequestHandler {
  const own = [baseUrl, baseUrl.replace('127.0.0.1', 'localhost')];
  return (request, _response, next) => {
    const origin = request.get('Origin');
    if (origin !== undefined && !own.includes(origin)) throw new ApiProblem(403, 'only the sandbox may call this');
    next();
  };
}

const answerProblem: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  const problem = problemOf(error);
  if (problem === undefined) {
    next(error);
    return;
  }
  const { status, message, path } = problem;
  response.status(status).json({ error: { message, ...(path === undefined ? {} : { path }) } });
};

function problemOf(error: unknown): ApiProblem | undefined {
  if (error instanceof ApiProblem) return error;
  if (error instanceof FhirRefusal) return new ApiProblem(error.status, error.message);
  const status = isObject(error) ? error['status'] : undefined;
  return typeof status === 'number' && status >= 400 && status < 500
    ? new ApiProblem(status, 'the body cannot be read as JSON')
    : undefined;
}
