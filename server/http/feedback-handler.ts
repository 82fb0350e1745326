import type { CardOutcome } from '../../cds-hooks/feedback.schema.ts';
import { readFeedback } from '../../cds-hooks/feedback.schema.ts';
import type { HookProblem } from '../../cds-hooks/hook-problem.ts';
import { hookProblem } from '../../cds-hooks/hook-problem.ts';
import type { HookService } from '../../cds-hooks/hook-service.ts';
import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import type { Caller } from '../auth/hook-jwt.ts';
import { errorFields } from '../observability/log.ts';
import type { HookDesk } from './hook-desk.ts';
import type { HookMemory } from './hook-memory.ts';
import { parseBody } from './parse-body.ts';
import type { HookCall } from './hook-handler.ts';
import { isFirstUse, notTrusted, senderOf, trustedCaller } from './trusted-caller.ts';

/**
 * What people did with cards. Kept once however often it is sent; a card that is not known here is kept as well, for the
 * client may know better. An acceptance notes on the case that it was taken up.
 */
export async function answerFeedback(
  desk: HookDesk,
  service: HookService,
  call: Omit<HookCall, 'signal'>,
): Promise<Result<undefined, HookProblem>> {
  const { memory } = desk;
  if (memory === undefined) return problem(hookProblem('not-ready', '', 'Feedback is not kept here'));
  // The token may name the feedback address or that of the service.
  const caller = await trustedCaller(desk, call, [`${service.id}/feedback`, service.id]);
  if (!caller.ok) return caller;
  const at = desk.now();
  const body = parseBody(await call.body(senderOf(caller.value)));
  if (!body.ok) return body;
  const outcomes = readFeedback(body.value);
  if (!outcomes.ok) return outcomes;
  const tenant = tenantOf(desk, caller.value);
  if (tenant === undefined) return problem(hookProblem('malformed', '', 'The sender could not be told'));
  try {
    const isFirst = await isFirstUse(memory, caller.value, { tenant, at });
    if (!isFirst) return problem(notTrusted(desk, call.requestId, 'replayed'));
    await keepOutcomes({ desk, memory, service, tenant, requestId: call.requestId }, outcomes.value);
  } catch (error) {
    desk.log.error('feedback not kept', { requestId: call.requestId, error: errorFields(error) });
    return problem(hookProblem('not-ready', '', 'Try again in a moment'));
  }
  return ok(undefined);
}

/** Without a token only the tenant can have sent it that asks for none, where there is one such. */
function tenantOf({ desks }: HookDesk, caller: Caller): string | undefined {
  if (caller.kind === 'verified') return caller.call.client.tenantId;
  const open = [...desks.values()].filter(({ tenant }) => !tenant.cdsClient.requireJwt);
  return open.length === 1 ? open[0]?.tenant.id : undefined;
}

interface Keeping {
  readonly desk: HookDesk;
  readonly memory: HookMemory;
  readonly service: HookService;
  readonly tenant: string;
  readonly requestId: string;
}

async function keepOutcomes(
  { desk, memory, service, tenant, requestId }: Keeping,
  outcomes: readonly CardOutcome[],
): Promise<void> {
  const { fresh, orphans } = await memory.settle({ tenant, service: service.id }, outcomes);
  // A card with several suggestions was taken up once.
  const settled = new Map(fresh.map(({ cardUuid, outcome }) => [`${cardUuid} ${outcome}`, outcome]));
  for (const outcome of settled.values()) desk.metrics.cardSettled(service.id, tenant, outcome);
  const counts = { requestId, tenant, service: service.id, items: outcomes.length, fresh: fresh.length, orphans };
  if (orphans > 0) {
    desk.metrics.feedbackUnknown(service.id, tenant, orphans);
    desk.log.warn('feedback on unknown cards', counts);
  } else desk.log.info('feedback kept', counts);
}
