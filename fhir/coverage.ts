import type { CoverageFacts } from '../domain/visit/coverage.ts';
import type { PayerFacts, PayerProduct } from '../domain/visit/payer.ts';
import { codesIn, codingsOf } from './coding.ts';
import { SYSTEM } from './coding-systems.ts';
import type { Element } from './element.ts';
import { child, children, number, text } from './element.ts';
import { periodOf } from './period.ts';
import { identifierValue } from './person.ts';
import { payerOf } from './payer.ts';
import type { Reading } from './reading.ts';
import { noteGap } from './reading.ts';
import type { Resource } from './resource-index.ts';
import { ownResources } from './whose.ts';

/** Every coverage of the patient, as stated; which one pays is for the domain to say. */
export const readCoverages = (reading: Reading): readonly CoverageFacts[] =>
  ownResources(reading, 'Coverage', 'beneficiary').map((coverage) => readCoverage(reading, coverage));

export function readCoverage(reading: Reading, coverage: Resource): CoverageFacts {
  const { element } = coverage;
  const order = orderOf(reading, coverage);
  const period = periodOf(reading, element, 'period', coverage);
  const payer = coveragePayer(reading, coverage);
  const memberId = memberIdOf(reading, coverage);
  const product = productOf(reading, element);
  const plan = planOf(reading, element);
  return {
    ref: coverage.ref,
    status: statusOf(text(element, 'status', reading.faults)),
    ...(order === undefined ? {} : { order }),
    ...(period === undefined ? {} : { period }),
    ...(payer === undefined ? {} : { payer }),
    ...(memberId === undefined ? {} : { memberId }),
    ...(product === undefined ? {} : { product }),
    ...(plan === undefined ? {} : { plan }),
  };
}

function statusOf(status: string | undefined): CoverageFacts['status'] {
  return status === 'active' || status === 'cancelled' || status === 'draft' ? status : 'unknown';
}

function orderOf(reading: Reading, coverage: Resource): number | undefined {
  const order = number(coverage.element, 'order', reading.faults);
  if (order === undefined || (Number.isSafeInteger(order) && order > 0)) return order;
  noteGap(reading, coverage, 'order', 'an order of benefits that is no positive whole number');
  return undefined;
}

/** The first payor that is not a person; a coverage that only the patient pays has no payer that could authorize. */
export function coveragePayer(reading: Reading, coverage: Resource): PayerFacts | undefined {
  const payors = children(coverage.element, 'payor', reading.faults);
  const payers = payors.map((payor) => payerOf(reading, payor, coverage)).filter((payer) => payer !== undefined);
  if (payors.length > 0 && payers.length === 0)
    noteGap(reading, coverage, 'payor', 'a payer that is a person or unnamed');
  if (payers.length > 1) noteGap(reading, coverage, 'payor', 'more than one payer; the first is used');
  return payers[0];
}

export function memberIdOf(reading: Reading, coverage: Resource): string | undefined {
  const subscriber = text(coverage.element, 'subscriberId', reading.faults)?.trim();
  return subscriber ?? identifierValue(coverage, { type: 'MB' }, reading.faults);
}

/**
 * Line of business from the Source of Payment Typology. Only 121 is Medicare fee-for-service: the heading "Medicare"
 * (1, 12) covers managed plans and drug plans too.
 */
function productOf(reading: Reading, coverage: Element): PayerProduct | undefined {
  const codes = codesIn(codingsOf(child(coverage, 'type', reading.faults), reading.faults), SYSTEM.sourceOfPayment);
  return codes.map(productOfCode).find((product) => product !== undefined);
}

function productOfCode(code: string): PayerProduct | undefined {
  if (code === '121') return 'medicare-ffs';
  if (code.startsWith('11')) return 'medicare-advantage';
  if (code.startsWith('21')) return 'medicaid-managed';
  if (code.startsWith('22')) return 'medicaid-ffs';
  return code.startsWith('5') || code.startsWith('6') ? 'commercial' : undefined;
}

const PLAN_CLASSES = ['plan', 'subplan', 'group', 'subgroup'];

/** The plan, else the group that the member belongs to. */
function planOf(reading: Reading, coverage: Element): string | undefined {
  const classes = children(coverage, 'class', reading.faults).map((given) => ({
    types: codingsOf(child(given, 'type', reading.faults), reading.faults).map(({ code }) => code),
    value: text(given, 'value', reading.faults)?.trim() ?? text(given, 'name', reading.faults)?.trim(),
  }));
  return PLAN_CLASSES.map((type) => classes.find(({ types }) => types.includes(type))?.value).find(
    (value) => value !== undefined,
  );
}
