import type { RequestHandler, Router } from 'express';
import rateLimit from 'express-rate-limit';
import type { LaunchConfig, OpenedSession } from '../../api-contract/session.schema.ts';
import { openSession as openSessionSchema } from '../../api-contract/session.schema.ts';
import type { LaunchDesk, LaunchRefused, ProvenLaunch } from '../auth/open-session.ts';
import { proveLaunch } from '../auth/open-session.ts';
import { noteOpened } from '../alerts/rule-loudness.ts';
import { smartDiscovery } from '../auth/smart-discovery.ts';
import { recordEvent } from '../store/audit.ts';
import { closeSession } from '../store/sessions.ts';
import { useTokenOnce } from '../store/used-tokens.ts';
import { apiProblem, badRequestOf, refuseApi } from './api-problem.ts';
import type { ApiProblem } from './api-problem.ts';
import type { AppDeps } from './deps.ts';
import { keepLaunch, sessionOf, sessionViewOf, shownOf } from './app-session.ts';
import { requestIdOf } from './request-id.ts';
import { notSignedIn } from './signed-in.ts';
import { userRefOf } from '../auth/user-ref.ts';

const MOST_LAUNCHES_PER_MINUTE = 60;

/** Launch configuration, and the life of a session. */
export function addSessionRoutes(router: Router, deps: AppDeps): void {
  router.get('/launch-config', (_request, response) => {
    response.json(launchConfigOf(deps));
  });
  router.post('/session', launchLimit(), openRoute(deps));
  router.get('/session', async (request, response) => {
    const session = await sessionOf(deps, request.get('authorization'));
    if (session === undefined) refuseApi(response, notSignedIn);
    else response.json(sessionViewOf(session.desk, session.shown, session.expiresAt));
  });
  router.delete('/session', async (request, response) => {
    const session = await sessionOf(deps, request.get('authorization'));
    if (session === undefined) {
      refuseApi(response, notSignedIn);
      return;
    }
    deps.recentSessions?.forget(session.bearer);
    await closeSession(deps.db, session.desk.tenant.id, session.bearer);
    response.status(204).end();
  });
}

function launchConfigOf({ publicUrl, desks }: AppDeps): LaunchConfig {
  return {
    redirectUri: `${publicUrl}/`,
    launches: [...desks.values()].flatMap(({ tenant: { smart, fhir } }) =>
      smart === undefined ? [] : [{ iss: fhir.baseUrl, clientId: smart.clientId, scope: smart.scope }],
    ),
  };
}

const launchLimit = (): RequestHandler =>
  rateLimit({
    windowMs: 60_000,
    limit: MOST_LAUNCHES_PER_MINUTE,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    handler: (_request, response) => {
      refuseApi(response, apiProblem('too-many-requests', 'Too many log-ins at once. Try again in a minute.'));
    },
  });

function openRoute(deps: AppDeps): RequestHandler {
  const desk = launchDeskOf(deps);
  return async (request, response) => {
    const opening = openSessionSchema.safeParse(request.body);
    if (!opening.success) {
      refuseApi(response, badRequestOf(opening.error));
      return;
    }
    const launch = await proveLaunch(desk, opening.data);
    if (!launch.ok) {
      deps.log.warn('launch refused', { requestId: requestIdOf(response.locals), why: launch.problem.why });
      refuseApi(response, MESSAGES[launch.problem.code]);
      return;
    }
    const { tenant, expiresAt } = launch.value;
    const tenantDesk = deps.desks.get(tenant.id);
    if (tenantDesk === undefined) throw new Error(`no desk for tenant ${tenant.id}`);
    const bearer = await keepLaunch(deps, launch.value);
    await noteLaunch(deps, launch.value);
    const body: OpenedSession = { bearer, ...sessionViewOf(tenantDesk, shownOf(launch.value), expiresAt) };
    response.status(201).set('cache-control', 'no-store').json(body);
  };
}

/** That somebody signed in, and that a card was taken up by opening the app from it. */
async function noteLaunch({ db, now }: AppDeps, { tenant, user: { user }, role, patient, open }: ProvenLaunch) {
  const at = now();
  const body = { role, patient: patient?.ref, decision: open.decision };
  await recordEvent(db, 'login', { at, actor: userRefOf(user), tenant: tenant.id, body });
  if (open.decision !== undefined) await noteOpened(db, tenant.id, open.decision, at);
}

function launchDeskOf({ db, desks, now, log }: AppDeps): LaunchDesk {
  return {
    tenants: [...desks.values()],
    discovery: smartDiscovery((url, why) => log.warn('keys not read', { url, why })),
    useOnce: (tenant, { issuer, tokenId }, expiresAt) => useTokenOnce(db, { tenant, issuer, tokenId, expiresAt }),
    now,
  };
}

const MESSAGES: Readonly<Record<LaunchRefused['code'], ApiProblem>> = {
  'bad-request': apiProblem('bad-request', 'The launch is incomplete.'),
  'launch-refused': apiProblem(
    'launch-refused',
    'This launch could not be verified. Open ChairReady again from your EHR.',
  ),
  'not-allowed': apiProblem('not-allowed', 'ChairReady is for staff only.'),
  'ehr-unreachable': apiProblem('ehr-unreachable', 'The EHR could not be reached. Try again in a moment.'),
  'ehr-too-slow': apiProblem('ehr-too-slow', 'The EHR did not answer in time. Try again in a moment.'),
};
