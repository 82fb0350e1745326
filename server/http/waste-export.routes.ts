import type { Router } from 'express';
import { exportFormat, makeExport as makeExportBody } from '../../api-contract/waste.schema.ts';
import { staffNames } from '../board/staff-names.ts';
import { exportAgain, exportCounts, makeExport } from '../waste/export-lines.ts';
import type { WasteDesk } from '../waste/waste-desk.ts';
import { apiProblem, badRequestOf, refuseApi } from './api-problem.ts';
import type { AppDeps } from './deps.ts';
import { peopleShown } from './people-shown.ts';
import type { Asking } from './signed-in.ts';
import { signedIn } from './signed-in.ts';
import { wasteDesk } from './waste.routes.ts';

/** Claim lines of discarded drug: how many wait and why, and the file of those that leave. Billing's page. */
export function addWasteExportRoutes(router: Router, deps: AppDeps): void {
  const on = (answer: Answer) => signedIn(deps, forBilling(answer), 'waste');
  router.get('/waste/exports', on(countExports));
  router.post('/waste/exports', on(exportNow));
  router.get('/waste/exports/:id', on(exportOnceMore));
}

type Answer = (asking: Asking, desk: WasteDesk) => Promise<void>;

const forBilling =
  (answer: Answer) =>
  async (asking: Asking): Promise<void> => {
    const desk = wasteDesk(asking);
    if (desk.role === 'billing') await answer(asking, desk);
    else refuseApi(asking.response, onlyBilling);
  };

const onlyBilling = apiProblem('not-allowed', 'Claim lines are exported by billing.');

async function countExports(asking: Asking, desk: WasteDesk): Promise<void> {
  const counts = await exportCounts(desk);
  const people = await peopleShown(
    asking,
    [...counts.toReview, ...counts.changedSince].map(({ patient }) => patient),
  );
  const { nameOf } = await staffNames(desk.db, asking.session.desk.tenant);
  const batches = counts.batches.map((batch) => ({ ...batch, by: nameOf(batch.by) }));
  asking.response.json({ ...counts, batches, people, timeZone: desk.timeZone });
}

async function exportNow(asking: Asking, desk: WasteDesk): Promise<void> {
  const body = makeExportBody.safeParse(asking.request.body);
  if (!body.success) {
    refuseApi(asking.response, badRequestOf(body.error));
    return;
  }
  asking.response.status(201).json(await makeExport(desk, body.data.format));
}

async function exportOnceMore(asking: Asking, desk: WasteDesk): Promise<void> {
  const asked = exportFormat.safeParse(asking.request.query);
  if (!asked.success) {
    refuseApi(asking.response, apiProblem('bad-request', 'Must be csv or ndjson', 'format'));
    return;
  }
  const file = await exportAgain(desk, String(asking.request.params['id']), asked.data.format ?? 'csv');
  if (file === undefined) refuseApi(asking.response, apiProblem('not-found', 'There is no such export here.'));
  else asking.response.json(file);
}
