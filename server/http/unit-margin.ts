import type { VerifiedProduct } from '../../cds-hooks/hold-card.ts';
import { nextDose } from '../../cds-hooks/dose-of-day.ts';
import type { UnitMargin } from '../../cds-hooks/margin-card.ts';
import { billingUnits, noUnits } from '../../domain/kernel/billing-units.ts';
import type { Ndc11 } from '../../domain/kernel/ndc11.ts';
import { quarterOf } from '../../domain/kernel/plain-date.ts';
import { ratioOf } from '../../domain/kernel/quantity.ts';
import { decimal, divide, equals, multiply, one, rational } from '../../domain/kernel/rational.ts';
import type { Rational } from '../../domain/kernel/rational.ts';
import { usdFromMicroDollars, usdOf } from '../../domain/kernel/usd.ts';
import { marginAnswer } from '../../domain/margin/margin-answer.ts';
import type { Acquisition, MarginQuestion } from '../../domain/margin/margin-question.ts';
import type { DrugPrice, PaymentForm } from '../../domain/margin/payment-form.ts';
import type { CoverageFacts } from '../../domain/visit/coverage.ts';
import type { DrugFacts, DrugIndex, PaymentLimit } from '../../domain/visit/drug-facts.ts';
import type { Snapshot, Visit } from '../../domain/visit/snapshot.ts';
import type { CareSetting } from '../../domain/waste/modifier-duty.ts';
import type { DrugKnowledge } from '../../reference-data/drug-knowledge.ts';
import { contractFor } from '../imports/contract-choice.ts';
import type { PlacedPrice } from '../store/price-book.ts';
import type { HookMemory } from './hook-memory.ts';

type Prices = Pick<HookMemory, 'prices' | 'contracts'>;

export interface MarginAsked {
  readonly tenant: string;
  readonly snapshot: Snapshot;
  readonly order: string;
  readonly product: VerifiedProduct | undefined;
  readonly drugs: DrugIndex;
}

/**
 * What one unit of the drug earns here. Undefined, never a guess, unless all is known: one coverage, how it pays, the
 * kind of site, a limit of this very quarter and one cost of the package.
 */
export async function unitMargin(memory: Prices, asked: MarginAsked): Promise<UnitMargin | undefined> {
  const paid = paidFor(asked);
  if (paid === undefined) return undefined;
  const { facts, visit, payer, setting } = paid;
  const form = await paymentForm(memory, asked, paid);
  const acquisition = await acquisitionOf(memory, asked, facts, visit);
  const limit = limitInForce(asked.snapshot, facts, visit);
  if (form === undefined || acquisition === undefined || limit === undefined) return undefined;
  const answer = marginAnswer(questionOf({ form, acquisition, limit, setting, visit, facts }));
  return answer.ok
    ? { facts, payer, site: visit.site.name ?? setting, on: visit.date, answer: answer.value }
    : undefined;
}

/** What the record itself must tell: the drug and dose, the one coverage, and the kind of place. */
function paidFor({ snapshot, order }: MarginAsked): Paid | undefined {
  const facts = nextDose(snapshot, order)?.facts;
  const visit = snapshot.visits.find(({ drugs }) => drugs.some((drug) => drug.order === order));
  const payment = payerOf(snapshot);
  if (facts === undefined || visit === undefined || payment === undefined) return undefined;
  const setting = SETTINGS[visit.site.placeOfService ?? ''];
  return setting === undefined ? undefined : { ...payment, facts, visit, setting };
}

/** CMS place of service codes. */
const SETTINGS: Readonly<Record<string, CareSetting>> = { '11': 'office', '19': 'hopd', '22': 'hopd', '24': 'asc' };

/** Of several active coverages nobody here picks one. */
function payerOf({ coverages }: Snapshot): Pick<Paid, 'coverage' | 'payer'> | undefined {
  const [coverage, ...others] = coverages.filter(({ status }) => status === 'active');
  const payer = coverage?.payer?.names[0];
  return coverage === undefined || payer === undefined || others.length > 0 ? undefined : { coverage, payer };
}

interface Paid {
  readonly coverage: CoverageFacts;
  readonly visit: Visit;
  readonly facts: DrugFacts;
  readonly payer: string;
  readonly setting: CareSetting;
}

