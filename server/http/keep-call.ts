import type { Role } from '../../api-contract/role.schema.ts';
import type { HookResponse } from '../../cds-hooks/card-wire.ts';
import type { HookProblem } from '../../cds-hooks/hook-problem.ts';
import { hookProblem } from '../../cds-hooks/hook-problem.ts';
import { exactJson } from '../../domain/kernel/exact-json.ts';
import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import type { Caller } from '../auth/hook-jwt.ts';
import { bookedMark } from '../margin/booked-doses.ts';
import { errorFields } from '../observability/log.ts';
import type { CallRecord } from '../store/decisions.ts';
import type { Kept } from '../store/group-commit.ts';
import type { HookDesk } from './hook-desk.ts';
import type { Moment } from './moment.ts';
import { notTrusted } from './trusted-caller.ts';
import { userRefOf } from '../auth/user-ref.ts';

export interface Answering {
  readonly decisionId: string;
  readonly role: Role;
  readonly caller: Caller;
  readonly response: HookResponse;
  readonly requestId: string;
}

/** Keeps the call with its decision before it is answered; only then it is logged, counted and put on the worklist. */
export async function keepCall(moment: Moment, answering: Answering): Promise<Result<undefined, HookProblem>> {
  const { desk, tenantDesk, assessed, receivedAt } = moment;
  const kept = await desk.keepDecision(recordOf(moment, answering));
  if (!kept.ok) return problem(refusalOf(kept, desk, answering.requestId));
  noteAnswer(moment, answering);
  const { decision, snapshot } = assessed;
  desk.openCases({
    decisionId: answering.decisionId,
    tenant: tenantDesk.tenant.id,
    decision,
    snapshot,
    at: receivedAt,
    settles: moment.request.context.drafts.length === 0,
    isSilent: tenantDesk.tenant.cards.silent,
  });
  return ok(undefined);
}

function recordOf(moment: Moment, { decisionId, role, caller, response }: Answering): CallRecord {
  const { desk, tenantDesk, service, request, assessed, receivedAt } = moment;
  const { user, patientId } = request.context;
  return {
    id: decisionId,
    tenant: tenantDesk.tenant.id,
    ...(caller.kind === 'verified' ? { token: { iss: caller.call.client.iss, jti: caller.call.jti } } : {}),
    service: service.id,
    hookInstance: request.hookInstance,
    receivedAt,
    answeredAt: desk.now(),
    today: assessed.decision.today,
    patientRef: `Patient/${patientId}`,
    userRef: userRefOf(user),
    role,
    decision: exactJson.stringify(assessed.decision),
    snapshot: exactJson.stringify(assessed.snapshot),
    rulesVersion: desk.rulesVersion,
    cards: response.cards,
    booked: bookedMark(service.id, assessed.decision, assessed.snapshot),
  };
}

/** A token that was used before is not trusted; a store that cannot keep answers nothing that nobody could replay. */
export function refusalOf(kept: Extract<Kept, { ok: false }>, desk: HookDesk, requestId: string): HookProblem {
  const { log } = desk;
  switch (kept.problem) {
    case 'replayed':
      return notTrusted(desk, requestId, 'replayed');
    case 'overloaded':
      log.error('too many decisions wait to be kept', { requestId });
      return hookProblem('not-ready', '', 'Try again in a moment');
    case 'unavailable':
      log.error('decision not kept', { requestId, error: errorFields(kept.cause) });
      return hookProblem('not-ready', '', 'Try again in a moment');
    case 'refused':
      log.error('decision refused by the store', { requestId, error: errorFields(kept.cause) });
      return hookProblem('fault', '', 'The decision could not be kept');
  }
}

function noteAnswer(
  { desk, tenantDesk, service, request, assessed }: Moment,
  { decisionId, response, requestId, caller }: Answering,
): void {
  const tenant = tenantDesk.tenant.id;
  for (const { key, why } of assessed.notRead) desk.metrics.readFailed(tenant, key, why);
  const isSilent = tenantDesk.tenant.cards.silent;
  const states = assessed.decision.visits.flatMap(({ drugs }) => drugs.map(({ authorization }) => authorization.state));
  desk.metrics.decided(service.id, tenant, states);
  desk.metrics.cardsShown(service.id, tenant, isSilent ? 0 : response.cards.length);
  desk.log.info('hook answered', {
    requestId,
    tenant,
    service: service.id,
    hookInstance: request.hookInstance,
    decision: decisionId,
    cards: response.cards.length,
    cardUuids: response.cards.map(({ uuid }) => uuid),
    rules: desk.rulesVersion,
    ...(isSilent ? { silent: true } : {}),
    ...(caller.kind === 'verified' ? { iss: caller.call.client.iss, jti: caller.call.jti } : {}),
    ...(assessed.notRead.length > 0 ? { notRead: assessed.notRead.map(({ key }) => key) } : {}),
  });
}
