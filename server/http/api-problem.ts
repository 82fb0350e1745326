import type { Response } from 'express';
import type { z } from 'zod';
import type { ProblemCode, ProblemResponse } from '../../api-contract/problem.schema.ts';
import { PROBLEM_STATUS } from '../../api-contract/problem.schema.ts';
import { faultPath } from '../../cds-hooks/fault-path.ts';
import { requestIdOf } from './request-id.ts';

/** Why the app's request was not answered. The message is for people and holds no patient data. */
export interface ApiProblem {
  readonly code: ProblemCode;
  readonly message: string;
  readonly path?: string;
  /** The name of the fault within its code, as `more-given-than-opened`. */
  readonly fault?: string;
}

export const apiProblem = (code: ProblemCode, message: string, path?: string): ApiProblem => ({
  code,
  message,
  ...(path === undefined ? {} : { path }),
});

/** What is wrong with a query or body that its schema refuses, with the path of the first fault. */
export function badRequestOf({ issues: [issue] }: z.ZodError): ApiProblem {
  return apiProblem('bad-request', issue?.message ?? 'Invalid input', faultPath(issue?.path ?? []));
}

/** `beside` goes into the answer next to the problem, as the case that somebody else has changed. */
export function refuseApi(
  response: Response,
  { code, message, path, fault }: ApiProblem,
  beside: Readonly<Record<string, unknown>> = {},
): void {
  const requestId = requestIdOf(response.locals);
  const named = { ...(path === undefined ? {} : { path }), ...(fault === undefined ? {} : { fault }) };
  const body: ProblemResponse = { error: { code, ...named, message, requestId } };
  response.status(PROBLEM_STATUS[code]).json({ ...body, ...beside });
}
