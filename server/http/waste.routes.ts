import type { Request, Router } from 'express';
import type { z } from 'zod';
import { reference } from '../../api-contract/scalars.schema.ts';
import type { VisitToChart } from '../../api-contract/waste.schema.ts';
import {
  previewWaste,
  recordPreparation as recordPreparationBody,
  settleRemainder,
  signWaste,
  withReason,
} from '../../api-contract/waste.schema.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import { parsePlainDate, plainDate } from '../../domain/kernel/plain-date.ts';
import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import type { PatientFacts } from '../../domain/visit/snapshot.ts';
import { definedOnly } from '../assessment/defined-only.ts';
import { errorFields } from '../observability/log.ts';
import { recordEvent } from '../store/audit.ts';
import { versionsOf } from '../store/waste-records.ts';
import { chartingWatch } from '../waste/charting-watch.ts';
import { settleGapCases } from '../waste/gap-cases.ts';
import { gapsOf, MOST_GAPS } from '../waste/gaps.ts';
import { discardRemainder, heldRemainders } from '../waste/held-remainders.ts';
import { recordPreparation } from '../waste/record-preparation.ts';
import { fileAgain, fileInChart, isOfAnother, release, retract, witness } from '../waste/record-steps.ts';
import { previewDrug, signVisit } from '../waste/sign-waste.ts';
import { recordView } from '../waste/record-view.ts';
import { visitToChart } from '../waste/visit-charting.ts';
import type { WasteDesk, WasteRefusal } from '../waste/waste-desk.ts';
import { recordedOn, visitFor, visitsFor } from '../waste/waste-desk.ts';
import { withPlaces } from '../waste/with-places.ts';
import { wasteRights } from '../waste/waste-rights.ts';
import type { ApiProblem } from './api-problem.ts';
import { apiProblem, badRequestOf, refuseApi } from './api-problem.ts';
import type { AppDeps } from './deps.ts';
import { peopleShown } from './people-shown.ts';
import type { Asking } from './signed-in.ts';
import { signedIn } from './signed-in.ts';
import { userRefOf } from '../auth/user-ref.ts';

/** Preparation and charting of discarded drug. */
export function addWasteRoutes(router: Router, deps: AppDeps): void {
  const on = (answer: (asking: Asking) => Promise<void>) => signedIn(deps, answer, 'waste');
  router.get('/waste/visits', on(listVisits));
  router.get('/waste/visit', on(showVisit));
  router.post('/waste/preview', on(preview));
  router.post('/waste/records', on(sign));
  router.get('/waste/records/:id', on(showRecord));
  router.post('/waste/records/:id/witness', on(recordStep((desk, id) => witness(desk, id))));
  router.post('/waste/records/:id/filed', on(recordStep((desk, id) => fileInChart(desk, id))));
  router.post('/waste/records/:id/note', on(recordStep((desk, id) => fileAgain(desk, id))));
  router.post('/waste/records/:id/release', on(reasonedStep(release)));
  router.post('/waste/records/:id/retract', on(reasonedStep(retract)));
  router.post('/waste/preparations', on(prepare));
  router.get('/waste/remainders', on(listRemainders));
  router.post('/waste/remainders/discard', on(throwRemainder));
  router.get('/waste/gaps', on(listGaps));
}

export function wasteDesk({ deps, session }: Pick<Asking, 'deps' | 'session'>): WasteDesk {
  const { desk, user, role, patientRef, shown } = session;
  return {
    db: deps.db,
    decisions: deps.decisions,
    tenant: desk.tenant.id,
    timeZone: desk.timeZone,
    today: desk.site.today(),
    drugs: desk.site.knowledge.drugs,
    policy: desk.tenant.waste,
    user: userRefOf(user),
    ...(shown.user.name === undefined ? {} : { userName: shown.user.name }),
    role,
    ...(patientRef === undefined ? {} : { patientRef }),
    now: deps.now(),
    changed: (patient, day) => settleAtOnce({ deps, session }, patient, day),
  };
}

