import type { Citation } from '../decision/citation.ts';
import { holdsOn } from '../kernel/in-force.ts';
import type { PlainDate } from '../kernel/plain-date.ts';
import type { Rational } from '../kernel/rational.ts';
import { decimal, zero } from '../kernel/rational.ts';
import type { Usd } from '../kernel/usd.ts';
import { usd } from '../kernel/usd.ts';
import { cite } from './margin-citation.ts';

/** A number that a law or a rule sets, with its dates. */
export interface DatedFigure<Value> {
  readonly value: Value;
  readonly citation: Citation;
}

const SSA_1847A = 'Social Security Act, section 1847A';

/** Shares that are added to a manufacturer's price to make a payment limit. */
export const ADD_ONS = {
  asp: { value: decimal('0.06'), citation: cite(SSA_1847A, '(b)(1)', '2005-01-01') },
  newDrugWac: { value: decimal('0.03'), citation: cite(SSA_1847A, '(c)(4)', '2019-01-01') },
  biosimilar: { value: decimal('0.06'), citation: cite(SSA_1847A, '(b)(8)', '2010-07-01') },
  qualifyingBiosimilar: { value: decimal('0.08'), citation: cite(SSA_1847A, '(b)(8)(B)', '2022-10-01', '2032-12-31') },
} as const satisfies Readonly<Record<string, DatedFigure<Rational>>>;

const BUDGET = 'Balanced Budget and Emergency Deficit Control Act, section 251A, with its suspensions';

/** What is cut from Medicare's own payment, not from the patient's share. */
const SEQUESTRATION: readonly DatedFigure<Rational>[] = [
  { value: decimal('0.02'), citation: cite(BUDGET, 'Medicare', '2013-04-01', '2020-04-30') },
  { value: zero, citation: cite(BUDGET, 'suspended', '2020-05-01', '2022-03-31') },
  { value: decimal('0.01'), citation: cite(BUDGET, 'half', '2022-04-01', '2022-06-30') },
  { value: decimal('0.02'), citation: cite(BUDGET, 'Medicare', '2022-07-01') },
];

/** The most that a patient pays for one hospital outpatient service with its drugs: the inpatient deductible of the year. */
const OPPS_COINSURANCE_CAPS: readonly DatedFigure<Usd>[] = [
  { value: usd('1736'), citation: cite('Medicare inpatient deductible', '2026', '2026-01-01', '2026-12-31') },
];

/** Of ASP, under the calendar year 2027 proposal. */
export const PROPOSED_340B_SHARE = decimal('0.666');

/** The share cut from Medicare's payment on a day; none before sequestration began. */
export const sequestrationOn = (on: PlainDate): Rational =>
  SEQUESTRATION.find(({ citation }) => holdsOn(citation.inForce, on))?.value ?? zero;

/** Undefined for a year whose deductible is not loaded: then no cap can be said. */
export const oppsCoinsuranceCapOn = (on: PlainDate): Usd | undefined =>
  OPPS_COINSURANCE_CAPS.find(({ citation }) => holdsOn(citation.inForce, on))?.value;
