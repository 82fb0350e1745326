/** Calls to the API. The bearer lives in this closure and nowhere else: a reload forgets it. */
import type { z } from 'zod';
import type { DecisionView } from '../../api-contract/decision-view.schema.ts';
import { ROUTES } from '../../api-contract/routes.ts';
import type { ApiRoute } from '../../api-contract/routes.ts';
import type { LaunchConfig, OpenedSession, OpenSession, SessionView } from '../../api-contract/session.schema.ts';
import { ApiProblem, problemOf } from './api-problem.ts';

export interface Api {
  readonly launchConfig: () => Promise<LaunchConfig>;
  /** Hands the token answer over, keeps the bearer, and returns the session without it. */
  readonly openSession: (body: OpenSession) => Promise<SessionView>;
  readonly closeSession: () => Promise<void>;
  readonly decision: (id: string) => Promise<DecisionView>;
  readonly nextVisits: (appointment?: string) => Promise<DecisionView>;
  readonly refreshVisits: (appointment?: string) => Promise<DecisionView>;
}

interface Call {
  readonly path?: string;
  readonly body?: unknown;
}

/** `base` is where the app is served; the API lies beside it. */
export function createApi(base: string): Api {
  let bearer: string | undefined;

  async function call<Route extends ApiRoute>(route: Route, { path = route.path, body }: Call = {}) {
    const response = await send(new URL(path.slice(1), base), {
      method: route.method.toUpperCase(),
      headers: headers(route.access === 'bearer' ? bearer : undefined, body !== undefined),
      cache: 'no-store',
      credentials: 'omit',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return read(route, response);
  }

  return {
    launchConfig: () => call(ROUTES.launchConfig),
    async openSession(body) {
      const { bearer: granted, ...session }: OpenedSession = await call(ROUTES.openSession, { body });
      bearer = granted;
      return session;
    },
    async closeSession() {
      await call(ROUTES.closeSession);
      bearer = undefined;
    },
    decision: (id) => call(ROUTES.decision, { path: ROUTES.decision.path.replace('{id}', encodeURIComponent(id)) }),
    nextVisits: (appointment) => call(ROUTES.nextVisits, { path: withVisit(ROUTES.nextVisits.path, appointment) }),
    refreshVisits: (appointment) =>
      call(ROUTES.refreshVisits, { body: appointment === undefined ? {} : { appointment } }),
  };
}

type Answer<Route extends ApiRoute> = Route['success']['schema'] extends z.ZodType
  ? z.infer<Route['success']['schema']>
  : undefined;

async function send(url: URL, request: RequestInit): Promise<Response> {
  try {
    return await fetch(url, request);
  } catch {
    throw new ApiProblem('no-connection', 'ChairReady could not be reached.');
  }
}

/** An answer outside the contract is refused as a whole: half a decision could look clear. */
async function read<Route extends ApiRoute>(route: Route, response: Response): Promise<Answer<Route>> {
  const body = await bodyOf(response);
  if (!response.ok) throw problemOf(response.status, body);
  if (route.success.schema === null) return undefined as Answer<Route>;
  const parsed = route.success.schema.safeParse(body);
  if (!parsed.success)
    throw new ApiProblem('unreadable-answer', 'The server answered in a form this page cannot read.');
  return parsed.data as Answer<Route>;
}

async function bodyOf(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
}

const headers = (bearer: string | undefined, hasBody: boolean): Record<string, string> => ({
  accept: 'application/json',
  ...(hasBody ? { 'content-type': 'application/json' } : {}),
  ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
});

const withVisit = (path: string, appointment: string | undefined): string =>
  appointment === undefined ? path : `${path}?${new URLSearchParams({ appointment }).toString()}`;
