import type { ErrorRequestHandler } from 'express';
import type { ProblemResponse } from '../../api-contract/problem.schema.ts';
import { errorFields } from '../observability/log.ts';
import { databaseTrouble } from '../store/database-trouble.ts';
import type { AppDeps } from './deps.ts';
import { requestIdOf } from './request-id.ts';

/** Whatever no route caught: the caller gets an id, the operator the rest. */
export function lastResort({ log }: AppDeps): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const requestId = requestIdOf(response.locals);
    const status = statusOf(error);
    if (status >= 500) log.error('fault', { requestId, method: request.method, error: errorFields(error) });
    const code = codeOf(status);
    const message = databaseTrouble(error) === 'late' ? BUSY : (saidOf(error) ?? MESSAGES[code]);
    const body: ProblemResponse = { error: { code, message, requestId } };
    if (status === 503) response.set('retry-after', RETRY_SECONDS);
    response.status(status).json(body);
  };
}

const codeOf = (status: number): keyof typeof MESSAGES =>
  CODES.get(status) ?? (status >= 500 ? 'fault' : 'bad-request');

const CODES: ReadonlyMap<number, keyof typeof MESSAGES> = new Map([
  [503, 'unavailable'],
  [413, 'too-large'],
  [404, 'not-found'],
]);

const MESSAGES = {
  unavailable: 'The database is away. Try again in a moment; the page Readiness still opens.',
  fault: 'Something went wrong on our side. Tell your help desk the request id.',
  'too-large': 'The request is too large.',
  'not-found': 'There is nothing here.',
  'bad-request': 'The request could not be read.',
} as const;

/** What a parser found, in words of ours: its own quote the request. */
const saidOf = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null && 'type' in error ? FOUND.get(String(error.type)) : undefined;

const FOUND: ReadonlyMap<string, string> = new Map([
  ['entity.parse.failed', 'The body is not JSON.'],
  ['encoding.unsupported', 'The body has an encoding that is not read here: send it as it is, or as gzip.'],
  ['charset.unsupported', 'The body must be in UTF-8.'],
  ['request.aborted', 'The body ended before its length.'],
]);

/** More is asked of the database at the moment than it can answer: nothing is wrong, and nothing was done. */
const BUSY = 'The server is busy. Try again in a moment; the page Readiness still opens.';

const RETRY_SECONDS = '5';

/** Express and its parsers mark the client's faults with a status below 500. */
function statusOf(error: unknown): number {
  const status = typeof error === 'object' && error !== null && 'status' in error ? Number(error.status) : 500;
  if (status >= 400 && status < 500) return status;
  return databaseTrouble(error) === 'fault' ? 500 : 503;
}