/** A case closes with the signature that it asked for. Where that fails, the next sweep does it. */
async function settleAtOnce({ deps, session }: Pick<Asking, 'deps' | 'session'>, patient: string, day: PlainDate) {
  try {
    const watch = chartingWatch(deps, session.desk, deps.now());
    await settleGapCases(watch, { ref: patient }, { from: day, to: day });
  } catch (error) {
    deps.log.error('charting cases not settled', { tenant: session.desk.tenant.id, error: errorFields(error) });
  }
}

async function listVisits(asking: Asking): Promise<void> {
  const desk = wasteDesk(asking);
  const asked = asking.request.query['day'];
  const day = asked === undefined ? ok(desk.today) : parsePlainDate(textOf(asked));
  if (!day.ok) {
    refuseApi(asking.response, badRequest('Must be a day such as 2026-12-15', 'day'));
    return;
  }
  const recorded = await recordedOn(desk, day.value);
  const visits = (await visitsFor(desk, day.value)).map((visit) => visitToChart(visit, recorded));
  await noteViews(asking, desk, visits);
  asking.response.json({
    day: day.value,
    timeZone: desk.timeZone,
    visits: visits.map(listed),
    policy: wasteRights(asking.session),
  });
}

const listed = ({ drugs, ...visit }: VisitToChart) => ({
  ...visit,
  drugs: drugs.map(({ line, name, hcpcs, state, basis, record }) => ({
    ...{ line, name, hcpcs, state, basis },
    ...(record === undefined ? {} : { record: { id: record.id, signedBy: record.signedBy } }),
  })),
});

/** Names of patients are shown: each of them was looked at. */
async function noteViews({ deps }: Asking, desk: WasteDesk, visits: readonly VisitToChart[]): Promise<void> {
  for (const patient of new Set(visits.map((visit) => visit.patient.ref))) {
    const body = { patient, page: 'waste' };
    await recordEvent(deps.db, 'patient-view', { at: desk.now, actor: desk.user, tenant: desk.tenant, body });
  }
}

async function showVisit(asking: Asking): Promise<void> {
  const desk = wasteDesk(asking);
  const which = whichVisit(asking.request);
  if (!which.ok) {
    refuseApi(asking.response, which.problem);
    return;
  }
  const { appointment, date } = which.value;
  const visit = await visitFor(desk, appointment, date);
  if (visit === undefined) {
    refuseApi(asking.response, notFound);
    return;
  }
  const shown = visitToChart(visit, await recordedOn(desk, date));
  await noteViews(asking, desk, [shown]);
  asking.response.json({ visit: shown, timeZone: desk.timeZone, policy: wasteRights(asking.session) });
}

function whichVisit({ query }: Request): Result<{ appointment: string; date: PlainDate }, ApiProblem> {
  const appointment = reference.safeParse(query['appointment']);
  if (!appointment.success) return problem(badRequest('Must be a reference such as Appointment/a1', 'appointment'));
  const date = parsePlainDate(textOf(query['date']));
  return date.ok
    ? ok({ appointment: appointment.data, date: date.value })
    : problem(badRequest('Must be a day such as 2026-12-15', 'date'));
}

/** A query that is no single text is no day. */
const textOf = (asked: unknown): string => (typeof asked === 'string' ? asked : '');

const badRequest = (message: string, path: string): ApiProblem => apiProblem('bad-request', message, path);
const notFound = apiProblem('not-found', 'There is no such visit or record here.');

async function preview(asking: Asking): Promise<void> {
  const body = bodyWithDay(previewWaste, asking.request);
  if (!body.ok) {
    refuseApi(asking.response, body.problem);
    return;
  }
  const charting = await previewDrug(wasteDesk(asking), body.value);
  answerWith(asking, charting, 200);
}

async function sign(asking: Asking): Promise<void> {
  const body = bodyWithDay(signWaste, asking.request);
  if (!body.ok) {
    refuseApi(asking.response, body.problem);
    return;
  }
  const signed = await signVisit(wasteDesk(asking), body.value);
  answerWith(asking, signed.ok ? ok({ records: signed.value }) : signed, 201);
}

async function prepare(asking: Asking): Promise<void> {
  const body = bodyWithDay(recordPreparationBody, asking.request);
  if (!body.ok) {
    refuseApi(asking.response, body.problem);
    return;
  }
  answerWith(asking, await recordPreparation(wasteDesk(asking), body.value), 201);
}

