import { randomUUID } from 'node:crypto';
import type { Router } from 'express';
import { newAbsence, newHandoff } from '../../api-contract/supervisor.schema.ts';
import type { Supervision } from '../../api-contract/supervisor.schema.ts';
import { supervisionOf } from '../worklist/supervision.ts';
import { recordEvent } from '../store/audit.ts';
import { openCasesOfOwner } from '../store/cases.ts';
import { addHandoff } from '../store/handoffs.ts';
import { absencesFrom, addAbsence, endAbsence, staffOf } from '../store/staff.ts';
import { actOnCases } from '../worklist/act-on-case.ts';
import { caseStaff } from '../worklist/case-staff.ts';
import { apiProblem, refuseApi } from './api-problem.ts';
import type { AppDeps } from './deps.ts';
import { recordListView } from './record-list-view.ts';
import type { Asking } from './signed-in.ts';
import { signedIn } from './signed-in.ts';
import { actingOf, answerMany, readingOf } from './worklist-asking.ts';
import { userRefOf } from '../auth/user-ref.ts';

/** The supervisor's page and what a supervisor does beside single cases. */
export function addSupervisorRoutes(router: Router, deps: AppDeps): void {
  router.get('/supervisor', signedIn(deps, showSupervision, 'supervisor'));
  router.post('/supervisor/absences', signedIn(deps, noteAbsence, 'supervisor'));
  router.delete('/supervisor/absences/:id', signedIn(deps, finishAbsence, 'supervisor'));
  router.post('/supervisor/absences/:id/hand-over', signedIn(deps, handOver, 'supervisor'));
  router.post('/supervisor/handoffs', signedIn(deps, leaveNote, 'supervisor'));
}

async function showSupervision(asking: Asking): Promise<void> {
  const { deps, session, request, response } = asking;
  const site = request.query['site'];
  const reading = await readingOf(asking);
  const page: Supervision = await supervisionOf(deps.db, session.desk.tenant, {
    reading,
    site: typeof site === 'string' && site !== '' ? site : undefined,
  });
  await recordListView(asking, 'supervisor', [...page.unowned.cases, ...page.overdue.cases]);
  response.json(page);
}

async function noteAbsence(asking: Asking): Promise<void> {
  const { deps, session, request, response } = asking;
  const asked = newAbsence.safeParse(request.body);
  if (!asked.success) {
    refuseApi(response, apiProblem('bad-request', 'Name who is away, from when and until when.'));
    return;
  }
  const { who, from, until, cover } = asked.data;
  const fault = await absenceFault(asking, asked.data);
  if (fault !== undefined) {
    refuseApi(response, apiProblem('unprocessable', fault));
    return;
  }
  const { id: tenant } = session.desk.tenant;
  const [at, actor] = [deps.now(), userRefOf(session.user)];
  await deps.db.transaction().execute(async (db) => {
    const absence = { id: randomUUID(), tenant, user_ref: who, from_day: from, until_day: until, cover: cover ?? null };
    await addAbsence(db, { ...absence, set_by: actor, set_at: at });
    await recordEvent(db, 'case-change', { at, actor, tenant, body: { absence: asked.data } });
  });
  response.status(204).end();
}

async function absenceFault(
  { deps, session }: Asking,
  { who, from, until, cover }: { who: string; from: string; until: string; cover?: string | undefined },
): Promise<string | undefined> {
  const { tenant } = session.desk;
  const staff = new Set(caseStaff(tenant, await staffOf(deps.db, tenant.id)).map(({ ref }) => ref));
  if (!staff.has(who)) return 'Nobody of that name works on cases here.';
  if (until < from) return 'The last day lies before the first.';
  if (cover === undefined) return undefined;
  if (cover === who) return 'Nobody can stand in for themselves.';
  return staff.has(cover) ? undefined : 'The cover works on no cases here.';
}

const noSuchAbsence = apiProblem('not-found', 'There is no such absence.');

async function finishAbsence({ deps, session, request, response }: Asking): Promise<void> {
  const { id: tenant } = session.desk.tenant;
  const [at, actor, id] = [deps.now(), userRefOf(session.user), String(request.params['id'])];
  const ended = await deps.db.transaction().execute(async (db) => {
    const done = await endAbsence(db, tenant, id, at);
    if (done) await recordEvent(db, 'case-change', { at, actor, tenant, body: { absenceEnded: id } });
    return done;
  });
  if (ended) response.status(204).end();
  else refuseApi(response, noSuchAbsence);
}

const MOST_HANDED_OVER = 200;

async function handOver(asking: Asking): Promise<void> {
  const { deps, session, request, response } = asking;
  const { id: tenant } = session.desk.tenant;
  const absences = await absencesFrom(deps.db, tenant, session.desk.site.today());
  const absence = absences.find(({ id }) => id === request.params['id']);
  if (absence === undefined || absence.cover === null) {
    refuseApi(
      response,
      absence === undefined ? noSuchAbsence : apiProblem('unprocessable', 'Nobody stands in for them.'),
    );
    return;
  }
  const cases = await openCasesOfOwner(deps.db, tenant, absence.user_ref, MOST_HANDED_OVER);
  const { batch, results } = await actOnCases(await actingOf(asking), cases, { do: 'assign', to: absence.cover });
  await answerMany(asking, results, batch);
}

async function leaveNote({ deps, session, request, response }: Asking): Promise<void> {
  const asked = newHandoff.safeParse(request.body);
  if (!asked.success) {
    refuseApi(response, apiProblem('bad-request', 'A handoff note has 1 to 4,000 characters.', 'note'));
    return;
  }
  const { id: tenant } = session.desk.tenant;
  const [at, author] = [deps.now(), userRefOf(session.user)];
  const { note, site } = asked.data;
  await deps.db.transaction().execute(async (db) => {
    await addHandoff(db, { tenant, at, author, site: site ?? null, note });
    await recordEvent(db, 'case-change', { at, actor: author, tenant, body: { handoff: note, site: site ?? null } });
  });
  response.status(204).end();
}
