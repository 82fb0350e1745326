/** What the API said did not work, as one immutable error that a screen can turn into words. */
import type { ProblemCode } from '../../api-contract/problem.schema.ts';
import { problemResponse } from '../../api-contract/problem.schema.ts';

/** Beside the API's own codes: no answer at all, or one that is not of the contract. */
export type ApiProblemCode = ProblemCode | 'no-connection' | 'unreadable-answer';

export class ApiProblem extends Error {
  readonly code: ApiProblemCode;
  readonly requestId: string | undefined;
  /** The field at fault, as the server names it. */
  readonly path: string | undefined;

  constructor(code: ApiProblemCode, message: string, requestId?: string, path?: string) {
    super(message);
    this.name = 'ApiProblem';
    this.code = code;
    this.requestId = requestId;
    this.path = path;
  }
}

/** From an answer that is not a success; one that is not in the contract's shape is told by its status only. */
export function problemOf(status: number, body: unknown): ApiProblem {
  const parsed = problemResponse.safeParse(body);
  if (!parsed.success) return new ApiProblem('unreadable-answer', `The server answered with status ${status}.`);
  const { code, message, requestId, path } = parsed.data.error;
  return new ApiProblem(code, message, requestId, path);
}

export const hasEnded = (problem: unknown): boolean =>
  problem instanceof ApiProblem && (problem.code === 'session-expired' || problem.code === 'not-signed-in');

/** Worth asking again by itself: the fault lies on the way, and reading changes nothing. */
export const isPassing = (problem: unknown): boolean =>
  problem instanceof ApiProblem &&
  (problem.code === 'no-connection' || problem.code === 'ehr-too-slow' || problem.code === 'unavailable');
