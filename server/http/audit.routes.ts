import type { Router } from 'express';
import type { z } from 'zod';
import type { AuditList, AuditRecordView, ReplayView } from '../../api-contract/audit.schema.ts';
import { auditQuery } from '../../api-contract/audit.schema.ts';
import type { DecisionView, DrugView } from '../../api-contract/decision-view.schema.ts';
import type { Decision } from '../../domain/decision/decision.ts';
import { addDays, parsePlainDate } from '../../domain/kernel/plain-date.ts';
import { definedOnly } from '../assessment/defined-only.ts';
import type { AuditQuery, AuditRecordRow } from '../audit/audit-records.ts';
import { auditRecords } from '../audit/audit-records.ts';
import type { KnownName } from '../board/staff-names.ts';
import { staffNames } from '../board/staff-names.ts';
import { startOfDay } from '../board/start-of-day.ts';
import { replayDecisions } from '../replay/replay-decisions.ts';
import type { Replayed } from '../replay/replay-decisions.ts';
import { recordEvent } from '../store/audit.ts';
import type { CallRecord } from '../store/decisions.ts';
import { bodiesGoneUntil, whyGone } from '../store/deleted-body.ts';
import { apiProblem, badRequestOf, refuseApi } from './api-problem.ts';
import { sightOfSession } from './app-session.ts';
import { decisionViewOf, viewOfKept } from './decision-view.ts';
import type { AppDeps } from './deps.ts';
import type { Asking } from './signed-in.ts';
import { signedIn } from './signed-in.ts';
import type { TenantDesk } from './tenant-desk.ts';
import { userRefOf } from '../auth/user-ref.ts';

/** Who did what, who saw whom, and any decision of the past made again. */
export function addAuditRoutes(router: Router, deps: AppDeps): void {
  router.get('/audit', signedIn(deps, showRecords, 'audit'));
  router.get('/audit/decisions/:id', signedIn(deps, showReplay, 'audit'));
}

const PAGE = 100;

async function showRecords({ deps, session, request, response }: Asking): Promise<void> {
  const asked = auditQuery.safeParse(request.query);
  if (!asked.success) {
    refuseApi(response, badRequestOf(asked.error));
    return;
  }
  const { patient, before } = asked.data;
  const rows = await auditRecords(deps.db, queryOf(session.desk, asked.data), {
    limit: PAGE,
    order: 'newest',
    ...definedOnly({ beside: before }),
  });
  if (patient !== undefined) await recordView(deps, session, { patient, what: 'who-looked' });
  const { knownName } = await staffNames(deps.db, session.desk.tenant);
  const list: AuditList = {
    records: rows.map((row) => recordOf(row, knownName)),
    ...nextAfter(rows),
    ...(patient === undefined ? {} : await goneOf(deps, session.desk)),
  };
  response.json(list);
}

/** An empty answer must not be taken for "nobody looked" where what was written down is gone. */
async function goneOf({ db }: AppDeps, { tenant }: TenantDesk): Promise<Pick<AuditList, 'goneUntil'>> {
  const until = await bodiesGoneUntil(db, tenant.id);
  return until === undefined ? {} : { goneUntil: until.toISOString() };
}

/** A page that is not full is the last one. */
function nextAfter(rows: readonly AuditRecordRow[]): Pick<AuditList, 'next'> {
  const last = rows[PAGE - 1];
  return last === undefined ? {} : { next: last.seq };
}

function queryOf({ tenant, timeZone }: TenantDesk, asked: z.infer<typeof auditQuery>): AuditQuery {
  const { kind, actor, patient, from, until } = asked;
  return {
    tenant: tenant.id,
    ...definedOnly({ kind, actor, patient }),
    ...(from === undefined ? {} : { from: startOfDay(from, timeZone) }),
    ...(until === undefined ? {} : { until: startOfDay(dayAfter(until), timeZone) }),
  };
}

