/** Prices booked doses before and after a change, and gathers those whose sign or band is another. Pure. */
import { billingUnits } from '../../domain/kernel/billing-units.ts';
import { parseHcpcs } from '../../domain/kernel/hcpcs-code.ts';
import { plainDate } from '../../domain/kernel/plain-date.ts';
import { fixedText, multiply, rational } from '../../domain/kernel/rational.ts';
import type { Usd } from '../../domain/kernel/usd.ts';
import { addUsd, noUsd, usdOf, usdText } from '../../domain/kernel/usd.ts';
import type { FlipChange, MarginBand } from '../../domain/margin/band.ts';
import { bandOf, flipBetween } from '../../domain/margin/band.ts';
import type { MarginTotals } from '../../domain/margin/margin-answer.ts';
import { marginTotals } from '../../domain/margin/margin-totals.ts';
import type { PayerFacts, PayerProduct } from '../../domain/visit/payer.ts';
import type { CareSetting } from '../../domain/visit/care-setting.ts';
import { definedOnly } from '../assessment/defined-only.ts';
import type { BookedDoseRow, DoseSet } from '../store/margin-booked.ts';
import type { AskedDose, NoFigure, PriceDesk } from './margin-facts.ts';
import type { Footing, Pricing } from './price-desk.ts';
import { limitText } from './drug-price.ts';
import { footingOf, limitOf, pricedOn } from './price-desk.ts';

/** Doses whose margin lies elsewhere than before; the figures are those of one of them. */
export interface FlippedDoses {
  readonly flipNo: number;
  readonly set: DoseSet;
  readonly was: Usd | undefined;
  readonly now: Usd | undefined;
}

/** One drug, payer and site that changed in one way. */
export interface Flip {
  readonly flipNo: number;
  readonly change: FlipChange;
  /** The doses of the first visit. */
  readonly set: DoseSet;
  readonly wasBand: MarginBand;
  readonly nowBand: MarginBand;
  readonly before: Compared;
  readonly after: Compared;
  readonly visits: number;
  readonly first: string;
  readonly last: string;
  readonly wasTotal: Usd | undefined;
  readonly nowTotal: Usd | undefined;
}

/** A price and what it rests on: an older quarter is named and only ever compared with. */
export interface Compared {
  readonly footing: Footing | NoFigure;
  readonly basis: string | undefined;
  readonly isOlderQuarter: boolean;
  /** Undefined where there is no figure. */
  readonly totals: ((dose: Measured) => MarginTotals) | undefined;
}

type Measured = Pick<DoseSet, 'units' | 'discarded_units'>;

export interface Repricer {
  /** Prices some sets of doses; gives those that flipped. */
  readonly add: (sets: readonly DoseSet[]) => readonly FlippedDoses[];
  readonly flips: () => readonly Flip[];
  readonly counts: () => { readonly visits: number; readonly priced: number };
}

/** Memory is bounded by the drugs, payers, sites and kinds of change, not by the visits. */
export function repricer(before: PriceDesk, after: PriceDesk): Repricer {
  const flips = new Map<string, Flip>();
  const comparedOn = comparer(before, after);
  let [visits, priced] = [0, 0];

  const flipped = (set: DoseSet): readonly FlippedDoses[] => {
    const pair = comparedOn(set);
    if (pair === undefined) return [];
    visits += set.visits;
    const [wasTotals, nowTotals] = [pair.before.totals?.(set), pair.after.totals?.(set)];
    if (nowTotals !== undefined) priced += set.visits;
    const [wasBand, nowBand] = [bandOf(wasTotals), bandOf(nowTotals)];
    const change = flipBetween(wasBand, nowBand);
    if (change === undefined) return [];
    const totals = { was: wasTotals?.margin.total, now: nowTotals?.margin.total };
    const key = keyOf(set, change);
    const flip = joined(flips.get(key), { ...pair, ...totals, flipNo: flips.size + 1, change, set, wasBand, nowBand });
    flips.set(key, flip);
    return [{ flipNo: flip.flipNo, set, ...totals }];
  };

  return {
    add: (sets) => sets.flatMap(flipped),
    flips: () => [...flips.values()],
    counts: () => ({ visits, priced }),
  };
}

type Pair = Pick<Flip, 'before' | 'after'>;

/** What a set of doses rests on before and after; the same for all sets of one drug, payer and site in one span of days. */
function comparer(before: PriceDesk, after: PriceDesk): (set: DoseSet) => Pair | undefined {
  const known = new Map<string, Pair>();
  return (set) => {
    const key = `${String(set.span)}\n${laneOf(set)}`;
    const found = known.get(key) ?? pairOf(before, after, set);
    if (found === undefined) return undefined;
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(key, found);
    return found;
  };
}

const MOST_KNOWN = 20_000;

const laneOf = ({ hcpcs, payer, payer_identifiers, product, location, setting, supply }: DoseSet): string =>
  `${hcpcs}\n${payer ?? ''}\n${payer_identifiers.join()}\n${product ?? ''}\n${location ?? ''}\n${setting ?? ''}\n${supply}`;

/**
 * Only its own quarter counts for a visit. Where the change is what loads that quarter, the newest earlier limit stands
 * in before, so that the new one has something to be compared with; any other change finds no figure there, before and
 * after.
 */
