/** Calls to the API. The bearer lives in this closure and nowhere else: a reload forgets it. */
import type { z } from 'zod';
import type { DecisionView } from '../../api-contract/decision-view.schema.ts';
import type { ApiRoute } from '../../api-contract/route.ts';
import { ROUTES } from '../../api-contract/routes.ts';
import type { LaunchConfig, OpenedSession, OpenSession, SessionView } from '../../api-contract/session.schema.ts';
import { ApiProblem, problemOf } from './api-problem.ts';

export interface Api {
  /** Any route of the contract; the pages' own calls are written with it, beside them. */
  readonly call: CallRoute;
  readonly launchConfig: () => Promise<LaunchConfig>;
  /** Hands the token answer over, keeps the bearer, and returns the session without it. */
  readonly openSession: (body: OpenSession) => Promise<SessionView>;
  readonly closeSession: () => Promise<void>;
  readonly decision: (id: string) => Promise<DecisionView>;
  readonly nextVisits: (appointment?: string) => Promise<DecisionView>;
  readonly refreshVisits: (appointment?: string) => Promise<DecisionView>;
}

export interface Call {
  /** For the `{name}` parts of the path. */
  readonly params?: Readonly<Record<string, string>>;
  /** What is undefined is left out. */
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
}

type CallRoute = <Route extends ApiRoute>(route: Route, call?: Call) => Promise<Answer<Route>>;

/** `base` is where the app is served; the API lies beside it. */
export function createApi(base: string): Api {
  let bearer: string | undefined;

  const call: CallRoute = async (route, { params = {}, query = {}, body } = {}) => {
    const response = await send(addressOf(base, route, params, query), {
      method: route.method.toUpperCase(),
      headers: headers(route.access === 'bearer' ? bearer : undefined, body),
      cache: 'no-store',
      credentials: 'omit',
      ...(body === undefined ? {} : { body: body instanceof Blob ? body : JSON.stringify(body) }),
    });
    return read(route, response);
  };

  return {
    call,
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
    decision: (id) => call(ROUTES.decision, { params: { id } }),
    nextVisits: (appointment) => call(ROUTES.nextVisits, { query: { appointment } }),
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

/** A file goes as it is. */
const headers = (bearer: string | undefined, body: unknown): Record<string, string> => ({
  accept: 'application/json',
  ...(body === undefined
    ? {}
    : { 'content-type': body instanceof Blob ? 'application/octet-stream' : 'application/json' }),
  ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
});

function addressOf(
  base: string,
  { path }: ApiRoute,
  params: NonNullable<Call['params']>,
  query: NonNullable<Call['query']>,
): URL {
  const filled = path.replace(/\{(\w+)\}/g, (_whole, name: string) => encodeURIComponent(params[name] ?? ''));
  const url = new URL(filled.slice(1), base);
  for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, value);
  return url;
}
