/** Prices one dose with the tables, prices and contracts of one moment. Pure: whoever calls it has read them. */
import { billingUnits } from '../../domain/kernel/billing-units.ts';
import type { HcpcsCode } from '../../domain/kernel/hcpcs-code.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import { quarterOf } from '../../domain/kernel/plain-date.ts';
import { decimal, rational } from '../../domain/kernel/rational.ts';
import { usdFromMicroDollars } from '../../domain/kernel/usd.ts';
import type { MarginAnswer, MarginTotals } from '../../domain/margin/margin-answer.ts';
import { marginAnswer, marginTotals } from '../../domain/margin/margin-answer.ts';
import type { MarginQuestion } from '../../domain/margin/margin-question.ts';
import { oppsCoinsuranceCapOn } from '../../domain/margin/margin-rules.ts';
import type { DrugPrice, MarginProblem } from '../../domain/margin/payment-form.ts';
import type { DrugFacts, PaymentLimit } from '../../domain/visit/drug-facts.ts';
import type { CareSetting } from '../../domain/waste/modifier-duty.ts';
import type { DrugKnowledge } from '../../reference-data/drug-knowledge.ts';
import type { HowPaid } from './how-paid.ts';
import type { PriceDesk, AskedDose, NoFigure, NoFigureCode } from './margin-facts.ts';
import { howPaid } from './how-paid.ts';
import { unitCost } from './unit-cost.ts';

export interface PricedDose {
  readonly kind: 'priced';
  readonly question: MarginQuestion;
  readonly answer: MarginAnswer;
  readonly limit?: PaymentLimit;
  readonly paid: KnownPay;
}

export type Pricing = PricedDose | NoFigure;

/** `asIf`: the limit of another quarter may be named, to compare with; the answer then says which. */
export function priceDose(desk: PriceDesk, dose: AskedDose, asIf?: PaymentLimit): Pricing {
  const footing = footingOf(desk, dose, asIf);
  return footing.kind === 'none' ? footing : pricedOn(footing, dose);
}

/** All that a figure rests on, whatever the number of units. */
export interface Footing {
  readonly kind: 'known';
  readonly paid: KnownPay;
  readonly limit: PaymentLimit | undefined;
  readonly question: Omit<MarginQuestion, 'units' | 'discardedUnits'>;
}

export function footingOf(desk: PriceDesk, dose: AskedDose, asIf?: PaymentLimit): Footing | NoFigure {
  const { setting } = dose;
  if (setting === undefined) return none('place-unknown', 'the kind of place (office or hospital) is not known');
  if (!BOUGHT.has(dose.supply)) return none('not-bought', `supplied as ${dose.supply}: not bought and not billed here`);
  const paid = howPaid(desk.contracts, dose);
  return paid.kind === 'none' ? paid : paidFooting(desk, dose, { paid, setting, asIf });
}

/** White-bagged drugs are neither bought nor billed here: their figure is a plain zero that says so. */
const BOUGHT: ReadonlySet<string> = new Set(['buy-and-bill', 'unknown', 'white-bag']);

interface Paid {
  readonly paid: KnownPay;
  readonly setting: CareSetting;
  readonly asIf: PaymentLimit | undefined;
}

function paidFooting(desk: PriceDesk, dose: AskedDose, { paid, setting, asIf }: Paid): Footing | NoFigure {
  const { hcpcs, on } = dose;
  const facts = desk.drugs.facts(hcpcs, on);
  const limit = asIf ?? limitOf(desk.drugs, hcpcs, on);
  if (facts === undefined || (limit === undefined && leansOnLimit(paid))) return noLimit(desk, hcpcs, on);
  const cost = unitCost(desk, dose, facts);
  if (cost.kind === 'none' && paid.form.form !== 'white-bag') return cost;
  const bought = cost.kind === 'known' ? cost : undefined;
  const question = questionOf(desk, { on, facts, setting, paid, limit, cost: bought });
  return { kind: 'known', paid, limit, question };
}

/** The figure of a dose with all its working. */
export function pricedOn({ paid, limit, question: base }: Footing, dose: AskedDose): Pricing {
  const question = withUnits(base, dose);
  const answer = marginAnswer(question);
  if (!answer.ok) return problemOf(answer.problem);
  return { kind: 'priced', question, answer: answer.value, paid, ...(limit === undefined ? {} : { limit }) };
}

/** The total and its spread alone, for many doses; undefined where there is no figure. */
export function totalsOn(
  { question }: Footing,
  dose: Pick<AskedDose, 'units' | 'discardedUnits'>,
): MarginTotals | undefined {
  const totals = marginTotals(withUnits(question, dose));
  return totals.ok ? totals.value : undefined;
}

