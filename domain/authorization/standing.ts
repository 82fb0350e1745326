import { isNonEmpty } from '../kernel/non-empty.ts';
import type { CourseIndex } from './course-index.ts';
import { codeOn, ingredientOf } from './course-index.ts';
import type { Left, Requirement, Standing } from './drug-case.ts';
import type { Authorization } from './ledger.ts';
import { isApproval } from './ledger.ts';
import type { Answer, Asked } from './predicates.ts';
import { isForTheCoverage, predicates } from './predicates.ts';

/** Tells what an authorization still holds when this visit comes. */
export type LeftFor = (authorization: Authorization) => Left;

/**
 * Where a drug of a visit stands. With several authorizations, which come newest first: valid, not required, pending,
 * denied, one that fails, one that cannot be judged, none; within one rank the newest speaks.
 */
export function standingOf(
  asked: Asked,
  requirement: Requirement,
  authorizations: readonly Authorization[],
  leftFor: LeftFor,
): Standing {
  const near = authorizations.filter((row) => isNear(row, asked));
  const judged = near.filter(isApproval).map((row) => judge(row, asked, leftFor(row)));
  const valid = judged.find(({ state }) => state === 'valid');
  if (valid !== undefined) return valid;
  const waiting = near.filter((row) => isAboutThisDrug(row, asked) && isForThisPlan(row, asked));
  return (
    notRequired(requirement, waiting) ??
    firstOf(waiting, 'pended') ??
    firstOf(waiting, 'denied') ??
    failingOrUnjudged(judged, waiting, asked) ??
    nothingNear(requirement, asked)
  );
}

/** What fails is said; what might hold if the record said more is said beside it, never instead of it. */
function failingOrUnjudged(
  judged: readonly Standing[],
  waiting: readonly Authorization[],
  asked: Asked,
): Standing | undefined {
  const failing = judged.find((one): one is Failing => one.state === 'invalid' && isNamed(one.authorization, asked));
  const open = judged.find((one): one is Unjudged => one.state === 'unknown') ?? unreadable(waiting);
  return failing === undefined || open === undefined ? (failing ?? open) : { ...failing, beside: open };
}

type Failing = Extract<Standing, { state: 'invalid' }>;
type Unjudged = Extract<Standing, { state: 'unknown' }>;

function judge(authorization: Authorization, asked: Asked, left: Left): Standing {
  const answers = predicates(authorization, asked, left);
  const failed = answers.filter(isFailure).map((answer) => answer.failed);
  if (isNonEmpty(failed)) return { state: 'invalid', authorization, failed, left };
  const missing = answers.filter(isSilence).map((answer) => answer.missing);
  return isNonEmpty(missing) ? { state: 'unknown', authorization, missing } : { state: 'valid', authorization, left };
}

const isFailure = (answer: Answer): answer is Extract<Answer, { kind: 'fails' }> => answer.kind === 'fails';

const isSilence = (answer: Answer): answer is Extract<Answer, { kind: 'silent' }> => answer.kind === 'silent';

/** A later refusal or an open question from the payer outweighs its own "not required"; of a drug that the clinic does not bill nobody asks. */
function notRequired(requirement: Requirement, waiting: readonly Authorization[]): Standing | undefined {
  if (requirement.kind !== 'not-required') return undefined;
  if (requirement.because === 'free-drug' || requirement.because === 'other-supplier') {
    return { state: 'not-required', authorization: undefined };
  }
  const evidence = requirement.because === 'payer-assertion' ? requirement.evidence : undefined;
  const contradicted = waiting.some(
    (row) =>
      (row.decision === 'denied' || row.decision === 'pended') && (row.created ?? '') >= (evidence?.created ?? ''),
  );
  return contradicted ? undefined : { state: 'not-required', authorization: evidence };
}

function firstOf(rows: readonly Authorization[], decision: 'pended' | 'denied'): Standing | undefined {
  const authorization = rows.find((row) => row.decision === decision);
  if (authorization === undefined) return undefined;
  return { state: decision === 'pended' ? 'pending' : 'denied', authorization };
}

function unreadable(rows: readonly Authorization[]): Unjudged | undefined {
  const authorization = rows.find(({ decision }) => decision === 'unreadable');
  return authorization === undefined
    ? undefined
    : { state: 'unknown', authorization, missing: ['decision of the payer'] };
}

/** Missing is said only after a look: where authorizations could not be read, none was looked for. */
function nothingNear(requirement: Requirement, { index }: Asked): Standing {
  if (index.snapshot.unread?.includes('authorizations') === true) {
    return { state: 'unknown', authorization: undefined, missing: ['authorizations'] };
  }
  return requirement.kind === 'required'
    ? { state: 'missing' }
    : { state: 'unknown', authorization: undefined, missing: [unknownBecause(requirement)] };
}

function unknownBecause(requirement: Exclude<Requirement, { kind: 'required' }>): string {
  if (requirement.kind === 'not-required') return 'answer of the payer';
  switch (requirement.because) {
    case 'no-coverage':
      return 'payer';
    case 'no-policy':
    case 'policies-tied':
      return 'payer policy';
    case 'product-unknown':
      return 'drug';
  }
}

/** Near is: this patient's, and for this product, for one with the same active ingredient, or for a product it does not name. */
function isNear(row: Authorization, { index, drug, hcpcs, date }: Asked): boolean {
  if (row.products.length === 0) return row.orders.length === 0 || row.orders.includes(drug.order);
  return row.products.some((code) => {
    const current = codeOn(index, code, date).code;
    return current === hcpcs || sharesIngredient(index, current, hcpcs);
  });
}

function sharesIngredient(index: CourseIndex, a: Asked['hcpcs'], b: Asked['hcpcs']): boolean {
  const ingredient = ingredientOf(index, a);
  return ingredient !== undefined && ingredient === ingredientOf(index, b);
}

/** A request or refusal counts for the product that it names, or that the order behind it names. */
const isAboutThisDrug = (row: Authorization, { index, drug, hcpcs, date }: Asked): boolean =>
  row.products.length === 0
    ? row.orders.includes(drug.order)
    : row.products.some((code) => codeOn(index, code, date).code === hcpcs);

/** One that names neither product nor order may be for anything: it can raise a question, never fail for this drug. */
const isNamed = ({ products, orders }: Authorization, { drug }: Asked): boolean =>
  products.length > 0 || orders.includes(drug.order);

/** What another plan was asked, or refused, says nothing about the plan that pays now. */
const isForThisPlan = (row: Authorization, asked: Asked): boolean => isForTheCoverage(row, asked).kind !== 'fails';
