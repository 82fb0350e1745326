/** Prices booked doses before and after a change, and gathers those whose sign or band is another. Pure. */
import { parseHcpcs } from '../../domain/kernel/hcpcs-code.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import { addDays, plainDate, quarterOf } from '../../domain/kernel/plain-date.ts';
import { fixedText } from '../../domain/kernel/rational.ts';
import type { Usd } from '../../domain/kernel/usd.ts';
import { addUsd, noUsd, usdText } from '../../domain/kernel/usd.ts';
import type { FlipChange, MarginBand } from '../../domain/margin/band.ts';
import { bandOf, flipBetween } from '../../domain/margin/band.ts';
import type { MarginTotals } from '../../domain/margin/margin-answer.ts';
import type { PayerFacts, PayerProduct } from '../../domain/visit/payer.ts';
import type { CareSetting } from '../../domain/waste/modifier-duty.ts';
import { definedOnly } from '../assessment/defined-only.ts';
import type { BookedDoseRow } from '../store/margin-booked.ts';
import { SETTING_WORDS } from './care-place.ts';
import type { AskedDose, NoFigure, PriceDesk } from './margin-facts.ts';
import type { Footing, Pricing } from './price-desk.ts';
import { footingOf, limitOf, limitText, pricedOn, totalsOn } from './price-desk.ts';

/** A dose whose margin lies elsewhere than before. */
export interface FlippedDose {
  readonly flipNo: number;
  readonly dose: BookedDoseRow;
  readonly was: Usd | undefined;
  readonly now: Usd | undefined;
}

/** One drug, payer and site that changed in one way. */
export interface Flip {
  readonly flipNo: number;
  readonly change: FlipChange;
  readonly dose: BookedDoseRow;
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
}

export interface Repricer {
  /** Prices some doses; gives those that flipped. */
  readonly add: (doses: readonly BookedDoseRow[]) => readonly FlippedDose[];
  readonly flips: () => readonly Flip[];
  readonly counts: () => { readonly visits: number; readonly priced: number };
}

/** Memory is bounded by the drugs, payers, sites and kinds of change, not by the visits. */
export function repricer(before: PriceDesk, after: PriceDesk): Repricer {
  const flips = new Map<string, Flip>();
  const comparedOn = comparer(before, after);
  let [visits, priced] = [0, 0];

  const flipped = (dose: BookedDoseRow): readonly FlippedDose[] => {
    const pair = comparedOn(dose);
    if (pair === undefined) return [];
    visits += 1;
    const [wasTotals, nowTotals] = [totalsIn(pair.before, dose), totalsIn(pair.after, dose)];
    if (nowTotals !== undefined) priced += 1;
    const [wasBand, nowBand] = [bandOf(wasTotals), bandOf(nowTotals)];
    const change = flipBetween(wasBand, nowBand);
    if (change === undefined) return [];
    const totals = { was: wasTotals?.margin.total, now: nowTotals?.margin.total };
    const key = keyOf(dose, change);
    const flip = joined(flips.get(key), { ...pair, ...totals, flipNo: flips.size + 1, change, dose, wasBand, nowBand });
    flips.set(key, flip);
    return [{ flipNo: flip.flipNo, dose, ...totals }];
  };

  return {
    add: (doses) => doses.flatMap(flipped),
    flips: () => [...flips.values()],
    counts: () => ({ visits, priced }),
  };
}

type Pair = Pick<Flip, 'before' | 'after'>;

/**
 * What a dose rests on before and after; undefined where its units cannot be told. Doses of one drug, payer and site
 * between two days on which a price, a contract or a quarter begins rest on the same.
 */
function comparer(before: PriceDesk, after: PriceDesk): (dose: BookedDoseRow) => Pair | undefined {
  const known = new Map<string, Pair>();
  const turning = turningDays([before, after]);
  return (dose) => {
    if (dose.units === null) return undefined;
    const key = `${turning(dose)}\n${laneOf(dose)}`;
    const found = known.get(key) ?? pairOf(before, after, dose);
    if (found === undefined) return undefined;
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(key, found);
    return found;
  };
}

const MOST_KNOWN = 20_000;

const laneOf = ({ hcpcs, payer, payer_identifiers, product, location, setting, supply }: BookedDoseRow): string =>
  `${hcpcs ?? ''}\n${payer ?? ''}\n${payer_identifiers.join()}\n${product ?? ''}\n${location ?? ''}\n${setting ?? ''}\n${supply}`;

/** Before, a visit of a quarter that was not loaded compares with the newest earlier limit; after, only its own counts. */
function pairOf(before: PriceDesk, after: PriceDesk, dose: BookedDoseRow): Pair | undefined {
  const asked = askedOf(dose);
  return asked && { before: compared(before, asked, true), after: compared(after, asked, false) };
}

