import type { Request, Router } from 'express';
import { reference } from '../../api-contract/scalars.schema.ts';
import type { HookUser } from '../../cds-hooks/hook-service.ts';
import type { HookProblem } from '../../cds-hooks/hook-problem.ts';
import { exactJson } from '../../domain/kernel/exact-json.ts';
import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import { definedOnly } from '../assessment/defined-only.ts';
import type { Assessed } from '../assessment/assess-patient.ts';
import { assessPatient } from '../assessment/assess-patient.ts';
import { bookedMark } from '../margin/booked-doses.ts';
import type { CallRecord } from '../store/decisions.ts';
import { recordEvent } from '../store/audit.ts';
import { newDecisionId } from '../store/decisions.ts';
import type { DecidedCall } from '../worklist/cases-of-decision.ts';
import { apiProblem, refuseApi } from './api-problem.ts';
import type { ApiProblem } from './api-problem.ts';
import { sightOfSession } from './app-session.ts';
import { decisionViewOf, viewOfKept } from './decision-view.ts';
import type { AppDeps } from './deps.ts';
import { requestIdOf } from './request-id.ts';
import type { Asking } from './signed-in.ts';
import { signedIn } from './signed-in.ts';
import { userRefOf } from '../auth/user-ref.ts';
import { NOTHING_SENT, WHOLE_RECORD } from '../assessment/whole-record.ts';

/** What was decided about the patient in context, kept or made now. */
export function addVisitRoutes(router: Router, deps: AppDeps): void {
  router.get('/decisions/:id', signedIn(deps, showDecision));
  router.get('/visits/next', signedIn(deps, decideNow));
  router.post('/visits/refresh', signedIn(deps, decideNow));
}

const notFound = apiProblem('not-found', 'There is no such decision for this patient.');

/** Shown only within its tenant, about the patient who was proved, to whom the card was shown; to others it does not exist. */
async function showDecision({ deps, session, request, response }: Asking): Promise<void> {
  const kept = await deps.decisions.findDecision(session.desk.tenant.id, String(request.params['id']));
  if (kept?.patientRef === undefined || kept.patientRef !== session.patientRef || isOfAnother(kept, session.user)) {
    refuseApi(response, notFound);
    return;
  }
  const viewed = viewOfKept(kept, session.desk.timeZone);
  const body = { patient: kept.patientRef, decision: kept.id, page: 'visit' };
  await recordEvent(deps.db, 'patient-view', {
    at: deps.now(),
    actor: userRefOf(session.user),
    tenant: kept.tenant,
    body,
  });
  response.json(decisionViewOf(viewed, sightOfSession(session), request.query['all'] === 'true'));
}

/** A hook may name the same person as another kind of resource than the launch does: then nobody can tell them apart. */
function isOfAnother({ userRef }: CallRecord, user: HookUser): boolean {
  return userRef?.startsWith(`${user.type}/`) === true && userRef !== userRefOf(user);
}

/** Reads the EHR with the session's token and decides afresh; the decision is kept like a hook's. */
async function decideNow(asking: Asking): Promise<void> {
  const { deps, session, request, response } = asking;
  const appointment = appointmentAskedFor(request);
  if (!appointment.ok) {
    refuseApi(response, appointment.problem);
    return;
  }
  if (session.patientRef === undefined) {
    refuseApi(response, apiProblem('bad-request', 'The launch has no patient in context.'));
    return;
  }
  const madeAt = deps.now();
  const assessed = await assess(asking, session.patientRef, madeAt);
  if (!assessed.ok) {
    refuseApi(response, problemOf(assessed.problem));
    return;
  }
  const id = newDecisionId();
  const kept = await keep(asking, id, assessed.value, madeAt);
  if (!kept.ok) {
    refuseApi(response, apiProblem('unavailable', 'The decision could not be kept. Try again in a moment.'));
    return;
  }
  deps.openCases(decidedCall(asking, id, assessed.value, madeAt));
  const viewed = {
    ...{ id, madeAt, timeZone: session.desk.timeZone, service: 'app' },
    ...assessed.value,
    ...definedOnly({ focus: appointment.value }),
  };
  response.json(decisionViewOf(viewed, sightOfSession(session), request.query['all'] === 'true'));
}

/** The worklist follows the app's decisions as it follows a hook's. */
function decidedCall({ session }: Asking, decisionId: string, assessed: Assessed, at: Date): DecidedCall {
  const { decision, snapshot, resources, notRead } = assessed;
  const { tenant } = session.desk;
  const sawAllVisits = notRead.every(({ key }) => key !== 'appointments');
  return {
    ...{ decisionId, tenant: tenant.id, decision, snapshot, at, isSilent: tenant.cards.silent },
    ...(sawAllVisits ? { record: resources } : {}),
  };
}

function appointmentAskedFor({ query, body }: Request): Result<string | undefined, ApiProblem> {
  const sent: unknown = body;
  const inBody = typeof sent === 'object' && sent !== null && 'appointment' in sent ? sent.appointment : undefined;
  const asked = query['appointment'] ?? inBody;
  if (asked === undefined) return ok(undefined);
  const parsed = reference.safeParse(asked);
  return parsed.success && parsed.data.startsWith('Appointment/')
    ? ok(parsed.data)
    : problem(apiProblem('bad-request', 'Must be a reference such as Appointment/a1', 'appointment'));
}

const READ_MS = 8000;

/** All booked visits are decided, so that what comes later is counted; one asked for is only shown first. */
function assess({ deps, session }: Asking, patientRef: string, now: Date) {
  const { desk, user, accessToken } = session;
  const question = {
    keys: WHOLE_RECORD,
    prefetch: NOTHING_SENT,
    tokens: { 'context.patientId': patientRef.slice('Patient/'.length), 'context.userId': userRefOf(user) },
    ordersInContext: false,
    drafts: [],
  };
  const access = { gateway: desk.gateway, call: { accessToken, deadline: now.getTime() + READ_MS } };
  return assessPatient(question, access, desk.site, deps.assessor);
}

const problemOf = ({ code }: HookProblem): ApiProblem =>
  code === 'record-unreachable'
    ? apiProblem('ehr-unreachable', 'The patient’s record could not be read from the EHR.')
    : apiProblem('unprocessable', 'The patient’s record could not be understood.');

function keep({ deps, session, response }: Asking, id: string, { decision, snapshot }: Assessed, receivedAt: Date) {
  return deps.keepDecision({
    id,
    tenant: session.desk.tenant.id,
    service: 'app',
    hookInstance: requestIdOf(response.locals),
    receivedAt,
    answeredAt: deps.now(),
    today: decision.today,
    patientRef: snapshot.patient.ref,
    userRef: userRefOf(session.user),
    role: session.role,
    decision: exactJson.stringify(decision),
    snapshot: exactJson.stringify(snapshot),
    rulesVersion: deps.rulesVersion,
    cards: [],
    booked: bookedMark('app', decision, snapshot),
  });
}