const withUnits = (
  question: Footing['question'],
  { units, discardedUnits }: Pick<AskedDose, 'units' | 'discardedUnits'>,
): MarginQuestion => ({ ...question, units: billingUnits(units), discardedUnits: billingUnits(discardedUnits) });

type KnownPay = HowPaid & { readonly kind: 'known' };

interface Found {
  readonly on: PlainDate;
  readonly facts: DrugFacts;
  readonly setting: CareSetting;
  readonly paid: KnownPay;
  readonly limit: PaymentLimit | undefined;
  readonly cost:
    { readonly acquisition: NonNullable<MarginQuestion['acquisition']>; readonly is340b: boolean } | undefined;
}

function questionOf({ terms }: PriceDesk, { on, facts, setting, paid, limit, cost }: Found): Footing['question'] {
  const cap = setting === 'hopd' ? oppsCoinsuranceCapOn(on) : undefined;
  return {
    on,
    setting,
    payer: paid.form,
    ...(limit === undefined ? {} : { price: priceOf(limit, facts) }),
    ...(cost === undefined ? {} : { acquisition: cost.acquisition }),
    coinsurance: coinsuranceOf(limit),
    patientCollectability: terms.patientCollectability,
    is340b: cost?.is340b === true,
    scenarios: terms.scenarios,
    ...(cap === undefined ? {} : { opps: { statusIndicator: SEPARATELY_PAID, coinsuranceCap: cap } }),
  };
}

/** No table of status indicators is loaded: a hospital's drug is taken to be paid separately, and the page says so. */
const SEPARATELY_PAID = 'K';

export const priceOf = (limit: PaymentLimit, facts: DrugFacts): DrugPrice => ({
  paymentLimit: usdFromMicroDollars(limit.microDollarsPerUnit),
  limitHasReferenceAddOn: facts.biosimilarOf !== undefined,
  source: limitText(limit),
});

/** "October.csv, row 12, 2026Q4"; the table that ships does not know the rows of the file that it is from. */
export const limitText = ({ file, row, quarterLabel }: PaymentLimit): string =>
  [file, ...(row === 0 ? [] : [`row ${String(row)}`]), quarterLabel].join(', ');

const MILLIPERCENT = 100_000;
const GENERAL_SHARE = decimal('0.2');

export function coinsuranceOf(limit: PaymentLimit | undefined): MarginQuestion['coinsurance'] {
  if (limit?.coinsuranceMillipercent === undefined)
    return { share: GENERAL_SHARE, source: 'general Part B coinsurance' };
  const { coinsuranceMillipercent, file, row } = limit;
  return { share: rational(coinsuranceMillipercent, MILLIPERCENT), source: `${file}, row ${String(row)}` };
}

/** The limit of exactly the quarter of the day; an older one is never used. */
export function limitOf(drugs: DrugKnowledge, code: HcpcsCode, on: PlainDate): PaymentLimit | undefined {
  const limit = drugs.paymentLimit(code, on);
  return limit?.quarterFrom === quarterOf(on).from ? limit : undefined;
}

/** Case rates and fee schedules are paid whatever the limit is. */
function leansOnLimit({ form }: KnownPay): boolean {
  const forms = form.form === 'lesser-of' ? form.of : [form];
  return forms.some((one) => one.form === 'medicare-part-b' || one.form === 'percent-of-asp');
}

/** Either no row of the quarter is loaded at all, or the quarter is and it lists no limit for the code. */
function noLimit({ quarters }: PriceDesk, code: HcpcsCode, on: PlainDate): NoFigure {
  const { label } = quarterOf(on);
  return quarters.has(label)
    ? none('no-limit', `no price in force: the payment limits of ${label} do not list ${code}`)
    : none('quarter-not-loaded', `no price in force: load the payment limits of ${label}`);
}

function problemOf(problem: MarginProblem): NoFigure {
  switch (problem.code) {
    case 'price-missing':
      return none('price-missing', `the payer's form needs ${PRICE_WORDS[problem.needs]}, which is not known`);
    case 'paid-on-cost':
      return none('paid-on-cost', 'critical access hospitals are paid on their cost');
    case 'acquisition-missing':
      return none('no-cost', 'what the drug cost is not known');
  }
}

const PRICE_WORDS = {
  asp: 'the ASP of the drug',
  awp: 'its average wholesale price',
  charge: 'the charge for it',
  paymentLimit: 'its payment limit',
} as const;

export const none = (code: NoFigureCode, why: string): NoFigure => ({ kind: 'none', code, why });
