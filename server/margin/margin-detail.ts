/** One drug, payer and site: working, trend, sensitivity, and what else there is, side by side and in no order of money. */
import type { Kysely } from 'kysely';
import type { MarginDetail } from '../../api-contract/margin.schema.ts';
import { policyFor } from '../../domain/authorization/policy-for.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import { ratioOf } from '../../domain/kernel/quantity.ts';
import { ceil, fixedText, multiply, rational } from '../../domain/kernel/rational.ts';
import { unitPriceText, usdFromMicroDollars, usdText } from '../../domain/kernel/usd.ts';
import { aspSensitivity, denialSensitivity } from '../../domain/margin/sensitivity.ts';
import type { CoverageFacts } from '../../domain/visit/coverage.ts';
import type { DrugFacts, PaymentLimit } from '../../domain/visit/drug-facts.ts';
import type { Policy } from '../../domain/visit/policy.ts';
import { definedOnly } from '../assessment/defined-only.ts';
import type { Database } from '../store/database.ts';
import type { DoseGroup } from '../store/margin-groups.ts';
import { doseGroups } from '../store/margin-groups.ts';
import { quartersUpTo, waterfallLines } from './figure-lines.ts';
import type { AdministrationLine } from './administration-lines.ts';
import { administrationLines } from './administration-lines.ts';
import { assumptionsOf } from './assumptions.ts';
import { askedOfGroup, keyOfGroup, pricingOfGroup, rowOf } from './margin-view.ts';
import type { AskedDose, PriceDesk } from './margin-facts.ts';
import type { PricedDose } from './price-desk.ts';
import { limitText } from './drug-price.ts';
import { priceDose } from './price-desk.ts';
import { siteWords } from './site-words.ts';
import { scenarioViews } from './scenario-view.ts';
import { worksheetTexts } from './worksheet-texts.ts';

export interface DetailQuestion {
  readonly tenant: string;
  readonly today: PlainDate;
  readonly key: string;
  readonly policies: readonly Policy[];
}

/** Undefined where no booked dose belongs to the key any more. */
export async function marginDetailOf(
  db: Kysely<Database>,
  desk: PriceDesk,
  { tenant, today, key, policies }: DetailQuestion,
): Promise<MarginDetail | undefined> {
  const groups = await doseGroups(db, tenant, today);
  const group = groups.find((one) => keyOfGroup(one) === key);
  const asked = group === undefined ? undefined : askedOfGroup(group);
  if (group === undefined || asked === undefined) return undefined;
  const pricing = pricingOfGroup(group, desk);
  const policy = policyOf(asked, policies);
  return {
    today,
    row: rowOf(group, desk, pricing),
    on: asked.on,
    ...(pricing.kind === 'priced' ? workingOf(pricing) : NO_WORKING),
    administration: administrationLines(desk, asked).map(administrationView),
    trend: trendOf(desk, asked),
    products: productsOf(desk, asked, policies),
    sites: sitesOf(desk, asked, groups, policy),
    ...definedOnly({ policy: policy === undefined ? undefined : sourceText(policy) }),
    scenarios: scenarioViews(desk, [asked]),
    assumptions: assumptionsOf(desk, [asked]),
  };
}

const NO_WORKING = { waterfall: [], worksheet: [], aspSteps: [], denialSteps: [] };

function workingOf(pricing: PricedDose) {
  const { answer, question } = pricing;
  const wasted = question.discardedUnits === 0 ? undefined : usdText(answer.wasteEffect);
  const breakEvenAsp = answer.breakEvenAsp === undefined ? undefined : fixedText(answer.breakEvenAsp, 4);
  return {
    waterfall: waterfallOf(pricing),
    worksheet: worksheetTexts(answer.margin.lines),
    aspSteps: aspSensitivity(question).map(({ percent, margin }) => ({ percent, margin: usdText(margin) })),
    denialSteps: denialSensitivity(answer).map(({ percent, margin }) => ({ percent, margin: usdText(margin) })),
    ...definedOnly({ breakEvenAsp, wasteEffect: wasted }),
  };
}

/** Five lines, each to the cent; what rounding leaves lies in the worksheet. */
const waterfallOf = (pricing: PricedDose): { label: string; amount: string }[] =>
  waterfallLines(pricing).map(({ label, amount }) => ({ label, amount: usdText(amount) }));

const administrationView = ({ code, words, paid }: AdministrationLine) =>
  paid.kind === 'none'
    ? { code, words, why: paid.why }
    : { code, words, allowed: usdText(paid.allowed), expected: usdText(paid.expected), source: paid.source };

