import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';

/** Where no tenant is configured, files are taken in for this one, and what they brought is found under it. */
const ONLY = 'default';

export type TenantProblem = 'unknown' | 'one-of-several';

/** For whoever gave the command; `whose` is what it is about, such as "records". */
export const tenantFault = (fault: TenantProblem, named: string | undefined, whose: string): string =>
  fault === 'unknown'
    ? `--tenant: there is no tenant "${named ?? ''}"`
    : `--tenant: say whose ${whose}, several are configured`;

/** Whom a command is for: the tenant that it names, else the only one. Where none is configured, any name may be used. */
export function whichTenant(tenants: readonly string[], named: string | undefined): Result<string, TenantProblem> {
  const [only = ONLY, ...others] = tenants;
  if (named !== undefined) return tenants.length === 0 || tenants.includes(named) ? ok(named) : problem('unknown');
  return others.length === 0 ? ok(only) : problem('one-of-several');
}
