/** The list of what booked drugs earn, as pharmacy and finance read it. */
import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { MarginFigure, MarginList, MarginRow } from '../../api-contract/margin.schema.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import { plainDate, quarterOf } from '../../domain/kernel/plain-date.ts';
import { fixedText } from '../../domain/kernel/rational.ts';
import { usdText } from '../../domain/kernel/usd.ts';
import { bandOf } from '../../domain/margin/band.ts';
import { FINAL_RULES } from '../../domain/margin/final-rules.ts';
import { definedOnly } from '../assessment/defined-only.ts';
import type { Database } from '../store/database.ts';
import type { DoseGroup } from '../store/margin-groups.ts';
import { doseGroups, dosesLeftOut, visitsByQuarter } from '../store/margin-groups.ts';
import { hasUnread } from '../store/margin-booked.ts';
import { flipsOf, seenUpTo, watchesOf } from '../store/margin-flips.ts';
import { assumptionsOf } from './assumptions.ts';
import type { DoseLane } from './booked-doses.ts';
import type { PriceDesk } from './margin-facts.ts';
import type { PricedDose, Pricing } from './price-desk.ts';
import { priceDose } from './price-desk.ts';
import { askedOf } from './reprice.ts';
import { placeOf, siteWords } from './site-words.ts';
import { scenarioViews } from './scenario-view.ts';

export interface ViewQuestion {
  readonly tenant: string;
  readonly userRef: string;
  readonly today: PlainDate;
}

export async function marginListOf(db: Kysely<Database>, desk: PriceDesk, question: ViewQuestion): Promise<MarginList> {
  const { tenant, today } = question;
  const groups = await doseGroups(db, tenant, today);
  const asked = groups.flatMap((group) => askedOfGroup(group) ?? []);
  const quarters = await visitsByQuarter(db, tenant, today);
  return {
    today,
    rows: groups.map((group) => rowOf(group, desk)),
    leftOut: await dosesLeftOut(db, tenant, today),
    isReading: await hasUnread(db, tenant),
    quartersToLoad: quarters.flatMap(({ quarter_from, visits }) => {
      const { label } = quarterOf(plainDate(quarter_from));
      return desk.quarters.has(label) ? [] : [{ quarter: label, visits }];
    }),
    scenarios: scenarioViews(desk, asked),
    finalRules: Object.values(FINAL_RULES).map(({ id, name, citation }) => ({
      name,
      source: citation.document,
      from: citation.inForce.from,
      isOn: !desk.terms.rulesOff.includes(id),
    })),
    assumptions: assumptionsOf(desk, asked),
    unseenFlips: await unseenFlips(db, question),
  };
}

/** In this order both sides name a group; it holds nothing of a patient. */
export const keyOfGroup = (group: DoseLane): string =>
  createHash('sha256')
    .update(
      JSON.stringify([
        group.hcpcs,
        group.payer,
        group.payer_identifiers,
        group.product,
        group.location,
        group.site_name,
        group.setting,
        group.supply,
      ]),
    )
    .digest('hex')
    .slice(0, 20);

/** The typical dose of a group on the day of its next visit. */
export const askedOfGroup = (group: DoseGroup, on: string = group.first_visit) => askedOf({ ...group, visit_date: on });

export function pricingOfGroup(group: DoseGroup, desk: PriceDesk): Pricing {
  const asked = askedOfGroup(group);
  return asked === undefined
    ? { kind: 'none', code: 'units-unknown', why: 'the units of the dose are not known' }
    : priceDose(desk, asked);
}

export function rowOf(group: DoseGroup, desk: PriceDesk, pricing = pricingOfGroup(group, desk)): MarginRow {
  return {
    key: keyOfGroup(group),
    hcpcs: group.hcpcs ?? '',
    drug: group.drug_name,
    payer: group.payer ?? 'billed by another pharmacy',
    site: siteWords(group),
    visits: group.visits,
    firstVisit: group.first_visit,
    lastVisit: group.last_visit,
    units: group.units ?? 0,
    discardedUnits: group.discarded_units ?? 0,
    ...definedOnly({ place: placeOf(group), product: group.product ?? undefined }),
    ...(pricing.kind === 'priced'
      ? { figure: figureOf(pricing) }
      : { noFigure: { code: pricing.code, why: pricing.why } }),
  };
}

export function figureOf({ answer, question }: PricedDose): MarginFigure {
  return {
    allowed: usdText(answer.allowed),
    expected: usdText(answer.expected),
    acquisition: usdText(answer.acquisition),
    margin: usdText(answer.margin.total),
    band: bandOf(answer),
    ...definedOnly({
      spreadPercent: answer.spreadPercent === undefined ? undefined : fixedText(answer.spreadPercent, 2),
      priceSource: priceText(question),
    }),
  };
}

const priceText = ({ price, opps }: PricedDose['question']): string | undefined =>
  [price?.source, opps?.source].filter((source) => source !== undefined).join('; ') || undefined;

async function unseenFlips(db: Kysely<Database>, { tenant, userRef }: ViewQuestion): Promise<number> {
  const seen = BigInt(await seenUpTo(db, tenant, userRef));
  const unseen = (await watchesOf(db, tenant)).filter(({ id }) => BigInt(id) > seen).map(({ id }) => id);
  return (await flipsOf(db, tenant, unseen)).length;
}