/** The last day, up to that of the dose, from which something else may hold. */
function turningDays(desks: readonly PriceDesk[]): (dose: BookedDoseRow) => string {
  const ofContracts = desks.flatMap(({ contracts }) => contracts.flatMap(turns));
  const byCode = new Map<string, readonly string[]>();
  const quarters = new Map<string, string>();
  return ({ hcpcs, visit_date: on }) => {
    const code = hcpcs ?? '';
    const days =
      byCode.get(code) ??
      [...new Set([...ofContracts, ...desks.flatMap(({ prices }) => (prices.get(code) ?? []).flatMap(turns))])].sort();
    byCode.set(code, days);
    const quarter = quarters.get(on) ?? quarterOf(plainDate(on)).from;
    quarters.set(on, quarter);
    let last = quarter;
    for (const day of days) if (day <= on && day > last) last = day;
    return last;
  };
}

/** The days from which a row holds, and from which it no longer does. */
const turns = ({ from, to }: { readonly from: PlainDate; readonly to?: PlainDate }): readonly string[] =>
  to === undefined ? [from] : [from, addDays(to, 1)];

function compared(desk: PriceDesk, asked: AskedDose, mayUseOlder: boolean): Compared {
  const own = limitOf(desk.drugs, asked.hcpcs, asked.on);
  const older = own === undefined && mayUseOlder ? desk.drugs.paymentLimit(asked.hcpcs, asked.on) : undefined;
  const limit = own ?? older;
  return {
    footing: footingOf(desk, asked, older),
    basis: limit === undefined ? undefined : limitText(limit),
    isOlderQuarter: older !== undefined,
  };
}

const totalsIn = ({ footing }: Compared, { units, discarded_units }: BookedDoseRow): MarginTotals | undefined =>
  footing.kind === 'none' || units === null
    ? undefined
    : totalsOn(footing, { units, discardedUnits: discarded_units ?? 0 });

/** The figure of one dose with all its working. */
export function pricingIn({ footing }: Compared, dose: BookedDoseRow): Pricing | undefined {
  const asked = askedOf(dose);
  if (asked === undefined) return undefined;
  return footing.kind === 'none' ? footing : pricedOn(footing, asked);
}

const keyOf = ({ hcpcs, payer, product, location, site_name, setting }: BookedDoseRow, change: FlipChange): string =>
  JSON.stringify([hcpcs, payer, product, location ?? site_name, setting, change]);

type OneFlip = Pick<Flip, 'flipNo' | 'change' | 'dose' | 'wasBand' | 'nowBand' | 'before' | 'after'> &
  Pick<FlippedDose, 'was' | 'now'>;

function joined(flip: Flip | undefined, one: OneFlip): Flip {
  const { visit_date: day } = one.dose;
  const { was, now, ...rest } = one;
  if (flip === undefined) return { ...rest, visits: 1, first: day, last: day, wasTotal: was, nowTotal: now };
  const first = day < flip.first;
  return {
    // What is shown in full is the first visit.
    ...(first ? { ...rest, flipNo: flip.flipNo } : flip),
    visits: flip.visits + 1,
    first: first ? day : flip.first,
    last: day > flip.last ? day : flip.last,
    wasTotal: plus(flip.wasTotal, was),
    nowTotal: plus(flip.nowTotal, now),
  };
}

const plus = (a: Usd | undefined, b: Usd | undefined): Usd | undefined =>
  a === undefined && b === undefined ? undefined : addUsd(a ?? noUsd, b ?? noUsd);

/** A booked dose as the price desk takes it; undefined where its units or its drug cannot be told. */
export function askedOf(dose: BookedDoseRow): AskedDose | undefined {
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
const placeOf = ({ product, location, setting }: BookedDoseRow) =>
  definedOnly({
    product: (product ?? undefined) as PayerProduct | undefined,
    location: location ?? undefined,
    setting: (setting ?? undefined) as CareSetting | undefined,
  });

function payerOf({ payer, payer_identifiers: identifiers }: BookedDoseRow): PayerFacts | undefined {
  if (payer === null && identifiers.length === 0) return undefined;
  return { identifiers, names: payer === null ? [] : [payer] };
}

/** "Infusion center, Location/inf (office)". */
export const siteWords = ({ site_name, location, setting }: BookedDoseRow): string => {
  const kind = setting === null ? 'kind of place not known' : SETTING_WORDS[setting as CareSetting];
  return `${site_name ?? location ?? 'site not named'} (${kind})`;
};

/** Break-even ASP to four decimals, as `chairready margin` prints it. */
export const breakEvenText = (pricing: Pricing | undefined): string | null =>
  pricing?.kind === 'priced' && pricing.answer.breakEvenAsp !== undefined
    ? fixedText(pricing.answer.breakEvenAsp, 4)
    : null;

export const totalText = (total: Usd | undefined): string | null => (total === undefined ? null : usdText(total));
