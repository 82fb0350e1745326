import type { Role } from '../../api-contract/role.schema.ts';
import type { HookResponse } from '../../cds-hooks/card-wire.ts';
import type { CardOptions } from '../../cds-hooks/card.ts';
import type { HookProblem } from '../../cds-hooks/hook-problem.ts';
import type { EarlierDecision } from '../../cds-hooks/late-card.ts';
import { lateConcerns, lateUtterances } from '../../cds-hooks/late-card.ts';
import type { PrefetchState } from '../../cds-hooks/prefetch.ts';
import type { Utterance } from '../../cds-hooks/utterance.ts';
import type { Decision } from '../../domain/decision/decision.ts';
import { exactJson } from '../../domain/kernel/exact-json.ts';
import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import type { Assessed } from '../assessment/assess-patient.ts';
import type { Caller } from '../auth/hook-jwt.ts';
import { roleOfUser } from '../auth/role-of-user.ts';
import { errorFields } from '../observability/log.ts';
import { newDecisionId } from '../store/decisions.ts';
import type { Asking } from './assess-in-time.ts';
import { keepCall } from './keep-call.ts';
import type { Audience, Sayable } from './repetition.ts';
import { unrepeated } from './repetition.ts';
import { rememberShown } from './showings-of-answer.ts';
import { cardOptions, mannerOf } from './speak.ts';
import { isFirstUse, notTrusted } from './trusted-caller.ts';
import type { LateAnswer } from './queued-check.ts';
import { queuedCheckOf } from './queued-check.ts';
import { userRefOf } from '../auth/user-ref.ts';

interface Late {
  readonly caller: Caller;
  readonly requestId: string;
  readonly signal: AbortSignal;
  readonly check: Promise<Result<Assessed, HookProblem>>;
}

/**
 * Somebody is on the phone: the answer is what was decided last, with its time, or that nothing is checked yet. The check
 * itself is queued before that is said; it goes on, is kept under the id that the card names, and opens its cases on the
 * worklist. To a client that has hung up nothing is said; its check is queued all the same.
 */
export async function answerLate(asking: Asking, late: Late): Promise<Result<HookResponse, HookProblem>> {
  const { desk, tenantDesk, request, service, receivedAt } = asking;
  const { caller, requestId, signal } = late;
  if (!(await isNew(asking, caller))) return problem(notTrusted(desk, requestId, 'replayed'));
  const decisionId = newDecisionId();
  const { user } = request.context;
  const people = [...sentIn(request.prefetch.user), ...sentIn(request.prefetch.roles)];
  const role = roleOfUser(tenantDesk.tenant.roles, user, people, tenantDesk.site.today());
  const audience = { tenant: tenantDesk.tenant.id, user: userRefOf(user), at: receivedAt, requestId };
  const said = signal.aborted ? [] : await lastWord(asking, decisionId, role, audience);
  const response = { cards: said.map(({ card }) => card) };
  await queueForLater(asking, { decisionId, role, response, requestId });
  void finishCheck(asking, late, { decisionId, role, response });
  const why = signal.aborted ? 'client hung up before the record was read' : 'answered before the record was read';
  desk.log.warn(why, { requestId, service: service.id, decision: decisionId });
  if (tenantDesk.tenant.cards.silent) return ok({ cards: [] });
  if (signal.aborted) return ok(response);
  await rememberShown(desk, said, {
    ...audience,
    decisionId,
    service: service.id,
    snapshot: { patient: { ref: `Patient/${request.context.patientId}`, identifiers: [] } },
  });
  return ok(response);
}

const sentIn = (state: PrefetchState) => (state.kind === 'present' || state.kind === 'partial' ? state.resources : []);

/** The token is written down with the decision, which is not made yet: so it is written down by itself. */
async function isNew({ desk, receivedAt, tenantDesk }: Asking, caller: Caller): Promise<boolean> {
  if (desk.memory === undefined) return true;
  try {
    return await isFirstUse(desk.memory, caller, { tenant: tenantDesk.tenant.id, at: receivedAt });
  } catch (error) {
    desk.log.error('token not written down', { error: errorFields(error) });
    return false;
  }
}

/** Only where the moment is about authorizations, and to whom it may be said unasked. */
async function lastWord(
  asking: Asking,
  decisionId: string,
  role: Role,
  audience: Audience,
): Promise<readonly Utterance[]> {
  const { desk, tenantDesk } = asking;
  const manner = mannerOf(asking);
  if (manner.toOwners || !manner.says.includes('authorization')) return [];
  const options = cardOptions(asking, { decisionId, role });
  const earlier = await earlierDecision(asking, options, audience.requestId);
  const said = await unrepeated(desk, lateSayable(asking, earlier, options), audience);
  desk.metrics.cardsShown(asking.service.id, tenantDesk.tenant.id, tenantDesk.tenant.cards.silent ? 0 : said.length);
  return said;
}

function lateSayable(
  { request: { context }, tenantDesk }: Asking,
  earlier: EarlierDecision | undefined,
  options: CardOptions,
): Sayable {
  const today = tenantDesk.site.today();
  const speech = { context, earlier, options, today };
  return {
    say: (isSetAside) => lateUtterances(speech, isSetAside),
    concerns: () => lateConcerns(speech),
    patientId: context.patientId,
    decidedOn: earlier?.decision.today ?? today,
    today,
  };
}

async function earlierDecision(
  { desk, tenantDesk, request }: Asking,
  options: CardOptions,
  requestId: string,
): Promise<EarlierDecision | undefined> {
  try {
    const last = await desk.memory?.lastDecision(tenantDesk.tenant.id, `Patient/${request.context.patientId}`);
    if (last === undefined) return undefined;
    return {
      decision: exactJson.parse(last.decision) as Decision,
      options: { ...options, decisionId: last.id },
      madeAt: timeText(last.receivedAt, tenantDesk.timeZone),
    };
  } catch (error) {
    desk.log.warn('last decision not found', { requestId, error: errorFields(error) });
    return undefined;
  }
}

const timeText = (at: Date, timeZone: string): string =>
  at
    .toLocaleString('en-US', { timeZone, month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit' })
    .replaceAll('\u202f', ' ');

/** A store that cannot write it down loses the promise only if this process ends before the check does. */
async function queueForLater(asking: Asking, answer: LateAnswer & { readonly requestId: string }): Promise<void> {
  const { log, memory } = asking.desk;
  try {
    await memory?.queueCheck(queuedCheckOf(asking, answer));
  } catch (error) {
    log.error('check not queued', { requestId: answer.requestId, error: errorFields(error) });
  }
}

/** Where the tenant has an access of its own, reads that the hang-up cut short are made again with that (queued-check.job.ts). */
async function finishCheck(
  asking: Asking,
  { check, caller, requestId, signal }: Late,
  answer: LateAnswer,
): Promise<void> {
  const { log, memory } = asking.desk;
  try {
    const assessed = await check;
    if (signal.aborted && asking.tenantDesk.tenant.fhir.backend !== undefined) return;
    if (!assessed.ok) {
      log.warn('check could not be finished', { requestId, why: assessed.problem.code });
      return;
    }
    const kept = await keepCall({ ...asking, assessed: assessed.value }, { ...answer, caller, requestId });
    if (!kept.ok) return;
    await memory?.forgetCheck(answer.decisionId);
    log.info('check finished after the answer', { requestId, decision: answer.decisionId });
  } catch (error) {
    log.error('check failed after the answer', { requestId, error: errorFields(error) });
  }
}
