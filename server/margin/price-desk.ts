/** Prices one dose with the tables, prices and contracts of one moment. Pure: whoever calls it has read them. */
import { billingUnits } from '../../domain/kernel/billing-units.ts';
import type { HcpcsCode } from '../../domain/kernel/hcpcs-code.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import { quarterOf } from '../../domain/kernel/plain-date.ts';
import { decimal, rational } from '../../domain/kernel/rational.ts';
import { isPackaged } from '../../domain/margin/allowed-amount.ts';
import type { MarginAnswer } from '../../domain/margin/margin-answer.ts';
import { marginAnswer } from '../../domain/margin/margin-answer.ts';
import type { MarginQuestion } from '../../domain/margin/margin-question.ts';
import type { UnmeasuredQuestion } from '../../domain/margin/margin-totals.ts';
import type { MarginProblem } from '../../domain/margin/payment-form.ts';
import type { DrugFacts, PaymentLimit } from '../../domain/visit/drug-facts.ts';
import type { CareSetting } from '../../domain/visit/care-setting.ts';
import type { DrugKnowledge } from '../../reference-data/drug-knowledge.ts';
import { definedOnly } from '../assessment/defined-only.ts';
import type { HowPaid } from './how-paid.ts';
import type { PriceDesk, AskedDose, NoFigure, NoFigureCode } from './margin-facts.ts';
import { drugPrice, leansOnLimit } from './drug-price.ts';
import { hospitalStatus } from './hospital-status.ts';
import { contractSource, howPaid } from './how-paid.ts';
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
  readonly question: UnmeasuredQuestion;
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

function paidFooting(desk: PriceDesk, dose: AskedDose, asked: Paid): Footing | NoFigure {
  const opps = statusFor(desk, dose, asked);
  if (isNoFigure(opps)) return opps;
  const { hcpcs, on } = dose;
  const facts = desk.drugs.facts(hcpcs, on);
  const limit = asked.asIf ?? limitOf(desk.drugs, hcpcs, on);
  const needsLimit = leansOnLimit(asked.paid.form) && !isPackaged(opps);
  if (facts === undefined || (needsLimit && limit === undefined)) return noLimit(desk, hcpcs, on);
  return costedFooting(desk, dose, { ...asked, facts, limit, opps });
}

/** Only Medicare pays by it. */
const statusFor = (desk: PriceDesk, dose: AskedDose, { paid }: Paid) =>
  paid.form.form === 'medicare-part-b' ? hospitalStatus(desk, dose) : undefined;

const isNoFigure = (status: ReturnType<typeof hospitalStatus>): status is NoFigure =>
  status !== undefined && 'kind' in status;

interface Known extends Paid {
  readonly facts: DrugFacts;
  readonly limit: PaymentLimit | undefined;
  readonly opps: MarginQuestion['opps'] | undefined;
}

/** What is not bought here needs no cost. */
function costedFooting(desk: PriceDesk, dose: AskedDose, known: Known): Footing | NoFigure {
  const { paid, facts, limit } = known;
  const { form } = paid;
  const cost = unitCost(desk, dose, facts);
  if (cost.kind === 'none' && form.form !== 'white-bag') return cost;
  const bought = cost.kind === 'known' ? cost : undefined;
  const found = drugPrice(desk, { dose, facts, limit, form, bought: bought?.price.ndc });
  if (found.kind === 'none') return found;
  const question = questionOf(desk, { ...known, on: dose.on, price: found.price, cost: bought });
  return { kind: 'known', paid, limit, question };
}

/** The figure of a dose with all its working. */
export function pricedOn({ paid, limit, question: base }: Footing, dose: AskedDose): Pricing {
  const question = withUnits(base, dose);
  const answer = marginAnswer(question);
  if (!answer.ok) return problemOf(answer.problem);
  return { kind: 'priced', question, answer: answer.value, paid, ...(limit === undefined ? {} : { limit }) };
}

const withUnits = (
  question: UnmeasuredQuestion,
  { units, discardedUnits }: Pick<AskedDose, 'units' | 'discardedUnits'>,
): MarginQuestion => ({ ...question, units: billingUnits(units), discardedUnits: billingUnits(discardedUnits) });

type KnownPay = HowPaid & { readonly kind: 'known' };

interface Found {
  readonly on: PlainDate;
  readonly setting: CareSetting;
  readonly paid: KnownPay;
  readonly limit: PaymentLimit | undefined;
  readonly price: MarginQuestion['price'] | undefined;
  readonly cost:
    { readonly acquisition: NonNullable<MarginQuestion['acquisition']>; readonly is340b: boolean } | undefined;
  readonly opps: MarginQuestion['opps'] | undefined;
}

function questionOf({ terms }: PriceDesk, found: Found): UnmeasuredQuestion {
  const { on, setting, paid, limit, price, cost, opps } = found;
  return {
    on,
    setting,
    payer: paid.form,
    ...definedOnly({ contractSource: contractSource(paid), price, acquisition: cost?.acquisition, opps }),
    coinsurance: coinsuranceOf(limit),
    patientCollectability: terms.patientCollectability,
    is340b: cost?.is340b === true,
    scenarios: terms.scenarios,
  };
}

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
  referenceAsp: 'the ASP of its reference product',
} as const;

export const none = (code: NoFigureCode, why: string): NoFigure => ({ kind: 'none', code, why });
