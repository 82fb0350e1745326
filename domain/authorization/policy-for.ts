import { holdsOn } from '../kernel/in-force.ts';
import type { HcpcsCode } from '../kernel/hcpcs-code.ts';
import type { PlainDate } from '../kernel/plain-date.ts';
import type { CoverageFacts } from '../visit/coverage.ts';
import type { PayerFacts } from '../visit/payer.ts';
import { isSamePayer } from '../visit/payer.ts';
import type { Policy } from '../visit/policy.ts';

/** Which policy speaks on a day: the most specific one, or none, or several that are equally specific. */
export type PolicyStanding =
  | { readonly kind: 'one'; readonly policy: Policy }
  | { readonly kind: 'none' }
  | { readonly kind: 'tied'; readonly ids: readonly string[] };

/** Payer identifier over name, then a listed drug over `any`, then a named line of business over none. */
export function policyFor(
  policies: readonly Policy[],
  coverage: CoverageFacts,
  drug: HcpcsCode | undefined,
  on: PlainDate,
): PolicyStanding {
  const [first, ...others] = mostSpecific(policies, coverage, drug, on);
  if (first === undefined) return { kind: 'none' };
  return others.length === 0
    ? { kind: 'one', policy: first }
    : { kind: 'tied', ids: [first, ...others].map(({ id }) => id) };
}

/** One pass without lists in between: every visit and every dose given asks. */
function mostSpecific(
  policies: readonly Policy[],
  coverage: CoverageFacts,
  drug: HcpcsCode | undefined,
  on: PlainDate,
): readonly Policy[] {
  let best = 0;
  let found: Policy[] = [];
  for (const policy of policies) {
    if (!holdsOn(policy.inForce, on) || !namesDrug(policy, drug) || !suitsProduct(policy, coverage)) continue;
    const rank = specificity(policy, coverage);
    if (rank > best) [best, found] = [rank, [policy]];
    else if (rank > 0 && rank === best) found.push(policy);
  }
  return found;
}

const namesDrug = (policy: Policy, drug: HcpcsCode | undefined): boolean =>
  policy.drugs === 'any' || (drug !== undefined && policy.drugs.includes(drug));

/** A coverage that does not say its line of business could be any; one that says another is out. */
const suitsProduct = (policy: Policy, coverage: CoverageFacts): boolean =>
  policy.product === undefined || coverage.product === undefined || policy.product === coverage.product;

/** Zero when the policy is not this payer's. A policy for a line of business may name it instead of a payer. */
function specificity(policy: Policy, coverage: CoverageFacts): number {
  const payer = payerRank(policy, coverage);
  if (payer === 0) return 0;
  const drug = policy.drugs === 'any' ? 0 : 1;
  const product = policy.product !== undefined && policy.product === coverage.product ? 1 : 0;
  return payer * 4 + drug * 2 + product;
}

function payerRank(policy: Policy, coverage: CoverageFacts): number {
  const { payer } = coverage;
  if (payer !== undefined && payer.identifiers.some((id) => policy.payer.identifiers.includes(id))) return 3;
  if (payer !== undefined && isSamePayer(namesOnly(payer), { identifiers: [], names: policy.payer.names }) === true) {
    return 2;
  }
  return isForLineOfBusiness(policy) && policy.product === coverage.product ? 1 : 0;
}

/** Medicare fee-for-service is one payer wherever it is: its policy holds by line of business. */
const isForLineOfBusiness = (policy: Policy): boolean =>
  policy.product === 'medicare-ffs' && policy.payer.identifiers.length === 0;

const namesOnly = (payer: PayerFacts): PayerFacts => ({ identifiers: [], names: payer.names });
