/** The door of every API route that needs a session: who asks, for which tenant, and whether the page is theirs. */
import type { Request, RequestHandler, Response } from 'express';
import type { Page } from '../../api-contract/page.schema.ts';
import { mayOpen } from '../../api-contract/page.schema.ts';
import { apiProblem, refuseApi } from './api-problem.ts';
import type { AppSession } from './session-facts.ts';
import { sessionOf } from './app-session.ts';
import type { AppDeps } from './deps.ts';

export interface Asking {
  readonly deps: AppDeps;
  readonly session: AppSession;
  readonly request: Request;
  readonly response: Response;
}

export const notSignedIn = apiProblem('not-signed-in', 'Open ChairReady from your EHR.');

export const notYours = apiProblem('not-allowed', 'Your role does not have this page.');

/** Answers with a live session only; where a page is named, only to the roles that have it. Nothing of it is cached. */
export function signedIn(deps: AppDeps, answer: (asking: Asking) => Promise<void>, page?: Page): RequestHandler {
  return async (request, response) => {
    response.set('cache-control', 'no-store');
    const session = await sessionOf(deps, request.get('authorization'));
    if (session === undefined) refuseApi(response, notSignedIn);
    else if (page !== undefined && !mayOpen(session.role, page)) refuseApi(response, notYours);
    else await answer({ deps, session, request, response });
  };
}
