import type { HcpcsCode } from '../kernel/hcpcs-code.ts';
import { daysBetween } from '../kernel/plain-date.ts';
import type { PlainDate } from '../kernel/plain-date.ts';
import type { Supply } from '../visit/supply.ts';
import type { CoverageStanding } from './coverage-on.ts';
import type { CourseIndex } from './course-index.ts';
import { codeOn } from './course-index.ts';
import type { Requirement } from './drug-case.ts';
import type { Authorization } from './ledger.ts';
import { newerFirst } from './ledger.ts';
import type { PolicyStanding } from './policy-for.ts';
import { isForTheCoverage } from './predicates.ts';

/** A payer's "no authorization needed" is believed for so long; after that somebody asks again. */
const ASSERTION_DAYS = 30;

export interface RequirementFacts {
  readonly index: CourseIndex;
  readonly hcpcs: HcpcsCode | undefined;
  readonly order: string;
  readonly date: PlainDate;
  readonly coverage: CoverageStanding;
  readonly policy: PolicyStanding;
  readonly supply: Supply;
}

/**
 * Nobody bills a payer for a drug that the sponsor or manufacturer gives, and the clinic does not bill what a pharmacy
 * sends in a white or clear bag: the pharmacy does, on an authorization of its own.
 */
const NOT_BILLED: Readonly<Record<Supply, 'free-drug' | 'other-supplier' | undefined>> = {
  trial: 'free-drug',
  'manufacturer-free': 'free-drug',
  'white-bag': 'other-supplier',
  'clear-bag': 'other-supplier',
  'buy-and-bill': undefined,
  replacement: undefined,
  unknown: undefined,
};

/** Evidence beats silence: what the payer said of this order counts before any policy; a payer without a policy is unknown. */
export function requirementOf(facts: RequirementFacts, authorizations: readonly Authorization[]): Requirement {
  const notBilled = NOT_BILLED[facts.supply];
  if (notBilled !== undefined) return { kind: 'not-required', because: notBilled };
  if (facts.hcpcs === undefined) return { kind: 'unknown', because: 'product-unknown' };
  return asserted(newestAssertion(facts, authorizations)) ?? byPolicy(facts);
}

function asserted(evidence: Authorization | undefined): Requirement | undefined {
  if (evidence === undefined) return undefined;
  return evidence.decision === 'needed'
    ? { kind: 'required', because: 'payer-assertion' }
    : { kind: 'not-required', because: 'payer-assertion', evidence };
}

function byPolicy({ coverage, policy }: RequirementFacts): Requirement {
  if (coverage.kind !== 'one') return { kind: 'unknown', because: 'no-coverage' };
  switch (policy.kind) {
    case 'one':
      return { kind: policy.policy.authorization.required ? 'required' : 'not-required', because: 'policy' };
    case 'none':
      return { kind: 'unknown', because: 'no-policy' };
    case 'tied':
      return { kind: 'unknown', because: 'policies-tied' };
  }
}

/** The newest assertion in scope; of two made on one day the more restrictive one. */
function newestAssertion(facts: RequirementFacts, authorizations: readonly Authorization[]): Authorization | undefined {
  return authorizations
    .filter((row) => (row.decision === 'needed' || row.decision === 'not-required') && isInScope(row, facts))
    .sort((a, b) => newerFirst(a, b) || (a.decision === 'needed' ? -1 : 1))[0];
}

/** Fresh enough today, not lapsed on the visit day, about this order or code, and about the coverage that pays. */
function isInScope(row: Authorization, facts: RequirementFacts): boolean {
  const { index, hcpcs, order, date } = facts;
  const { today } = index.snapshot;
  const made = row.created;
  const isFresh = made !== undefined && made <= today && daysBetween(made, today) <= ASSERTION_DAYS;
  const holdsThen = row.assertedUntil === undefined || row.assertedUntil >= date;
  const isAboutIt =
    row.products.length === 0
      ? row.orders.includes(order)
      : row.products.some((code) => codeOn(index, code, date).code === hcpcs);
  return isFresh && holdsThen && isAboutIt && isForThePayer(row, facts);
}

/** An assertion that names a coverage or payer holds for that one only; one that names none was made for the visit itself. */
function isForThePayer(row: Authorization, facts: RequirementFacts): boolean {
  const namesNone = row.coverage === undefined && row.payer === undefined;
  if (facts.coverage.kind !== 'one') return namesNone;
  const answer = isForTheCoverage(row, facts);
  return answer.kind === 'holds' || (answer.kind === 'silent' && namesNone);
}
