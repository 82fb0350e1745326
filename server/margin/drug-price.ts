/** The prices that a payer's form is worked out from, each with the file and row that says it. */
import { equals } from '../../domain/kernel/rational.ts';
import type { Usd } from '../../domain/kernel/usd.ts';
import { usdFromMicroDollars, usdOf } from '../../domain/kernel/usd.ts';
import type { DrugPrice, PaymentForm } from '../../domain/margin/payment-form.ts';
import type { DrugFacts, PaymentLimit } from '../../domain/visit/drug-facts.ts';
import type { PlacedCharge, PlacedListPrice, PlacedScenarioPrice } from '../store/list-prices.ts';
import { inForceOn } from './in-force.ts';
import type { AskedDose, NoFigure, PriceDesk } from './margin-facts.ts';
import { costPerUnit } from './unit-cost.ts';

export interface PriceQuestion {
  readonly dose: AskedDose;
  readonly facts: DrugFacts;
  readonly limit: PaymentLimit | undefined;
  readonly form: PaymentForm;
  /** The package that is bought: its list price counts before that of others. */
  readonly bought: string | undefined;
}

export type FoundPrice = { readonly kind: 'known'; readonly price: DrugPrice | undefined } | NoFigure;

/** Only what the form needs: a price that is needed and not in force is named with the file that would bring it. */
export function drugPrice(desk: PriceDesk, question: PriceQuestion): FoundPrice {
  const { form } = question;
  const awp = needs(form, 'awp-minus') ? awpOf(desk, question) : UNNEEDED;
  if (awp.kind === 'none') return awp;
  const charge = needs(form, 'percent-of-charges') ? chargeOf(desk, chargedIn(question)) : UNNEEDED;
  if (charge.kind === 'none') return charge;
  const listed = { ...listPart(awp), ...chargePart(charge), ...scenarioPart(desk, question) };
  const source = sourceOf(question, [listed.awpSource, listed.chargeSource]);
  return { kind: 'known', price: source === undefined ? undefined : { ...limitPart(question), ...listed, source } };
}

/** Undefined where no price is known, and none is needed. A limit that nothing leans on stands for itself. */
function sourceOf({ limit, form }: PriceQuestion, listed: readonly (string | undefined)[]): string | undefined {
  const named = [leansOnLimit(form) ? limit && limitText(limit) : undefined, ...listed].filter(Boolean);
  return named.length === 0 ? limit && limitText(limit) : named.join('; ');
}

const UNNEEDED = { kind: 'unneeded' } as const;

const chargedIn = ({ dose }: PriceQuestion) => ({ ...dose, code: dose.hcpcs });

type Priced = Exclude<Found, NoFigure> | typeof UNNEEDED;

const listPart = (awp: Priced): Pick<DrugPrice, 'awp' | 'awpSource'> =>
  awp.kind === 'known' ? { awp: awp.perUnit, awpSource: awp.source } : {};

const chargePart = (charge: Priced): Pick<DrugPrice, 'charge' | 'chargeSource'> =>
  charge.kind === 'known' ? { charge: charge.perUnit, chargeSource: charge.source } : {};

/** Only where they are played: a price of what is not in force stands in no other figure. */
function scenarioPart({ scenarioPrices, terms }: PriceDesk, { dose: { hcpcs, on } }: PriceQuestion) {
  const rows = inForceOn(scenarioPrices.get(hcpcs) ?? [], on, ({ scenario }) => scenario);
  const played = rows.filter(({ scenario }) => terms.scenarios.includes(scenario));
  return Object.assign({}, ...played.map(scenarioPrice)) as Partial<DrugPrice>;
}

function scenarioPrice(row: PlacedScenarioPrice): Partial<DrugPrice> {
  const [price, source] = [usdFromMicroDollars(row.microDollars), placeText(row, 'scenario price')];
  return row.scenario === 'globe'
    ? { internationalBenchmark: price, benchmarkSource: source }
    : { negotiatedPrice: price, negotiatedSource: source };
}

const limitPart = ({ limit, facts }: PriceQuestion): Pick<DrugPrice, 'paymentLimit' | 'limitHasReferenceAddOn'> =>
  limit === undefined
    ? {}
    : {
        paymentLimit: usdFromMicroDollars(limit.microDollarsPerUnit),
        limitHasReferenceAddOn: facts.biosimilarOf !== undefined,
      };

/** "October.csv, row 12, 2026Q4"; the table that ships does not know the rows of the file that it is from. */
export const limitText = ({ file, row, quarterLabel }: PaymentLimit): string =>
  [file, ...(row === 0 ? [] : [`row ${String(row)}`]), quarterLabel].join(', ');

/** Case rates and fee schedules are paid whatever the limit is. */
export const leansOnLimit = (form: PaymentForm): boolean =>
  needs(form, 'medicare-part-b') || needs(form, 'percent-of-asp');

const needs = (form: PaymentForm, name: PaymentForm['form']): boolean =>
  (form.form === 'lesser-of' ? form.of : [form]).some((one) => one.form === name);

type Found = { readonly kind: 'known'; readonly perUnit: Usd; readonly source: string } | NoFigure;

/** Packages at different list prices are not averaged, unless one of them is the package that is bought. */
function awpOf(desk: PriceDesk, { dose, facts, bought }: PriceQuestion): Found {
  const rows = inForceOn(desk.listPrices.get(dose.hcpcs) ?? [], dose.on, ({ ndc }) => ndc);
  const inHand = dose.ndc ?? bought;
  const own = rows.filter(({ ndc }) => ndc === inHand);
  const listed = (own.length > 0 ? own : rows).flatMap((row) => {
    const perUnit = costPerUnit(row, facts, desk.drugs);
    return perUnit === undefined ? [] : [{ perUnit, source: placeText(row, 'AWP') }];
  });
  const [first] = listed;
  if (first === undefined)
    return none(
      'no-awp',
      `no price in force: load average wholesale prices (AWP) that list a package of ${dose.hcpcs}`,
    );
  if (listed.every(({ perUnit }) => equals(perUnit, first.perUnit)))
    return { kind: 'known', perUnit: usdOf(first.perUnit), source: first.source };
  const places = listed.slice(0, 4).map(({ source }) => source);
  return none('several-awps', `packages at different average wholesale prices: ${places.join('; ')}`);
}

/** The charge of the very site counts before that for any site; of a drug's billing unit, or of giving it once. */
export function chargeOf(
  { charges }: PriceDesk,
  dose: Pick<AskedDose, 'on' | 'location'> & { readonly code: string },
): Found {
  const rows = inForceOn(charges.get(dose.code) ?? [], dose.on, ({ site }) => site ?? '');
  const found =
    rows.find(({ site }) => site !== undefined && site === dose.location) ??
    rows.find(({ site }) => site === undefined);
  return found === undefined
    ? none('no-charge', `no price in force: load charges that list ${dose.code}`)
    : { kind: 'known', perUnit: usdFromMicroDollars(found.microDollars), source: placeText(found, 'charge') };
}

const placeText = ({ file, row, from }: PlacedListPrice | PlacedCharge | PlacedScenarioPrice, what: string): string =>
  `${file}, row ${String(row)}, ${what} from ${from}`;

const none = (code: NoFigure['code'], why: string): NoFigure => ({ kind: 'none', code, why });