async function paymentForm(
  memory: Prices,
  { tenant }: MarginAsked,
  { coverage, visit, facts }: Paid,
): Promise<PaymentForm | undefined> {
  const { payer, product } = coverage;
  if (product === 'medicare-ffs') return { form: 'medicare-part-b' };
  if (payer === undefined) return undefined;
  const { location } = visit.site;
  const choice = contractFor(await memory.contracts(tenant), {
    payer,
    hcpcs: facts.hcpcs,
    on: visit.date,
    ...(product === undefined ? {} : { product }),
    ...(location === undefined ? {} : { site: location }),
  });
  return choice.kind === 'one' ? choice.contract.terms : undefined;
}

/** The limit of the quarter of the visit; an older one is never used. */
const limitInForce = ({ knowledge }: Snapshot, { hcpcs }: DrugFacts, { date }: Visit): PaymentLimit | undefined =>
  knowledge.limits.find((limit) => limit.hcpcs === hcpcs && limit.quarterFrom === quarterOf(date).from);

async function acquisitionOf(
  memory: Prices,
  { tenant, product, drugs }: MarginAsked,
  facts: DrugFacts,
  { date }: Visit,
): Promise<Acquisition | undefined> {
  const listed = facts.containers.flatMap(({ ndc }) => ndc ?? []);
  const ndcs: readonly Ndc11[] = product === undefined ? [...new Set(listed)] : [product.ndc];
  const prices = await memory.prices(tenant, ndcs, date);
  const account = (['GPO', 'WAC'] as const).find((name) => prices.some((price) => price.account === name));
  const own = prices.filter((price) => price.account === account);
  const costs = own.map((price) => costPerUnit(price, facts, drugs));
  const [first] = costs;
  const [source] = own;
  if (first === undefined || source === undefined) return undefined;
  // Two packages at two prices: which of them is opened is not known here.
  if (!costs.every((cost) => cost !== undefined && equals(cost, first))) return undefined;
  const said = `${source.file}, row ${String(source.row)}, ${source.account}`;
  return { kind: 'per-unit', perUnit: usdOf(first), source: said };
}

function costPerUnit(price: PlacedPrice, facts: DrugFacts, drugs: DrugIndex): Rational | undefined {
  const cost = usdFromMicroDollars(price.microDollars);
  if (price.unit === 'billing-unit') return cost;
  const found = isKnowledge(drugs) ? drugs.packageOf(price.ndc, facts.hcpcs) : undefined;
  if (found?.content === undefined || found.containers === undefined) return undefined;
  if (found.content.measure !== facts.billingUnit.measure) return undefined;
  return divide(cost, multiply(ratioOf(found.content, facts.billingUnit), rational(found.containers)));
}

const isKnowledge = (drugs: DrugIndex): drugs is DrugKnowledge => 'packageOf' in drugs;

interface Priced {
  readonly form: PaymentForm;
  readonly acquisition: Acquisition;
  readonly limit: PaymentLimit;
  readonly setting: CareSetting;
  readonly visit: Visit;
  readonly facts: DrugFacts;
}

const questionOf = ({ form, acquisition, limit, setting, visit, facts }: Priced): MarginQuestion => ({
  on: visit.date,
  setting,
  units: billingUnits(1),
  discardedUnits: noUnits,
  payer: form,
  price: priceOf(limit, facts),
  acquisition,
  coinsurance: coinsuranceOf(limit),
  patientCollectability: one,
  is340b: false,
  scenarios: [],
});

const priceOf = ({ microDollarsPerUnit, file, row, quarterLabel }: PaymentLimit, facts: DrugFacts): DrugPrice => ({
  paymentLimit: usdFromMicroDollars(microDollarsPerUnit),
  limitHasReferenceAddOn: facts.biosimilarOf !== undefined,
  source: `${file}, row ${String(row)}, ${quarterLabel}`,
});

const MILLIPERCENT = 100_000;

const coinsuranceOf = ({ coinsuranceMillipercent, file, row }: PaymentLimit): MarginQuestion['coinsurance'] =>
  coinsuranceMillipercent === undefined
    ? { share: decimal('0.2'), source: 'general Part B coinsurance' }
    : { share: rational(coinsuranceMillipercent, MILLIPERCENT), source: `${file}, row ${String(row)}` };
