import type { HookResponse } from '../../cds-hooks/card-wire.ts';
import type { HookProblem } from '../../cds-hooks/hook-problem.ts';
import { hookProblem } from '../../cds-hooks/hook-problem.ts';
import type { HookRequest } from '../../cds-hooks/hook-request.schema.ts';
import { readHookRequest } from '../../cds-hooks/hook-request.schema.ts';
import type { HookService } from '../../cds-hooks/hook-service.ts';
import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import type { Caller } from '../auth/hook-jwt.ts';
import { roleOfUser } from '../auth/role-of-user.ts';
import { isSameBase } from '../config/url-rules.ts';
import { errorFields } from '../observability/log.ts';
import { newDecisionId } from '../store/decisions.ts';
import { assessInTime } from './assess-in-time.ts';
import { firstOf } from './first-of.ts';
import type { HookDesk } from './hook-desk.ts';
import { keepCall } from './keep-call.ts';
import { answerLate } from './late-answer.ts';
import type { Moment } from './moment.ts';
import { parseBody } from './parse-body.ts';
import { rememberShown } from './showings-of-answer.ts';
import { speak } from './speak.ts';
import type { TenantDesk } from './tenant-desk.ts';
import { senderOf, trustedCaller } from './trusted-caller.ts';
import { userRefOf } from '../auth/user-ref.ts';

/** One call as it came in; `signal` says that nobody waits for the answer any more: it ends the reads. */
export interface HookCall {
  readonly authorization: string | undefined;
  /** Reads the bytes of the body; asked only once the sender is known. Rejects with what the body parser says. */
  readonly body: (sender: string) => Promise<unknown>;
  readonly requestId: string;
  readonly signal: AbortSignal;
}

/** Of this no EHR waits for more. What is read has its own, shorter budget; this one is for a database that hangs. */
const LONGEST_ANSWER_MS = 20_000;

/** The answer, or an honest refusal in time. */
export async function answerHookInTime(
  desk: HookDesk,
  service: HookService,
  call: Omit<HookCall, 'signal'> & { readonly abandoned: AbortController },
): Promise<Result<HookResponse, HookProblem>> {
  const { abandoned, requestId } = call;
  const answering = answerHook(desk, service, { ...call, signal: abandoned.signal });
  const answer = await firstOf(answering, desk.longestAnswerMs ?? LONGEST_ANSWER_MS);
  if (answer !== undefined) return answer;
  abandoned.abort();
  desk.log.error('answer took too long', { requestId, service: service.id });
  answering.catch((error: unknown) => {
    desk.log.error('fault', { requestId, error: errorFields(error) });
  });
  return problem(hookProblem('not-ready', '', 'Try again in a moment'));
}

/**
 * The hook rings. Who calls? What does it ask? What does the record show, and what do the rules in force say to it?
 * The decision is kept, then it is said on a card.
 */
export async function answerHook(
  desk: HookDesk,
  service: HookService,
  call: HookCall,
): Promise<Result<HookResponse, HookProblem>> {
  const caller = await trustedCaller(desk, call, [service.id]);
  if (!caller.ok) return caller;
  const body = parseBody(await call.body(senderOf(caller.value)));
  const receivedAt = desk.now();
  if (!body.ok) return body;
  const request = readHookRequest(service, body.value);
  if (!request.ok) return request;
  const tenantDesk = tenantOf(desk, caller.value, request.value);
  if (!tenantDesk.ok) return tenantDesk;

  const asking = { desk, tenantDesk: tenantDesk.value, service, request: request.value, receivedAt };
  const checked = await assessInTime(asking, call.signal);
  const { requestId } = call;
  if (checked.kind === 'late') {
    return answerLate(asking, { caller: caller.value, requestId, signal: call.signal, check: checked.assessed });
  }
  if (!checked.assessed.ok) return checked.assessed;
  return answerChecked({ ...asking, assessed: checked.assessed.value }, caller.value, call);
}

/** What is said is kept with the decision; a tenant that only listens for now keeps it and shows nothing. */
async function answerChecked(
  moment: Moment,
  caller: Caller,
  { requestId, signal }: HookCall,
): Promise<Result<HookResponse, HookProblem>> {
  const { desk, tenantDesk, service, request, assessed, receivedAt } = moment;
  const { tenant } = tenantDesk;
  const decisionId = newDecisionId();
  const { user } = request.context;
  const role = roleOfUser(tenant.roles, user, assessed.people, assessed.decision.today);
  const audience = { tenant: tenant.id, user: userRefOf(user), at: receivedAt, requestId };
  const said = await speak(moment, { decisionId, role, audience });
  const response = { cards: said.map(({ card }) => card) };
  const kept = await keepCall(moment, { decisionId, role, caller, response, requestId });
  if (!kept.ok) return kept;
  if (tenant.cards.silent) return ok({ cards: [] });
  // Whoever hung up has seen nothing, and must see it when they ask again.
  if (signal.aborted) return ok(response);
  const shown = { ...audience, decisionId, service: service.id, snapshot: assessed.snapshot };
  await rememberShown(desk, said, shown);
  return ok(response);
}

/** A verified call belongs to its tenant; an open one to the tenant whose server it names, else to the only one. */
function tenantOf({ desks }: HookDesk, caller: Caller, { fhirServer }: HookRequest): Result<TenantDesk, HookProblem> {
  const found =
    caller.kind === 'verified' ? desks.get(caller.call.client.tenantId) : openTenant([...desks.values()], fhirServer);
  return found !== undefined && isItsServer(found, fhirServer)
    ? ok(found)
    : problem(hookProblem('wrong-fhir-server', 'fhirServer', 'Not the FHIR server of this tenant'));
}

function openTenant(all: readonly TenantDesk[], fhirServer: string | undefined): TenantDesk | undefined {
  const open = all.filter(({ tenant }) => !tenant.cdsClient.requireJwt);
  if (fhirServer !== undefined) return open.find((desk) => isItsServer(desk, fhirServer));
  return all.length === 1 ? open[0] : undefined;
}

const isItsServer = ({ tenant }: TenantDesk, fhirServer: string | undefined): boolean =>
  fhirServer === undefined || isSameBase(fhirServer, tenant.fhir.baseUrl);
