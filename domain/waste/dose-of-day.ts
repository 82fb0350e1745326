import type { PlainDate } from '../kernel/plain-date.ts';
import type { Amount } from '../kernel/quantity.ts';
import type { DrugFacts } from '../visit/drug-facts.ts';
import type { PlannedDrug, PriorUse, Snapshot, Visit } from '../visit/snapshot.ts';
import { packagesOf } from './vial-choice.ts';
import type { WasteQuestion } from './waste-question.ts';

/** One dose with what the drug table and the site's stock say of it. */
export interface DoseOfDay {
  readonly order?: string;
  readonly date: PlainDate;
  readonly facts: DrugFacts;
  readonly dose: Amount;
  readonly stock: readonly Amount[] | undefined;
}

/** The dose of one order at its next visit. */
export const nextDose = (snapshot: Snapshot, order: string): DoseOfDay | undefined =>
  snapshot.visits.flatMap((visit) => dosesAt(visit, snapshot)).find((dose) => dose.order === order);

/** Every dose of today: planned at open visits, else charted where the visit is closed already. */
export function dosesOfToday(snapshot: Snapshot): readonly DoseOfDay[] {
  const planned = snapshot.visits
    .filter(({ date }) => date === snapshot.today)
    .flatMap((visit) => dosesAt(visit, snapshot));
  const known = new Set(planned.map(({ facts }) => facts.hcpcs));
  return [...planned, ...dosesCharted(snapshot, snapshot.today).filter(({ facts }) => !known.has(facts.hcpcs))];
}

/** What the chart says of a day, one entry for each drug, with its amount. */
export const dosesCharted = (snapshot: Snapshot, on: PlainDate): readonly DoseOfDay[] =>
  snapshot.priorUses.filter(({ date }) => date === on).flatMap((use) => chartedDose(use, snapshot));

/** From the vials that the site stocks, else from every strength on the market. */
export const questionOf = ({ date, facts, dose, stock }: DoseOfDay): WasteQuestion => ({
  drug: facts,
  on: date,
  dose,
  course: 'complete',
  vials: { kind: 'to-plan' },
  packages: packagesOf(facts, stock),
  packagesFrom: stock === undefined ? 'drug-table' : 'site-stock',
  claim: {},
});

/** The doses planned at one visit, premedications among them: every drug whose code and dose are known. */
export const dosesAt = (visit: Visit, snapshot: Snapshot): readonly DoseOfDay[] =>
  visit.drugs.flatMap((drug) => plannedDose(drug, visit, snapshot));

function plannedDose(drug: PlannedDrug, visit: Visit, snapshot: Snapshot): readonly DoseOfDay[] {
  const { identity, dose, order } = drug;
  const facts = identity.kind === 'known' ? factsOf(snapshot, identity.hcpcs) : undefined;
  if (facts === undefined || dose.kind !== 'known') return [];
  return [{ order, date: visit.date, facts, dose: dose.amount, stock: visit.site.stock[facts.hcpcs] }];
}

function chartedDose({ hcpcs, date, used }: PriorUse, snapshot: Snapshot): readonly DoseOfDay[] {
  const facts = hcpcs === undefined ? undefined : factsOf(snapshot, hcpcs);
  if (facts === undefined || used.kind !== 'dose' || used.dose.kind !== 'known') return [];
  return [{ date, facts, dose: used.dose.amount, stock: undefined }];
}

const factsOf = ({ knowledge }: Snapshot, code: string): DrugFacts | undefined =>
  knowledge.drugs.find(({ hcpcs }) => hcpcs === code);
