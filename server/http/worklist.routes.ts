import type { Response, Router } from 'express';
import type { z } from 'zod';
import { readsRoute, readsRoutes } from '../../api-contract/case-routes.ts';
import { sightOf } from '../../api-contract/role.schema.ts';
import type {
  CaseCountsView,
  CaseDetail,
  CaseList,
  ChangedCase,
  SavedViewShown,
} from '../../api-contract/worklist.schema.ts';
import { actOnCase, bulkAction, newView, undoRequest } from '../../api-contract/worklist.schema.ts';
import { WORKLIST_ROUTES } from '../../api-contract/worklist.routes.ts';
import { staffNames } from '../board/staff-names.ts';
import { recordEvent } from '../store/audit.ts';
import { eventsOfCase } from '../store/case-events.ts';
import type { ListedCase } from '../store/case-list.ts';
import { caseChoices, countCases, listCases, listedCase } from '../store/case-list.ts';
import type { SavedView } from '../store/saved-views.ts';
import { dropView, keepView, viewsOf } from '../store/saved-views.ts';
import { staffOf } from '../store/staff.ts';
import { actOnCases, undoBatch } from '../worklist/act-on-case.ts';
import { briefOf } from '../worklist/brief.ts';
import { historyOf } from '../worklist/case-history.ts';
import { caseRowOf } from '../worklist/case-row.ts';
import { caseStaff } from '../worklist/case-staff.ts';
import { clearNews } from '../store/change-case.ts';
import { apiProblem, badRequestOf, refuseApi } from './api-problem.ts';
import { decisionViewOf, viewOfKept } from './decision-view.ts';
import type { AppDeps } from './deps.ts';
import { recordListView } from './record-list-view.ts';
import type { Asking } from './signed-in.ts';
import { signedIn } from './signed-in.ts';
import { actingOf, answerMany, isSupervisor, noSuchCase, readingOf, refuseAct, shownRow } from './worklist-asking.ts';
import { userRefOf } from '../auth/user-ref.ts';

/** The worklist: pages of cases, one case, what is done to them, and the shared views. */
export function addWorklistRoutes(router: Router, deps: AppDeps): void {
  router.get('/worklist', signedIn(deps, showList, 'worklist'));
  router.get('/worklist/counts', signedIn(deps, showCounts, 'worklist'));
  router.get('/worklist/cases/:id', signedIn(deps, showCase, 'worklist'));
  router.get('/worklist/cases/:id/brief', signedIn(deps, showBrief, 'worklist'));
  router.post('/worklist/cases/:id/actions', signedIn(deps, act, 'worklist'));
  router.post('/worklist/bulk', signedIn(deps, actOnMany, 'worklist'));
  router.post('/worklist/undo', signedIn(deps, undo, 'worklist'));
  router.post('/worklist/views', signedIn(deps, addView, 'worklist'));
  router.delete('/worklist/views/:id', signedIn(deps, removeView, 'worklist'));
}

const PAGE = 50;

async function showList(asking: Asking): Promise<void> {
  const query = WORKLIST_ROUTES.worklist.query.safeParse(asking.request.query);
  if (!query.success) {
    refuse(asking.response, query.error);
    return;
  }
  const { tab = 'all', limit = PAGE, ...filters } = query.data;
  const reading = await readingOf(asking);
  const { cases, next } = await listCases(asking.deps.db, { ...whose(asking), ...filters, tab, limit });
  const items = cases.map((row) => caseRowOf(row, reading));
  await recordListView(asking, 'worklist', items);
  const { timeZone } = asking.session.desk;
  const list: CaseList = { today: reading.today, timeZone, items, ...(next === undefined ? {} : { next }) };
  asking.response.json(list);
}