const nameAndBirth = ({ name, birthDate }: PatientFacts) => definedOnly({ name, birthDate });

async function showRecord(asking: Asking): Promise<void> {
  const desk = wasteDesk(asking);
  const versions = await versionsOf(desk.db, desk.tenant, String(asking.request.params['id']));
  const [newest] = versions;
  if (newest === undefined || isOfAnother(desk, newest)) {
    refuseApi(asking.response, notFound);
    return;
  }
  const body = { patient: newest.patient_ref, page: 'waste' };
  await recordEvent(desk.db, 'patient-view', { at: desk.now, actor: desk.user, tenant: desk.tenant, body });
  const visit = await visitFor(desk, newest.appointment, plainDate(newest.visit_date));
  asking.response.json({
    records: versions.map((record) => recordView(record, desk.timeZone)),
    ...(visit === undefined ? {} : { person: nameAndBirth(visit.patient) }),
    timeZone: desk.timeZone,
  });
}

const recordStep =
  (take: (desk: WasteDesk, id: string) => ReturnType<typeof witness>) =>
  async (asking: Asking): Promise<void> => {
    answerWith(asking, await take(wasteDesk(asking), String(asking.request.params['id'])), 200);
  };

const reasonedStep =
  (take: (desk: WasteDesk, id: string, reason: string) => ReturnType<typeof release>) =>
  async (asking: Asking): Promise<void> => {
    const body = bodyOf(withReason, asking.request);
    if (!body.ok) {
      refuseApi(asking.response, body.problem);
      return;
    }
    answerWith(asking, await take(wasteDesk(asking), String(asking.request.params['id']), body.value.reason), 200);
  };

async function listRemainders(asking: Asking): Promise<void> {
  asking.response.json({ remainders: await heldRemainders(wasteDesk(asking)) });
}

async function throwRemainder(asking: Asking): Promise<void> {
  const body = bodyOf(settleRemainder, asking.request);
  if (!body.ok) {
    refuseApi(asking.response, body.problem);
    return;
  }
  const done = await discardRemainder(wasteDesk(asking), body.value.preparation);
  if (done.ok) await listRemainders(asking);
  else refuseApi(asking.response, problemOf(done.problem));
}

async function listGaps(asking: Asking): Promise<void> {
  const desk = wasteDesk(asking);
  const found = await gapsOf(desk);
  const gaps = await withPlaces(desk, found.slice(0, MOST_GAPS));
  const people = await peopleShown(
    asking,
    gaps.map(({ patient }) => patient),
  );
  asking.response.json({ gaps, more: found.length > MOST_GAPS, people });
}

function answerWith(asking: Asking, result: Result<unknown, WasteRefusal>, status: 200 | 201): void {
  if (result.ok) asking.response.status(status).json(result.value);
  else refuseApi(asking.response, problemOf(result.problem));
}

export function problemOf(refusal: WasteRefusal): ApiProblem {
  switch (refusal.kind) {
    case 'not-found':
      return notFound;
    case 'conflict':
    case 'not-allowed':
      return apiProblem(refusal.kind, refusal.message);
    case 'fault': {
      const { code, path, message } = refusal.fault;
      return { ...apiProblem('unprocessable', message, path), fault: code };
    }
  }
}

function bodyOf<Body>(schema: z.ZodType<Body>, request: Request): Result<Body, ApiProblem> {
  const parsed = schema.safeParse(request.body);
  if (parsed.success) return ok(parsed.data);
  return problem(badRequestOf(parsed.error));
}

/** A body with its day read as a calendar day. */
function bodyWithDay<Body extends { readonly date: string }>(
  schema: z.ZodType<Body>,
  request: Request,
): Result<Body & { readonly date: PlainDate }, ApiProblem> {
  const body = bodyOf(schema, request);
  if (!body.ok) return body;
  const date = parsePlainDate(body.value.date);
  return date.ok ? ok({ ...body.value, date: date.value }) : problem(badRequest('Must be a calendar day', 'date'));
}
