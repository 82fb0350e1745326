import type { PlainDate } from '../domain/kernel/plain-date.ts';
import type { Amount } from '../domain/kernel/quantity.ts';
import type { DrugFacts } from '../domain/visit/drug-facts.ts';
import type { PlannedDrug, PriorUse, Snapshot, Visit } from '../domain/visit/snapshot.ts';
import { packagesOf } from '../domain/waste/vial-choice.ts';
import type { WasteQuestion } from '../domain/waste/waste-question.ts';

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
  const charted = snapshot.priorUses
    .filter(({ date }) => date === snapshot.today)
    .flatMap((use) => chartedDose(use, snapshot))
    .filter(({ facts }) => !known.has(facts.hcpcs));
  return [...planned, ...charted];
}

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

const dosesAt = (visit: Visit, snapshot: Snapshot): readonly DoseOfDay[] =>
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
