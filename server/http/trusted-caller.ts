/** Who calls a hook or sends feedback. Whoever is not believed hears 401 and nothing else; the log hears why. */
import type { HookProblem } from '../../cds-hooks/hook-problem.ts';
import { hookProblem } from '../../cds-hooks/hook-problem.ts';
import type { NonEmpty } from '../../domain/kernel/non-empty.ts';
import type { Result } from '../../domain/kernel/result.ts';
import { problem } from '../../domain/kernel/result.ts';
import type { Caller } from '../auth/hook-jwt.ts';
import type { HookDesk } from './hook-desk.ts';
import type { HookMemory } from './hook-memory.ts';

interface Calling {
  readonly authorization: string | undefined;
  readonly requestId: string;
}

/** `paths` are the addresses below `/cds-services/` that the token may name. */
export async function trustedCaller(
  desk: HookDesk,
  { authorization, requestId }: Calling,
  paths: NonEmpty<string>,
): Promise<Result<Caller, HookProblem>> {
  const addressOf = (path: string): string => `${desk.publicUrl}/cds-services/${path}`;
  const [first, ...others] = paths;
  const verified = await desk.trust.verify(authorization, {
    endpoints: [addressOf(first), ...others.map(addressOf)],
    nowSeconds: desk.now().getTime() / 1000,
  });
  return verified.ok ? verified : problem(notTrusted(desk, requestId, verified.problem, first));
}

export function notTrusted({ log, metrics }: HookDesk, requestId: string, why: string, path?: string): HookProblem {
  log.warn('call not trusted', { requestId, why, ...(path === undefined ? {} : { path }) });
  metrics.trustRefused(why);
  return hookProblem('not-trusted', '', 'Not authorized');
}

/** Whose share of our attention a call takes. */
export const senderOf = (caller: Caller): string =>
  caller.kind === 'verified' ? `tenant ${caller.call.client.tenantId}` : 'open';

const LONGEST_TOKEN_LIFE_MS = 65 * 60 * 1000;

/** Writes the token down by itself, where nothing else is kept with it. Rejects where the store cannot be reached. */
export async function isFirstUse(
  memory: Pick<HookMemory, 'firstUse'>,
  caller: Caller,
  { tenant, at }: { readonly tenant: string; readonly at: Date },
): Promise<boolean> {
  if (caller.kind === 'open') return true;
  const expiresAt = new Date(at.getTime() + LONGEST_TOKEN_LIFE_MS);
  return memory.firstUse({ tenant, issuer: caller.call.client.iss, tokenId: caller.call.jti, expiresAt });
}