async function showCounts(asking: Asking): Promise<void> {
  const query = WORKLIST_ROUTES.worklistCounts.query.safeParse(asking.request.query);
  if (!query.success) {
    refuse(asking.response, query.error);
    return;
  }
  const { deps, session } = asking;
  const { tenant } = session.desk;
  const [tabs, choices, views, seen] = await Promise.all([
    countCases(deps.db, { ...whose(asking), ...query.data }),
    caseChoices(deps.db, tenant.id),
    viewsOf(deps.db, tenant.id),
    staffOf(deps.db, tenant.id),
  ]);
  const { nameOf } = await staffNames(deps.db, tenant);
  const counts: CaseCountsView = {
    tabs,
    payers: [...choices.payers],
    drugs: [...choices.drugs],
    sites: [...choices.sites],
    staff: caseStaff(tenant, seen).map(({ ref, roles }) => ({ ref, name: nameOf(ref), roles: [...roles] })),
    views: views.map((view) => shownView(view, nameOf)),
    may: { assignAll: isSupervisor(asking), keepViews: isSupervisor(asking) },
  };
  asking.response.json(counts);
}

async function showCase(asking: Asking): Promise<void> {
  const { deps, session, response } = asking;
  const row = await rowAskedFor(asking);
  if (row === undefined) {
    refuseApi(response, noSuchCase);
    return;
  }
  const { id: tenant } = session.desk.tenant;
  const reading = await readingOf(asking);
  const isMine = row.owner === reading.me;
  if (isMine && row.news !== null) await clearNews(deps.db, tenant, row.id);
  const decision = await decisionShown(asking, row);
  const body = { patient: row.patient_ref, case: row.id, page: 'worklist' };
  await recordEvent(deps.db, 'patient-view', { at: deps.now(), actor: reading.me, tenant, body });
  const detail: CaseDetail = {
    case: caseRowOf(row, reading),
    history: historyOf(await eventsOfCase(deps.db, tenant, row.id), reading.nameOf),
    ...(decision === undefined ? {} : { decision }),
  };
  response.json(detail);
}

/** Where the EHR shows another chart, a second person's record is not laid beside it. */
async function decisionShown({ deps, session }: Asking, row: ListedCase): Promise<CaseDetail['decision']> {
  if (session.patientRef !== undefined && session.patientRef !== row.patient_ref) return undefined;
  const kept = await keptFor(deps, session.desk.tenant.id, row);
  if (kept === undefined) return undefined;
  const viewed = { ...viewOfKept(kept, session.desk.timeZone), focus: row.appointment_key };
  return decisionViewOf(viewed, sightOf(session.role), false);
}

async function keptFor(deps: AppDeps, tenant: string, { decision_id, opened_by_decision, patient_ref }: ListedCase) {
  const id = decision_id ?? opened_by_decision;
  const kept = id === null ? undefined : await deps.decisions.findDecision(tenant, id);
  return kept?.patientRef === patient_ref ? kept : undefined;
}

async function showBrief(asking: Asking): Promise<void> {
  const { deps, session, response } = asking;
  const row = await rowAskedFor(asking);
  const { id: tenant } = session.desk.tenant;
  const kept = row === undefined ? undefined : await keptFor(deps, tenant, row);
  if (row === undefined || kept === undefined) {
    refuseApi(response, row === undefined ? noSuchCase : apiProblem('not-found', 'Its decision is not kept any more.'));
    return;
  }
  const brief = briefOf({
    ...viewOfKept(kept, session.desk.timeZone),
    ...{ appointment: row.appointment_key, visitDate: row.visit_date, order: row.order_ref },
  });
  if (brief === undefined) {
    refuseApi(
      response,
      apiProblem('unprocessable', 'The decision names no drug for this visit: there is nothing to argue.'),
    );
    return;
  }
  const body = { patient: row.patient_ref, case: row.id, page: 'peer-to-peer brief' };
  await recordEvent(deps.db, 'patient-view', { at: deps.now(), actor: userRefOf(session.user), tenant, body });
  response.json(brief);
}

