import type { HookProblem } from '../../cds-hooks/hook-problem.ts';
import type { HookRequest } from '../../cds-hooks/hook-request.schema.ts';
import type { HookService } from '../../cds-hooks/hook-service.ts';
import type { Result } from '../../domain/kernel/result.ts';
import type { Assessed, AssessmentQuestion } from '../assessment/assess-patient.ts';
import { assessPatient } from '../assessment/assess-patient.ts';
import type { FhirCall } from '../gateway/fhir-answer.ts';
import { firstOf } from './first-of.ts';
import type { HookDesk } from './hook-desk.ts';
import { mannerOf } from './speak.ts';
import type { TenantDesk } from './tenant-desk.ts';
import { tokensOf } from './template-tokens.ts';

/**
 * The check, or that nobody waits for it any more: it takes longer than the person at the screen should wait, and goes
 * on with what was asked for; or the client has hung up, and its reads have ended.
 */
export type InTime =
  | { readonly kind: 'done'; readonly assessed: Result<Assessed, HookProblem> }
  | { readonly kind: 'late'; readonly assessed: Promise<Result<Assessed, HookProblem>> };

/** The share of the budget after which no more reads are awaited: the rest is for deciding and keeping. */
const READING_SHARE = 0.8;

/** The share of the budget that records beside the prefetch keys may take: few EHRs offer any, and none may hold up a card. */
const FURTHER_SHARE = 0.4;

/** What was asked for in time is awaited so long after the answer. */
const LINGER_MS = 15_000;

export interface Asking {
  readonly desk: HookDesk;
  readonly tenantDesk: TenantDesk;
  readonly service: HookService;
  readonly request: HookRequest;
  readonly receivedAt: Date;
}

export async function assessInTime(asking: Asking, signal: AbortSignal): Promise<InTime> {
  const { desk, tenantDesk, request, receivedAt } = asking;
  const { accessToken } = request;
  const answerBy = receivedAt.getTime() + tenantDesk.tenant.cards.budgetMs * READING_SHARE;
  const reading = readingUntil(accessToken, answerBy + LINGER_MS, signal);
  const access = reading.call === undefined ? undefined : { gateway: tenantDesk.gateway, call: reading.call };
  const question = { ...questionOf(asking), furtherWithinMs: tenantDesk.tenant.cards.budgetMs * FURTHER_SHARE };
  const assessed = assessPatient(question, access, tenantDesk.site, desk.assessor);
  if (access === undefined) return { kind: 'done', assessed: await assessed };
  const first = await firstOf(Promise.race([assessed, hungUp(signal)]), answerBy - Date.now());
  if (first !== undefined) return { kind: 'done', assessed: first };
  reading.end();
  return { kind: 'late', assessed };
}

/** What the call asks, whoever reads the record for it. */
export function questionOf(asking: Asking): AssessmentQuestion {
  const { context, prefetch } = asking.request;
  return {
    keys: asking.service.prefetch,
    prefetch,
    tokens: tokensOf(context),
    ordersInContext: asking.service.ordersInContext,
    drafts: context.drafts,
    todayOnly: mannerOf(asking).todayOnly,
    // A client that sends prefetch has said what the record is worth reading for: what it left out is read, no more.
    keysOnly: Object.values(prefetch).some(({ kind }) => kind !== 'absent'),
    ...(context.asked === undefined ? {} : { asked: context.asked }),
    ...(context.orders === undefined ? {} : { orders: context.orders }),
  };
}

const hungUp = (signal: AbortSignal): Promise<undefined> =>
  new Promise((resolve) => {
    const tell = (): void => {
      resolve(undefined);
    };
    if (signal.aborted) tell();
    else signal.addEventListener('abort', tell, { once: true });
  });

/**
 * How the record is read. The token is for the time of the call only: once answered nothing new is begun with it, while
 * what was begun before may still arrive.
 */
function readingUntil(accessToken: string | undefined, until: number, signal: AbortSignal) {
  let deadline = until;
  const call: FhirCall | undefined =
    accessToken === undefined
      ? undefined
      : {
          accessToken,
          signal,
          get deadline() {
            return deadline;
          },
        };
  return {
    call,
    end: () => {
      deadline = 0;
    },
  };
}
