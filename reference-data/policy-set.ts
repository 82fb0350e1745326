import { comparableName } from '../domain/visit/payer.ts';
import type { Policy } from '../domain/visit/policy.ts';

/** Two policies of which neither is more specific, with a payer, a drug and a day in common. */
export interface PolicyConflict {
  readonly first: string;
  readonly second: string;
  readonly message: string;
}

/**
 * Finds policies that could not be told apart on some day. What only a visit can show (a payer recorded by name where
 * both policies also carry identifiers) is left to the choice on that visit, which says so as well.
 */
export function checkPolicySet(policies: readonly Policy[]): readonly PolicyConflict[] {
  return policies.flatMap((first, at) =>
    policies.slice(at + 1).flatMap((second) => {
      const shared = sharedPayer(first, second);
      return shared !== undefined && areEquallySpecific(first, second) ? [conflict(first, second, shared)] : [];
    }),
  );
}

/** Identifiers in common, or names in common where neither has an identifier to be told apart by. */
function sharedPayer(first: Policy, second: Policy): string | undefined {
  const identifier = first.payer.identifiers.find((id) => second.payer.identifiers.includes(id));
  if (identifier !== undefined) return identifier;
  if (first.payer.identifiers.length + second.payer.identifiers.length > 0) return undefined;
  const names = second.payer.names.map(comparableName);
  return first.payer.names.find((name) => names.includes(comparableName(name)));
}

const areEquallySpecific = (first: Policy, second: Policy): boolean =>
  first.product === second.product && nameTheSameDrug(first, second) && overlapInTime(first, second);

function nameTheSameDrug({ drugs: a }: Policy, { drugs: b }: Policy): boolean {
  if (a === 'any' || b === 'any') return a === b;
  return a.some((code) => b.includes(code));
}

const overlapInTime = ({ inForce: a }: Policy, { inForce: b }: Policy): boolean =>
  (a.until === undefined || b.from <= a.until) && (b.until === undefined || a.from <= b.until);

function conflict(first: Policy, second: Policy, payer: string): PolicyConflict {
  const names = [first, second].map(({ pack, id }) => `${pack}/${id}`);
  const [a = '', b = ''] = names;
  return {
    first: a,
    second: b,
    message: `${a} and ${b} are equally specific for ${payer}: give one of them an end or merge them`,
  };
}