async function act(asking: Asking): Promise<void> {
  const asked = actOnCase.safeParse(asking.request.body);
  if (!asked.success) {
    refuse(asking.response, asked.error);
    return;
  }
  const { version, action } = asked.data;
  const id = String(asking.request.params['id']);
  const { batch, results } = await actOnCases(await actingOf(asking), [{ id, version }], action);
  const [result] = results;
  if (result === undefined) return;
  const reading = await readingOf(asking);
  if (!result.outcome.ok) {
    await refuseAct(asking, result.id, result.outcome.problem, reading);
    return;
  }
  const row = await shownRow(asking, id, reading);
  if (row === undefined) return;
  const changed: ChangedCase = { case: row, ...(action.do === 'note' ? {} : { undo: batch }) };
  asking.response.json(changed);
}

async function actOnMany(asking: Asking): Promise<void> {
  const asked = bulkAction.safeParse(asking.request.body);
  if (!asked.success) {
    refuse(asking.response, asked.error);
    return;
  }
  const { batch, results } = await actOnCases(await actingOf(asking), asked.data.cases, asked.data.action);
  await answerMany(asking, results, batch);
}

async function undo(asking: Asking): Promise<void> {
  const asked = undoRequest.safeParse(asking.request.body);
  if (!asked.success) {
    refuse(asking.response, asked.error);
    return;
  }
  const undone = await undoBatch(await actingOf(asking), asked.data.undo);
  if (undone === undefined) {
    refuseApi(
      asking.response,
      apiProblem('not-found', 'There is nothing of yours to undo; half an hour is the limit.'),
    );
    return;
  }
  await answerMany(asking, undone.results, undefined);
}

async function addView(asking: Asking): Promise<void> {
  const { deps, session, request, response } = asking;
  const asked = newView.safeParse(request.body);
  if (!isSupervisor(asking) || !asked.success) {
    refuseApi(response, asked.success ? supervisorsOnly : apiProblem('bad-request', 'A view has a name and filters.'));
    return;
  }
  const { id: tenant } = session.desk.tenant;
  const [at, actor] = [deps.now(), userRefOf(session.user)];
  const view = await deps.db.transaction().execute(async (db) => {
    const kept = await keepView(db, { tenant, ...asked.data, made_by: actor, made_at: at });
    await recordEvent(db, 'case-change', { at, actor, tenant, body: { view: kept.name, query: asked.data.query } });
    return kept;
  });
  response.status(201).json(shownView(view, (await staffNames(deps.db, session.desk.tenant)).nameOf));
}

async function removeView(asking: Asking): Promise<void> {
  const { deps, session, request, response } = asking;
  if (!isSupervisor(asking)) {
    refuseApi(response, supervisorsOnly);
    return;
  }
  const { id: tenant } = session.desk.tenant;
  const [at, actor] = [deps.now(), userRefOf(session.user)];
  const gone = await deps.db.transaction().execute(async (db) => {
    const name = await dropView(db, tenant, String(request.params['id']));
    if (name !== undefined)
      await recordEvent(db, 'case-change', { at, actor, tenant, body: { view: name, dropped: true } });
    return name;
  });
  if (gone === undefined) refuseApi(response, apiProblem('not-found', 'There is no such view.'));
  else response.status(204).end();
}

const supervisorsOnly = apiProblem('not-allowed', 'Only a supervisor keeps shared views.');

const shownView = ({ id, name, query, made_by }: SavedView, nameOf: (ref: string) => string): SavedViewShown => ({
  ...{ id, name, query: { ...query } },
  madeBy: { ref: made_by, name: nameOf(made_by) },
});

const whose = ({ session }: Asking) => ({
  tenant: session.desk.tenant.id,
  today: session.desk.site.today(),
  me: userRefOf(session.user),
  routes: readsRoutes(session.role),
});

async function rowAskedFor({ deps, session, request }: Asking): Promise<ListedCase | undefined> {
  const row = await listedCase(deps.db, session.desk.tenant.id, String(request.params['id']));
  return row !== undefined && readsRoute(session.role, row.route) ? row : undefined;
}

function refuse(response: Response, error: z.ZodError): void {
  refuseApi(response, badRequestOf(error));
}
