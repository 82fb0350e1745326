import type { Request, RequestHandler, Router } from 'express';
import { mayOpen } from '../../api-contract/page.schema.ts';
import type { Readiness } from '../../api-contract/readiness.schema.ts';
import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import type { KeptCourses } from '../board/kept-courses.ts';
import { keptCoursesIn } from '../board/kept-courses.ts';
import { makeReadiness } from '../board/readiness-list.ts';
import { errorFields } from '../observability/log.ts';
import type { DatabaseTrouble } from '../store/database-trouble.ts';
import { databaseTrouble, inTime } from '../store/database-trouble.ts';
import type { ApiProblem } from './api-problem.ts';
import { apiProblem, refuseApi } from './api-problem.ts';
import { bearerIn, sessionOf } from './app-session.ts';
import type { AppDeps } from './deps.ts';
import { recordListView } from './record-list-view.ts';
import { requestIdOf } from './request-id.ts';
import { notSignedIn, notYours } from './signed-in.ts';
import { userRefOf } from '../auth/user-ref.ts';

/** A stopped database server makes its users wait; this page then takes the kept list. */
const LIVE_MS = 6000;

/** The readiness list: made now, or where it cannot be made, the one that was kept last, with what is the matter. */
export function addReadinessRoutes(router: Router, deps: AppDeps): void {
  router.get('/readiness', readinessRoute(deps, keptCoursesIn(deps.db)));
}

function readinessRoute(deps: AppDeps, courses: KeptCourses): RequestHandler {
  return async (request, response) => {
    response.set('cache-control', 'no-store');
    const list = await liveOrKept(deps, courses, request, requestIdOf(response.locals));
    if (list.ok) response.json(list.value);
    else refuseApi(response, list.problem);
  };
}

async function liveOrKept(
  deps: AppDeps,
  courses: KeptCourses,
  request: Request,
  requestId: string,
): Promise<Result<Readiness, ApiProblem>> {
  try {
    return await inTime(live(deps, courses, request), LIVE_MS);
  } catch (error) {
    const trouble = databaseTrouble(error);
    const said = { requestId, error: errorFields(error) };
    deps.log[trouble === 'fault' ? 'error' : 'warn']('readiness list not made, the kept one is shown', said);
    return kept(deps, request, trouble);
  }
}

async function live(deps: AppDeps, courses: KeptCourses, request: Request): Promise<Result<Readiness, ApiProblem>> {
  const session = await sessionOf(deps, request.get('authorization'));
  if (session === undefined) return problem(notSignedIn);
  if (!mayOpen(session.role, 'readiness')) return problem(notYours);
  const list = await makeReadiness({ db: deps.db, courses, now: deps.now }, session.desk);
  await recordListView({ deps, session }, 'readiness', patientsOn(list));
  return ok(list);
}

const patientsOn = (list: Readiness) => [...list.days.flatMap(({ visits }) => visits), ...list.notEvaluated];

/** What is the matter, for people; what they do is the same. */
const MATTER: Readonly<Record<DatabaseTrouble, string>> = {
  away: 'The database is away',
  late: 'The database does not answer in time',
  fault: 'Something went wrong on our side',
};

const unknownSession = (trouble: DatabaseTrouble): ApiProblem =>
  apiProblem(
    'unavailable',
    `${MATTER[trouble]}, and this server has not seen your session before. Use the printed list.`,
  );
const noList = (trouble: DatabaseTrouble): ApiProblem =>
  apiProblem('unavailable', `${MATTER[trouble]}, and no list was kept. Use the printed list.`);

/** Only for sessions that this process has seen alive; what they look at is recorded when the database is back. */
async function kept(deps: AppDeps, request: Request, trouble: DatabaseTrouble): Promise<Result<Readiness, ApiProblem>> {
  const bearer = bearerIn(request.get('authorization'));
  const session = bearer === undefined ? undefined : deps.recentSessions?.find(bearer, deps.now());
  if (session === undefined) return problem(unknownSession(trouble));
  if (!mayOpen(session.role, 'readiness')) return problem(notYours);
  const { id: tenant } = session.desk.tenant;
  const list = await deps.readinessShelf?.last(tenant);
  if (list === undefined) return problem(noList(trouble));
  const patients = [...new Set(patientsOn(list).map(({ patient }) => patient.ref))];
  deps.owedViews?.add({
    ...{ at: deps.now(), actor: userRefOf(session.user), tenant },
    body: { page: 'readiness', kept: list.madeAt, patients },
  });
  return ok({ ...list, source: 'kept', keptFor: trouble });
}
