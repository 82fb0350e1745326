import { payerName } from '../visit/payer.ts';
import type { PayerProduct } from '../visit/payer.ts';
import type { Policy } from '../visit/policy.ts';
import type { DrugCase } from './drug-case.ts';

/** What a sentence calls the payer of the visit. */
export function payerOf({ coverage }: Pick<DrugCase, 'coverage'>): string {
  const payer = coverage.kind === 'one' ? coverage.coverage.payer : undefined;
  return (payer === undefined ? undefined : payerName(payer)) ?? 'the payer';
}

/** The one policy that speaks, if one does. */
export const policyOf = ({ policy }: Pick<DrugCase, 'policy' | 'coverage'>): Policy | undefined =>
  policy.kind === 'one' ? policy.policy : undefined;

/** The line of business of the coverage that pays, where one does. */
export const coverageProduct = ({ coverage }: Pick<DrugCase, 'coverage'>): PayerProduct | undefined =>
  coverage.kind === 'one' ? coverage.coverage.product : undefined;

/** For sentences that tell what is left: a visit without a recorded administration counts as used, and it is said. */
export const presumedText = (visits: number): string =>
  visits === 0
    ? ''
    : ` (${String(visits)} earlier ${visits === 1 ? 'visit' : 'visits'} without a recorded dose counted as used)`;