/** The schema has proved that it is a day. */
function dayAfter(day: string): string {
  const parsed = parsePlainDate(day);
  return parsed.ok ? addDays(parsed.value, 1) : day;
}

function recordOf(row: AuditRecordRow, knownName: KnownName): AuditRecordView {
  const { seq, at, kind, actor, bodyId, body, position, decisionPatient } = row;
  const patient = decisionPatient ?? body?.['patient'];
  return {
    ...{ seq, at: at.toISOString(), kind, isSealed: position !== null },
    ...(actor === null ? {} : { actor, ...definedOnly({ actorName: knownName(actor) }) }),
    ...(kind === 'decision' && bodyId !== null ? { decision: bodyId } : {}),
    ...(typeof patient === 'string' ? { patient } : {}),
    ...(body === null ? {} : { body }),
  };
}

/** Looking is itself looked at. */
const recordView = ({ db, now }: AppDeps, { desk, user }: Asking['session'], body: Readonly<Record<string, unknown>>) =>
  recordEvent(db, 'patient-view', { at: now(), actor: userRefOf(user), tenant: desk.tenant.id, body });

async function showReplay(asking: Asking): Promise<void> {
  const { deps, session, request, response } = asking;
  const [tenant, id] = [session.desk.tenant.id, String(request.params['id'])];
  const kept = await deps.decisions.findDecision(tenant, id);
  if (kept === undefined) {
    const gone = await whyGone(deps.db, id, tenant);
    const said = gone === 'unknown' ? 'There is no such decision.' : `This decision cannot be replayed: ${gone}.`;
    refuseApi(response, apiProblem('not-found', said));
    return;
  }
  await recordView(deps, session, { patient: kept.patientRef, decision: kept.id, what: 'replay' });
  response.json(await sideBySide(asking, kept));
}

async function sideBySide({ deps, session }: Asking, kept: CallRecord): Promise<ReplayView> {
  const viewed = viewOfKept(kept, session.desk.timeZone);
  const view = (decision: Decision): DecisionView =>
    decisionViewOf({ ...viewed, decision }, sightOfSession(session), true);
  const [then, now] = [view(viewed.decision), view(deps.assessor.decide(viewed.snapshot))];
  const { same, error } = await replayedOnce(deps, kept.id);
  return {
    replayed: { same, ...(error === undefined ? {} : { error }) },
    rules: { then: kept.rulesVersion, now: deps.rulesVersion },
    ...{ then, now, differences: differencesOf(then, now) },
  };
}

async function replayedOnce({ db }: AppDeps, id: string): Promise<Replayed> {
  let replayed: Replayed = { id, same: false, error: 'unknown' };
  await replayDecisions(db, [id], (one) => (replayed = one));
  return replayed;
}

type VisitView = DecisionView['visits'][number];
type Difference = ReplayView['differences'][number];

const differencesOf = (then: DecisionView, now: DecisionView): Difference[] =>
  then.visits.flatMap((visit) => {
    const again = now.visits.find(({ appointment }) => appointment === visit.appointment);
    return differenceOf(visit, again) ?? [];
  });

/** By the state of the drugs where that differs, else by what the findings say. */
function differenceOf(visit: VisitView, again: VisitView | undefined): Difference | undefined {
  const about = { visit: visit.appointment, date: visit.date };
  const [was, is] = [statesOf(visit), statesOf(again)];
  if (was !== is) return { ...about, then: was, now: is };
  const [said, says] = [sentencesOf(visit), sentencesOf(again)];
  return said === says ? undefined : { ...about, then: said, now: says };
}

const statesOf = (visit: VisitView | undefined): string => (visit?.drugs ?? []).map(drugText).join('; ');

const drugText = ({ name, authorization }: DrugView): string => `${name}: ${authorization.state}`;

const sentencesOf = (visit: VisitView | undefined): string =>
  (visit?.findings ?? [])
    .filter(({ verdict }) => verdict === 'at-risk' || verdict === 'cannot-tell')
    .map(({ sentence }) => sentence)
    .join(' ');