function pairOf(before: PriceDesk, after: PriceDesk, set: DoseSet): Pair | undefined {
  const asked = askedOf({ ...set, visit_date: set.first_visit });
  if (asked === undefined) return undefined;
  const isLoadedAfter = limitOf(after.drugs, asked.hcpcs, asked.on) !== undefined;
  return { before: compared(before, asked, isLoadedAfter), after: compared(after, asked, false) };
}

function compared(desk: PriceDesk, asked: AskedDose, mayUseOlder: boolean): Compared {
  const own = limitOf(desk.drugs, asked.hcpcs, asked.on);
  const older = own === undefined && mayUseOlder ? desk.drugs.paymentLimit(asked.hcpcs, asked.on) : undefined;
  const limit = own ?? older;
  const footing = footingOf(desk, asked, older);
  return {
    footing,
    basis: limit === undefined ? undefined : limitText(limit),
    isOlderQuarter: older !== undefined,
    totals: totalsOn(footing),
  };
}

function totalsOn(footing: Footing | NoFigure): Compared['totals'] {
  const totals = footing.kind === 'none' ? undefined : marginTotals(footing.question);
  if (totals?.ok !== true) return undefined;
  return ({ units, discarded_units }) =>
    totals.value({ units: billingUnits(units), discardedUnits: billingUnits(discarded_units ?? 0) });
}

/** The figure of one dose of a flip's first visit, with all its working. */
export function pricingIn({ footing }: Compared, set: DoseSet): Pricing | undefined {
  const asked = askedOf({ ...set, visit_date: set.first_visit });
  if (asked === undefined) return undefined;
  return footing.kind === 'none' ? footing : pricedOn(footing, asked);
}

const keyOf = ({ hcpcs, payer, product, location, site_name, setting }: DoseSet, change: FlipChange): string =>
  JSON.stringify([hcpcs, payer, product, location ?? site_name, setting, change]);

type OneFlip = Pick<Flip, 'flipNo' | 'change' | 'set' | 'wasBand' | 'nowBand' | 'before' | 'after'> &
  Pick<FlippedDoses, 'was' | 'now'>;

function joined(flip: Flip | undefined, one: OneFlip): Flip {
  const { visits, first_visit, last_visit } = one.set;
  const { was, now, ...rest } = one;
  const [wasTotal, nowTotal] = [times(was, visits), times(now, visits)];
  if (flip === undefined) return { ...rest, visits, first: first_visit, last: last_visit, wasTotal, nowTotal };
  const first = first_visit < flip.first;
  return {
    // What is shown in full is the first visit.
    ...(first ? { ...rest, flipNo: flip.flipNo } : flip),
    visits: flip.visits + visits,
    first: first ? first_visit : flip.first,
    last: last_visit > flip.last ? last_visit : flip.last,
    wasTotal: plus(flip.wasTotal, wasTotal),
    nowTotal: plus(flip.nowTotal, nowTotal),
  };
}

const times = (each: Usd | undefined, visits: number): Usd | undefined =>
  each === undefined ? undefined : usdOf(multiply(each, rational(visits)));

const plus = (a: Usd | undefined, b: Usd | undefined): Usd | undefined =>
  a === undefined && b === undefined ? undefined : addUsd(a ?? noUsd, b ?? noUsd);

/** What tells how a dose is priced: all but whose it is. */
export type PricedFacts = Pick<
  BookedDoseRow,
  | 'hcpcs'
  | 'visit_date'
  | 'units'
  | 'discarded_units'
  | 'supply'
  | 'payer'
  | 'payer_identifiers'
  | 'product'
  | 'location'
  | 'setting'
>;

/** A booked dose as the price desk takes it; undefined where its units or its drug cannot be told. */
export function askedOf(dose: PricedFacts): AskedDose | undefined {
  const code = parseHcpcs(dose.hcpcs ?? '');
  if (!code.ok || dose.units === null) return undefined;
  return {
    hcpcs: code.value,
    on: plainDate(dose.visit_date),
    units: dose.units,
    discardedUnits: dose.discarded_units ?? 0,
    supply: dose.supply,
    ...placeOf(dose),
    ...definedOnly({ payer: payerOf(dose) }),
  };
}

/** Product and setting were written from domain values. */
const placeOf = ({ product, location, setting }: PricedFacts) =>
  definedOnly({
    product: (product ?? undefined) as PayerProduct | undefined,
    location: location ?? undefined,
    setting: (setting ?? undefined) as CareSetting | undefined,
  });

function payerOf({ payer, payer_identifiers: identifiers }: PricedFacts): PayerFacts | undefined {
  if (payer === null && identifiers.length === 0) return undefined;
  return { identifiers, names: payer === null ? [] : [payer] };
}

/** Break-even ASP to four decimals, as `chairready margin` prints it. */
export const breakEvenText = (pricing: Pricing | undefined): string | null =>
  pricing?.kind === 'priced' && pricing.answer.breakEvenAsp !== undefined
    ? fixedText(pricing.answer.breakEvenAsp, 4)
    : null;

export const totalText = (total: Usd | undefined): string | null => (total === undefined ? null : usdText(total));
