import { setMaxListeners } from 'node:events';
import cors from 'cors';
import express, { Router } from 'express';
import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import { discovery } from '../../cds-hooks/discovery.ts';
import type { HookProblem } from '../../cds-hooks/hook-problem.ts';
import { hookProblem, operationOutcome, statusOf } from '../../cds-hooks/hook-problem.ts';
import { HOOK_SERVICES, serviceOf } from '../../cds-hooks/services.ts';
import { errorFields } from '../observability/log.ts';
import { databaseTrouble } from '../store/database-trouble.ts';
import type { HookDesk } from './hook-desk.ts';
import { answerFeedback } from './feedback-handler.ts';
import { answerHookInTime } from './hook-handler.ts';
import type { ReadBytes } from './large-bodies.ts';
import { readingBytes } from './large-bodies.ts';
import { requestIdOf } from './request-id.ts';

/** Bodies beyond this are refused unread. A request with every prefetch key has about 25 kB. */
export const LARGEST_BODY = '2mb';

/** CDS Hooks: discovery and services. CORS comes first, so that browsers may read refusals as well. */
export function cdsServiceRoutes(desk: HookDesk): Router {
  const router = Router();
  const bytesOf = readingBytes(express.raw({ type: () => true, limit: LARGEST_BODY }));
  router.use(corsOf(desk));
  router.get('/', (_request, response) => response.json(discovery(HOOK_SERVICES)));
  router.post('/:id', hookRoute(desk, bytesOf));
  router.post('/:id/feedback', feedbackRoute(desk, bytesOf));
  router.all('/', (_request, response) => {
    response.set('allow', 'GET, OPTIONS');
    refuse(response, wrongMethod);
  });
  router.all('/:id', (request, response) => {
    if (serviceOf(request.params.id) !== undefined) response.set('allow', 'POST, OPTIONS');
    refuse(response, serviceOf(request.params.id) === undefined ? unknownService : wrongMethod);
  });
  router.all('/:id/feedback', (request, response) => {
    if (serviceOf(request.params.id) !== undefined) response.set('allow', 'POST, OPTIONS');
    refuse(response, serviceOf(request.params.id) === undefined ? unknownService : wrongMethod);
  });
  router.use((_request, response) => {
    refuse(response, unknownService);
  });
  router.use(faultHandler(desk));
  return router;
}

const wrongMethod = hookProblem('wrong-method', '', 'Method not allowed');

const unknownService = hookProblem('unknown-service', '', 'No such service');

function corsOf({ desks }: HookDesk): RequestHandler {
  const origins = [...desks.values()].flatMap(({ tenant }) => tenant.cdsClient.origins);
  return cors({
    origin: origins,
    methods: ['GET', 'POST', 'OPTIONS'],
    allowedHeaders: ['Authorization', 'Content-Type', 'Accept'],
    exposedHeaders: ['X-Request-Id'],
    maxAge: 600,
  });
}

function hookRoute(desk: HookDesk, bytesOf: ReadBytes): RequestHandler {
  return async (request, response) => {
    const service = serviceOf(String(request.params['id']));
    if (service === undefined) {
      refuse(response, unknownService);
      return;
    }
    const begun = performance.now();
    const answer = await answerHookInTime(desk, service, {
      authorization: request.get('authorization'),
      body: (sender) => bytesOf(request, response, sender),
      requestId: requestIdOf(response.locals),
      abandoned: abandonedWith(response),
    });
    if (answer.ok) response.json(answer.value);
    else {
      noteRefusal(desk, service.id, answer.problem, requestIdOf(response.locals));
      refuse(response, answer.problem);
    }
    desk.metrics.hookAnswered(service.id, response.statusCode, (performance.now() - begun) / 1000);
  };
}

/** An EHR that sends a stripped or misspelled context is a fault of its configuration, which only its operator can see. */
function noteRefusal({ log }: HookDesk, service: string, { code, issues }: HookProblem, requestId: string): void {
  // These are in the log already, with more than the caller may hear.
  if (code === 'not-trusted' || code === 'not-ready' || code === 'fault') return;
  log.warn('call refused', { requestId, service, why: code, paths: issues.map(({ path }) => path) });
}

function feedbackRoute(desk: HookDesk, bytesOf: ReadBytes): RequestHandler {
  return async (request, response) => {
    const service = serviceOf(String(request.params['id']));
    if (service === undefined) {
      refuse(response, unknownService);
      return;
    }
    const answer = await answerFeedback(desk, service, {
      authorization: request.get('authorization'),
      body: (sender) => bytesOf(request, response, sender),
      requestId: requestIdOf(response.locals),
    });
    if (answer.ok) response.json({});
    else {
      noteRefusal(desk, service.id, answer.problem, requestIdOf(response.locals));
      refuse(response, answer.problem);
    }
  };
}

/** Aborts when the client hangs up before it is answered. */
function abandonedWith(response: Response): AbortController {
  const abandoned = new AbortController();
  // Reads that wait for another try listen to it, a dozen or two at a time.
  setMaxListeners(0, abandoned.signal);
  response.once('close', () => {
    if (!response.writableFinished) abandoned.abort();
  });
  return abandoned;
}

function refuse(response: Response, problem: HookProblem): void {
  if (problem.code === 'not-trusted') response.set('www-authenticate', 'Bearer');
  // What may still come of the body would be taken for the next request.
  if (problem.code === 'too-slow') response.set('connection', 'close');
  response.status(statusOf(problem.code)).json(operationOutcome(problem, requestIdOf(response.locals)));
}

/** What the body parser refuses is the client's fault; everything else that is thrown is ours, and named by its id only. */
function faultHandler({ log }: HookDesk): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => {
    const problem = problemOfParser(error) ?? problemOfOurs(error);
    if (problem.code === 'fault' || problem.code === 'not-ready') {
      const requestId = requestIdOf(response.locals);
      log.error('fault', { requestId, method: request.method, error: errorFields(error) });
    }
    refuse(response, problem);
  };
}

/** A database that is away or has too much to do is no fault, and will answer another time. */
const problemOfOurs = (error: unknown): HookProblem =>
  databaseTrouble(error) === 'fault'
    ? hookProblem('fault', '', 'Internal error')
    : hookProblem('not-ready', '', 'Try again in a moment');

function problemOfParser(error: unknown): HookProblem | undefined {
  const status = typeof error === 'object' && error !== null && 'status' in error ? Number(error.status) : 500;
  const told = PARSER_FAULTS.get(status);
  if (told !== undefined) return told;
  return status >= 400 && status < 500 ? hookProblem('malformed', '', 'The request could not be read') : undefined;
}

const PARSER_FAULTS: ReadonlyMap<number, HookProblem> = new Map([
  [408, hookProblem('too-slow', '', 'The body could not be read in time')],
  [413, hookProblem('too-large', '', `The body is larger than ${LARGEST_BODY}`)],
  [415, hookProblem('unsupported-media', '', 'The encoding of the body is not supported')],
]);
