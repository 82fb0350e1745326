/** The figure of the margin card: the one that the margin page shows for the same drug, payer and site. */
import type { DrugMargin } from '../../cds-hooks/margin-card.ts';
import type { VerifiedProduct } from '../../cds-hooks/hold-card.ts';
import type { Decision } from '../../domain/decision/decision.ts';
import { dateText } from '../../domain/kernel/plain-date.ts';
import type { PaymentForm } from '../../domain/margin/payment-form.ts';
import type { Snapshot } from '../../domain/visit/snapshot.ts';
import type { DoseGroup } from '../store/margin-groups.ts';
import type { DoseLane } from '../margin/booked-doses.ts';
import { laneOf } from '../margin/booked-doses.ts';
import { contractSource } from '../margin/how-paid.ts';
import type { MarginBook } from '../margin/margin-book.ts';
import { quartersUpTo, waterfallLines } from '../margin/figure-lines.ts';
import { askedOfGroup, keyOfGroup } from '../margin/margin-view.ts';
import type { AskedDose, PriceDesk } from '../margin/margin-facts.ts';
import type { PricedDose } from '../margin/price-desk.ts';
import { priceDose } from '../margin/price-desk.ts';
import { siteWords } from '../margin/site-words.ts';

export interface MarginAsked {
  readonly decision: Pick<Decision, 'visits'>;
  readonly snapshot: Snapshot;
  readonly order: string;
  readonly product: VerifiedProduct | undefined;
}

/**
 * What the drug of an order earns here. Undefined, never a guess, unless the margin page would have a figure: how the
 * payer pays, the kind of site, a limit of this very quarter and one cost are known.
 */
export function cardMargin(book: MarginBook, asked: MarginAsked): DrugMargin | undefined {
  const lane = laneOfOrder(asked);
  if (lane === undefined) return undefined;
  const { desk } = book;
  const group = book.groups.find((one) => keyOfGroup(one) === keyOfGroup(lane));
  const figure = figureOf(desk, askedOfGroup(group ?? { ...lane, ...ONE_UNIT }), asked.product);
  const dose = group === undefined ? 'one-unit' : 'booked';
  if (figure === undefined || isUntold(dose, figure)) return undefined;
  const facts = desk.drugs.facts(figure.dose.hcpcs, figure.dose.on);
  const site = siteWords({ ...lane, ...NOBODY });
  return facts && { ...shownOf(desk, figure), facts, payer: lane.payer ?? '', site, dose };
}

type Lane = DoseLane & Pick<DoseGroup, 'first_visit' | 'last_visit'>;

/** As the margin page groups the visit of the order; undefined where no visit is booked or drawn up for it. */
function laneOfOrder({ decision, snapshot, order }: MarginAsked): Lane | undefined {
  for (const visit of decision.visits.toSorted((a, b) => (a.date < b.date ? -1 : 1))) {
    const drug = visit.drugs.find((one) => one.order === order);
    if (drug !== undefined)
      return { ...laneOf(snapshot, visit, drug), first_visit: visit.date, last_visit: visit.date };
  }
  return undefined;
}

const ONE_UNIT = { drug_name: '', units: 1, discarded_units: 0, visits: 0 };

const NOBODY = {
  ...{ tenant: '', appointment: '', order_ref: '', patient_ref: '', decision_id: '', visit_date: '', drug_name: '' },
  ...{ units: null, discarded_units: null },
};

interface Figure {
  readonly dose: AskedDose;
  readonly priced: PricedDose;
}

/** The page's own figure; the package in hand settles only what the page leaves open between packages. */
function figureOf(
  desk: PriceDesk,
  dose: AskedDose | undefined,
  product: VerifiedProduct | undefined,
): Figure | undefined {
  if (dose === undefined) return undefined;
  const asOnPage = priceDose(desk, dose);
  if (asOnPage.kind === 'priced') return isBought(asOnPage) ? { dose, priced: asOnPage } : undefined;
  if (asOnPage.code !== 'several-costs' || product?.codes.includes(dose.hcpcs) !== true) return undefined;
  const inHand = { ...dose, ndc: product.ndc };
  const priced = priceDose(desk, inHand);
  return priced.kind === 'priced' ? { dose: inHand, priced } : undefined;
}

/** What another pharmacy buys and bills earns and costs nothing here: nothing to say. */
const isBought = ({ paid }: PricedDose): boolean => paid.form.form !== 'white-bag';

/** Before any visit is booked there is no typical dose, and one amount for a whole visit cannot be told for a unit. */
const isUntold = (dose: DrugMargin['dose'], { priced }: Figure): boolean =>
  dose === 'one-unit' && isPerVisit(priced.paid.form);

const isPerVisit = (form: PaymentForm): boolean =>
  form.form === 'case-rate' || (form.form === 'lesser-of' && form.of.some(isPerVisit));

function shownOf(desk: PriceDesk, { dose, priced }: Figure) {
  return {
    on: dose.on,
    units: dose.units + dose.discardedUnits,
    total: priced.answer.margin.total,
    waterfall: waterfallLines(priced),
    sources: sourcesOf(priced),
    trend: trendOf(desk, dose),
  };
}

function sourcesOf({ question: { price, acquisition, opps }, limit, paid }: PricedDose): readonly string[] {
  const since = limit === undefined ? '' : `, in force from ${dateText(limit.quarterFrom)}`;
  const cost = acquisition?.source;
  return [
    price === undefined ? undefined : `${price.source}${since}`,
    opps?.source,
    contractSource(paid),
    cost,
  ].flatMap((source) => source ?? []);
}

/** As many quarters as a card has room for. */
const QUARTERS = 4;

const trendOf = (desk: PriceDesk, dose: AskedDose): DrugMargin['trend'] =>
  quartersUpTo(desk, dose)
    .slice(-QUARTERS)
    .map(({ quarter, pricing }) => ({
      quarter,
      ...(pricing.kind === 'priced' ? { margin: pricing.answer.margin.total } : {}),
    }));
