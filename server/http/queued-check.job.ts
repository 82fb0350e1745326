/** Finishes checks that nobody finished: the client hung up, the record was not readable, or a process ended. */
import type { Kysely } from 'kysely';
import { serviceOf } from '../../cds-hooks/services.ts';
import type { Assessed } from '../assessment/assess-patient.ts';
import { assessPatient } from '../assessment/assess-patient.ts';
import type { RecordAccess } from '../assessment/record-access.ts';
import { errorFields } from '../observability/log.ts';
import type { Database } from '../store/database.ts';
import type { ClaimedCheck } from '../store/queued-checks.ts';
import { claimChecks, forgetCheck } from '../store/queued-checks.ts';
import type { BackendToken } from '../sweep/backend-token.ts';
import { backendToken } from '../sweep/backend-token.ts';
import { hearAnswers } from '../sweep/heard-answers.ts';
import type { Asking } from './assess-in-time.ts';
import { questionOf } from './assess-in-time.ts';
import type { HookDesk } from './hook-desk.ts';
import { keepCall } from './keep-call.ts';
import type { AskedBefore } from './queued-check.ts';
import { askedBefore } from './queued-check.ts';
import type { TenantDesk } from './tenant-desk.ts';

export interface CheckingDesk extends HookDesk {
  readonly db: Kysely<Database>;
  /** By tenant; a tenant without an access of its own has none. */
  readonly tokens: ReadonlyMap<string, Pick<BackendToken, 'get' | 'forget'>>;
}

const EVERY_MS = 15_000;
const AT_ONCE = 10;
const CHECK_MS = 30_000;

/** The wait doubles with each: about six hours in all. Then the record was read by a sweep, or nobody can. */
const MOST_TRIES = 8;

export function keepChecking(desk: Omit<CheckingDesk, 'tokens'>): { readonly stop: () => Promise<void> } {
  const checking = { ...desk, tokens: tokensOf(desk) };
  let working: Promise<unknown> = Promise.resolve();
  let busy = false;
  const look = (): void => {
    if (busy) return;
    busy = true;
    working = finishChecks(checking)
      .catch((error: unknown) => {
        desk.log.error('queued checks not looked at', { error: errorFields(error) });
      })
      .finally(() => {
        busy = false;
      });
  };
  const timer = setInterval(look, EVERY_MS);
  timer.unref();
  return {
    stop: async () => {
      clearInterval(timer);
      await working;
    },
  };
}

const tokensOf = ({ desks }: Pick<HookDesk, 'desks'>): CheckingDesk['tokens'] =>
  new Map(
    [...desks].flatMap(([id, { tenant }]) => {
      const token = backendToken(tenant);
      return token === undefined ? [] : [[id, token] as const];
    }),
  );

/** Works off the checks whose turn it is. Gives how many were finished. */
export async function finishChecks(desk: CheckingDesk): Promise<number> {
  let finished = 0;
  for (const check of await claimChecks(desk.db, { tenants: [...desk.desks.keys()], most: AT_ONCE })) {
    try {
      if (await finish(desk, check)) finished += 1;
    } catch (error) {
      desk.log.error('queued check failed', { decision: check.decisionId, error: errorFields(error) });
    }
  }
  return finished;
}

async function finish(desk: CheckingDesk, check: ClaimedCheck): Promise<boolean> {
  const before = askedBefore(check);
  const asking = askingOf(desk, check, before);
  if (asking === undefined) return giveUp(desk, check, 'unknown-service');
  const { assessed, why, mayPass } = await assessAgain(desk, asking);
  if (mayPass && check.tries < MOST_TRIES) return false;
  if (assessed === undefined) return giveUp(desk, check, why);
  const { decisionId } = check;
  const { requestId } = before;
  const kept = await keepCall({ ...asking, assessed }, { ...before, decisionId, caller: { kind: 'open' } });
  if (!kept.ok) return false;
  await forgetCheck(desk.db, decisionId);
  desk.log.info('queued check finished', { requestId, decision: decisionId });
  return true;
}

function askingOf(desk: HookDesk, check: ClaimedCheck, { request }: AskedBefore): Asking | undefined {
  const [tenantDesk, service] = [desk.desks.get(check.tenant), serviceOf(check.service)];
  return tenantDesk === undefined || service === undefined
    ? undefined
    : { desk, tenantDesk, service, request, receivedAt: check.askedAt };
}

/** Somebody was told that it is queued: whoever runs this must hear that it will not be done. */
async function giveUp({ db, log }: CheckingDesk, { decisionId, tenant }: ClaimedCheck, why: string): Promise<false> {
  log.error('queued check given up', { tenant, decision: decisionId, why });
  await forgetCheck(db, decisionId);
  return false;
}

interface Again {
  readonly assessed?: Assessed;
  readonly why: string;
  /** Whether another try may end otherwise. */
  readonly mayPass: boolean;
}

/** With the tenant's own access; a tenant that has none gets what can be said from what was sent. */
async function assessAgain(desk: CheckingDesk, asking: Asking): Promise<Again> {
  const { tenantDesk } = asking;
  const token = desk.tokens.get(tenantDesk.tenant.id);
  if (token === undefined) return { ...(await assess(asking, undefined)), mayPass: false };
  const held = await token.get();
  if (!held.ok) return { why: held.problem, mayPass: true };
  const heard = hearAnswers(tenantDesk.gateway);
  const call = { accessToken: held.value, deadline: Date.now() + CHECK_MS };
  const again = await assess(asking, { gateway: heard.gateway, call });
  if (heard.mayPass()) token.forget();
  return { ...again, mayPass: heard.mayPass() };
}

async function assess(asking: Asking, access: RecordAccess | undefined): Promise<Omit<Again, 'mayPass'>> {
  const { site }: TenantDesk = asking.tenantDesk;
  const assessed = await assessPatient(questionOf(asking), access, site, asking.desk.assessor);
  return assessed.ok ? { assessed: assessed.value, why: '' } : { why: assessed.problem.code };
}
