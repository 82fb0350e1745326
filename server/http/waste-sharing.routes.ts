import type { Router } from 'express';
import { approvePlan, preparePlan } from '../../api-contract/waste-sharing.schema.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import { parsePlainDate } from '../../domain/kernel/plain-date.ts';
import { approvePlanOf, preparePlanOf } from '../waste/approve-plan.ts';
import { sharedPlansOf } from '../waste/shared-plans.ts';
import { apiProblem, badRequestOf, refuseApi } from './api-problem.ts';
import type { AppDeps } from './deps.ts';
import { staffNames } from '../board/staff-names.ts';
import { recordListView } from './record-list-view.ts';
import type { Asking } from './signed-in.ts';
import { signedIn } from './signed-in.ts';
import { problemOf, wasteDesk } from './waste.routes.ts';

/** Vials that several patients of a day share: a pharmacist's page, where the site allows it. */
export function addWasteSharingRoutes(router: Router, deps: AppDeps): void {
  router.get('/waste/shared-plans', signedIn(deps, showPlans, 'waste'));
  router.post('/waste/shared-plans', signedIn(deps, approve, 'waste'));
  router.post('/waste/shared-plans/:id/prepared', signedIn(deps, prepared, 'waste'));
}

async function showPlans(asking: Asking): Promise<void> {
  const { request, response, session } = asking;
  const asked = request.query['day'];
  const day = asked === undefined ? session.desk.site.today() : dayIn(asked);
  if (day === undefined) {
    refuseApi(response, apiProblem('bad-request', 'Must be a day such as 2026-12-15', 'day'));
    return;
  }
  if (session.role !== 'pharmacist') {
    refuseApi(response, pharmacistsOnly);
    return;
  }
  await answerPlans(asking, day, 200);
}

const pharmacistsOnly = apiProblem('not-allowed', 'Shared vials are planned by a pharmacist.');

function dayIn(asked: unknown): PlainDate | undefined {
  const day = parsePlainDate(typeof asked === 'string' ? asked : '');
  return day.ok ? day.value : undefined;
}

async function answerPlans(asking: Asking, day: PlainDate, status: 200 | 201): Promise<void> {
  const plans = await sharedPlansOf(wasteDesk(asking), day);
  const shown = [...plans.plans, ...plans.approved].flatMap(({ doses }) => doses);
  await recordListView(asking, 'waste', shown);
  const { nameOf } = await staffNames(asking.deps.db, asking.session.desk.tenant);
  const approved = plans.approved.map((plan) => ({ ...plan, by: nameOf(plan.by) }));
  asking.response.status(status).json({ ...plans, approved });
}

async function approve(asking: Asking): Promise<void> {
  const body = approvePlan.safeParse(asking.request.body);
  const day = body.success ? dayIn(body.data.day) : undefined;
  if (!body.success || day === undefined) {
    const fault = body.success ? apiProblem('bad-request', 'Must be a calendar day', 'day') : badRequestOf(body.error);
    refuseApi(asking.response, fault);
    return;
  }
  const done = await approvePlanOf(wasteDesk(asking), { ...body.data, day });
  if (done.ok) await answerPlans(asking, day, 201);
  else refuseApi(asking.response, problemOf(done.problem));
}

async function prepared(asking: Asking): Promise<void> {
  const body = preparePlan.safeParse(asking.request.body);
  if (!body.success) {
    refuseApi(asking.response, badRequestOf(body.error));
    return;
  }
  const done = await preparePlanOf(wasteDesk(asking), String(asking.request.params['id']), body.data);
  if (done.ok) await answerPlans(asking, done.value, 201);
  else refuseApi(asking.response, problemOf(done.problem));
}
