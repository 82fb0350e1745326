import type { Router } from 'express';
import { boardQuestion, LONGEST_SPAN_DAYS } from '../../api-contract/board.schema.ts';
import { daysBetween, parsePlainDate } from '../../domain/kernel/plain-date.ts';
import { boardOf } from '../board/board-view.ts';
import type { KeptCourses } from '../board/kept-courses.ts';
import { keptCoursesIn } from '../board/kept-courses.ts';
import { scheduleOf } from '../board/scheduled-visits.ts';
import { staffNames } from '../board/staff-names.ts';
import { recordEvent } from '../store/audit.ts';
import { apiProblem, badRequestOf, refuseApi } from './api-problem.ts';
import { sightOfSession } from './app-session.ts';
import { decisionViewOf, viewOfKept } from './decision-view.ts';
import type { AppDeps } from './deps.ts';
import { recordListView } from './record-list-view.ts';
import type { Asking } from './signed-in.ts';
import { signedIn } from './signed-in.ts';
import { userRefOf } from '../auth/user-ref.ts';

/** The schedule board, and the decision behind one of its visits. */
export function addBoardRoutes(router: Router, deps: AppDeps): void {
  const courses = keptCoursesIn(deps.db);
  router.get(
    '/board',
    signedIn(deps, (asking) => showBoard(asking, courses), 'board'),
  );
  router.get('/board/decisions/:id', signedIn(deps, showBoardDecision, 'board'));
}

async function showBoard(asking: Asking, courses: KeptCourses): Promise<void> {
  const { deps, session, request, response } = asking;
  const question = boardQuestion.safeParse(request.query);
  if (!question.success) {
    refuseApi(response, badRequestOf(question.error));
    return;
  }
  const { from, to, site } = question.data;
  if (!isSpan(from, to)) {
    const most = `to must be on from or later, and at most ${String(LONGEST_SPAN_DAYS)} days`;
    refuseApi(response, apiProblem('bad-request', most, 'to'));
    return;
  }
  const { tenant, site: desk, timeZone } = session.desk;
  const now = deps.now();
  const schedule = await scheduleOf({ db: deps.db, courses, tenant: tenant.id, from, to, now });
  const { nameOf } = await staffNames(deps.db, tenant);
  const sight = sightOfSession(session);
  const board = boardOf(schedule, { sight, today: desk.today(), timeZone, from, to, site, now, nameOf });
  await recordListView(asking, 'board', [...board.visits, ...board.notEvaluated]);
  response.json(board);
}

function isSpan(from: string, to: string): boolean {
  const [first, last] = [parsePlainDate(from), parsePlainDate(to)];
  if (!first.ok || !last.ok) return false;
  const days = daysBetween(first.value, last.value);
  return days >= 0 && days < LONGEST_SPAN_DAYS;
}

const notFound = apiProblem('not-found', 'There is no such decision.');
const wrongPatient = apiProblem(
  'wrong-patient',
  'Another chart is open in the EHR. Open ChairReady from the menu of the EHR to see other patients.',
);

/**
 * The board is a work list of roles, so its decisions open without a patient in context. Where the EHR did put one into
 * context, the launch is about that patient alone: a second person's details beside an open chart invite a mix-up.
 */
async function showBoardDecision({ deps, session, request, response }: Asking): Promise<void> {
  const { id: tenant } = session.desk.tenant;
  const kept = await deps.decisions.findDecision(tenant, String(request.params['id']));
  if (kept?.patientRef === undefined) {
    refuseApi(response, notFound);
    return;
  }
  if (session.patientRef !== undefined && session.patientRef !== kept.patientRef) {
    refuseApi(response, wrongPatient);
    return;
  }
  const viewed = viewOfKept(kept, session.desk.timeZone);
  const body = { patient: kept.patientRef, decision: kept.id, page: 'board' };
  await recordEvent(deps.db, 'patient-view', { at: deps.now(), actor: userRefOf(session.user), tenant, body });
  response.json(decisionViewOf(viewed, sightOfSession(session), request.query['all'] === 'true'));
}