function trendOf(desk: PriceDesk, asked: AskedDose): MarginDetail['trend'] {
  return quartersUpTo(desk, asked).map(({ quarter, from, limit, pricing }) => ({
    quarter,
    from,
    ...pointOf(limit, pricing),
  }));
}

function pointOf(limit: PaymentLimit | undefined, pricing: ReturnType<typeof priceDose>) {
  return definedOnly({
    limit: limit === undefined ? undefined : unitPriceText(usdFromMicroDollars(limit.microDollarsPerUnit)),
    margin: pricing.kind === 'priced' ? usdText(pricing.answer.margin.total) : undefined,
    priceSource: limit === undefined ? undefined : limitText(limit),
    why: pricing.kind === 'none' ? pricing.why : undefined,
  });
}

function policyOf(asked: AskedDose, policies: readonly Policy[], code = asked.hcpcs): Policy | undefined {
  const standing = policyFor(policies, coverageOf(asked), code, asked.on);
  return standing.kind === 'one' ? standing.policy : undefined;
}

const coverageOf = ({ payer, product }: AskedDose): CoverageFacts => ({
  ref: 'Coverage/booked',
  status: 'active',
  ...definedOnly({ payer, product }),
});

const sourceText = ({ source }: Policy): string => [source.document, source.section].filter(Boolean).join(', ');

/** The same amount of the same ingredient under each of its codes, by code: odds and preference are facts, no advice. */
function productsOf(desk: PriceDesk, asked: AskedDose, policies: readonly Policy[]): MarginDetail['products'] {
  const booked = desk.drugs.facts(asked.hcpcs, asked.on);
  if (booked === undefined) return [];
  const preferred = policyOf(asked, policies)?.step?.prefer ?? [];
  return [...desk.drugs.ofIngredient(booked.ingredient, asked.on)]
    .sort((a, b) => (a.hcpcs < b.hcpcs ? -1 : 1))
    .map((facts) => ({
      hcpcs: facts.hcpcs,
      drug: facts.label,
      isBooked: facts.hcpcs === asked.hcpcs,
      payerPrefers: preferred.includes(facts.hcpcs),
      ...definedOnly({ approval: policyOf(asked, policies, facts.hcpcs)?.priors?.approval }),
      ...figureFor(desk, sameAmount(asked, booked, facts)),
    }));
}

/** Units of another product for the same amount of drug; undefined where the two are counted by different measures. */
function sameAmount(asked: AskedDose, booked: DrugFacts, other: DrugFacts): AskedDose | undefined {
  if (booked.billingUnit.measure !== other.billingUnit.measure) return undefined;
  const perUnit = ratioOf(booked.billingUnit, other.billingUnit);
  const units = (count: number): number => Number(ceil(multiply(rational(count), perUnit)));
  return { ...asked, hcpcs: other.hcpcs, units: units(asked.units), discardedUnits: units(asked.discardedUnits) };
}

function figureFor(desk: PriceDesk, asked: AskedDose | undefined) {
  if (asked === undefined) return { why: 'counted in another measure' };
  const pricing = priceDose(desk, asked);
  return pricing.kind === 'priced' ? { margin: usdText(pricing.answer.margin.total) } : { why: pricing.why };
}

/** Every site that has booked visits, by name. */
function sitesOf(
  desk: PriceDesk,
  asked: AskedDose,
  groups: readonly DoseGroup[],
  policy: Policy | undefined,
): MarginDetail['sites'] {
  const sites = new Map(groups.map((group) => [siteWords(group), group]));
  return [...sites]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([site, group]) => {
      const there = askedOfGroup({ ...group, hcpcs: asked.hcpcs });
      if (there === undefined) return [];
      const { location, setting } = there;
      const { location: _here, setting: _kind, ...rest } = asked;
      const moved = { ...rest, ...definedOnly({ location, setting }) };
      return [
        {
          site,
          isBooked: location === asked.location && setting === asked.setting,
          payerAllows: allowance(policy, setting),
          ...figureFor(desk, moved),
        },
      ];
    });
}

/** Place of service codes of each kind of place, as the payers' policies list them. */
const PLACES: Readonly<Record<string, readonly string[]>> = { office: ['11'], hopd: ['19', '22'], asc: ['24'] };

function allowance(policy: Policy | undefined, setting: string | undefined): 'yes' | 'no' | 'not-said' {
  const allowed = policy?.siteOfCare?.allowed;
  const places = PLACES[setting ?? ''];
  if (allowed === undefined || places === undefined) return 'not-said';
  return places.some((place) => allowed.includes(place)) ? 'yes' : 'no';
}
