import type { Response } from 'express';
import type { ProblemCode, ProblemResponse } from '../../api-contract/problem.schema.ts';
import { PROBLEM_STATUS } from '../../api-contract/problem.schema.ts';
import { requestIdOf } from './request-id.ts';

/** Why the app's request was not answered. The message is for people and holds no patient data. */
export interface ApiProblem {
  readonly code: ProblemCode;
  readonly message: string;
  readonly path?: string;
}

export const apiProblem = (code: ProblemCode, message: string, path?: string): ApiProblem => ({
  code,
  message,
  ...(path === undefined ? {} : { path }),
});

export function refuseApi(response: Response, { code, message, path }: ApiProblem): void {
  const requestId = requestIdOf(response.locals);
  const body: ProblemResponse = { error: { code, ...(path === undefined ? {} : { path }), message, requestId } };
  response.status(PROBLEM_STATUS[code]).json(body);
}
