/** One visit with all that is known for charting it: plan, preparation and records of every drug. */
import type { DrugToChart, VisitToChart, WasteCharting, WasteState } from '../../api-contract/waste.schema.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import { amountOf, quantityOf } from '../../domain/kernel/quantity.ts';
import { isZero, zero } from '../../domain/kernel/rational.ts';
import type { ChartingProposal, PreparedDose } from '../../domain/waste/charting-proposal.ts';
import { chartingProposal } from '../../domain/waste/charting-proposal.ts';
import type { DoseOfDay } from '../../domain/waste/dose-of-day.ts';
import { packagesOf } from '../../domain/waste/vial-choice.ts';
import { definedOnly } from '../assessment/defined-only.ts';
import type { WastePolicy } from '../config/waste-policy.schema.ts';
import type { StoredPreparation } from '../store/waste-preparations.ts';
import type { StoredRecord } from '../store/waste-records.ts';
import { newestVersions } from '../store/waste-records.ts';
import { amountOfWire, chartingOf } from './charted-drug.ts';
import { vialsWithLots } from './charted-lots.ts';
import { contentOf, preparationView, preparedAmounts, preparedDose, vialsOf } from './preparation-content.ts';
import { recordView, stateOfRecord } from './record-view.ts';
import type { DrugOfVisit, VisitOfDay } from './visits-of-day.ts';

/** What was recorded for the visits of a day. */
export interface Recorded {
  readonly records: readonly StoredRecord[];
  readonly preparations: readonly StoredPreparation[];
  readonly policy: WastePolicy;
  readonly timeZone: string;
}

export function visitToChart(visit: VisitOfDay, recorded: Recorded): VisitToChart {
  const drugs = visit.drugs.map((drug) => drugToChart(drug, visit, recorded));
  const { appointment, date, start, place, decision, patient } = visit;
  const { ref, name, birthDate } = patient;
  return {
    appointment,
    date,
    ...definedOnly({ start, place }),
    patient: { ref, ...(name === undefined ? {} : { name }), ...(birthDate === undefined ? {} : { birthDate }) },
    state: worstOf(drugs.map(({ state }) => state)),
    decision,
    drugs,
  };
}

/** What needs a person first. */
const ORDER: readonly WasteState[] = [
  'reopened',
  'to-chart',
  'not-ready',
  'awaiting-witness',
  'cannot-tell',
  'signed',
  'nothing-to-chart',
];

const worstOf = (states: readonly WasteState[]): WasteState =>
  ORDER.find((state) => states.includes(state)) ?? 'cannot-tell';

function drugToChart(drug: DrugOfVisit, visit: VisitOfDay, recorded: Recorded): DrugToChart {
  const preparation = preparationOf(drug.line, visit, recorded);
  const newest = newestRecord(drug.line, visit, recorded);
  const current = newest?.kind === 'entered-in-error' ? undefined : newest;
  const proposal = proposedCharting(drug, preparation, { on: visit.date, policy: recorded.policy });
  return {
    ...named(drug),
    ...proposedAs(drug, proposal, preparation),
    ...definedOnly({ preparation: preparation && preparationView(preparation) }),
    ...definedOnly({ record: current && recordView(current, recorded.timeZone) }),
    state: stateOf(current, proposal),
    version: newest?.version ?? 0,
    preparationVersion: lastVersion(drug.line, visit, recorded),
    packages: packagesFor(drug),
  };
}

const named = ({ line, order, name, facts }: DrugOfVisit) => ({
  ...{ line, name },
  ...definedOnly({ order, hcpcs: facts?.hcpcs }),
});

function proposedAs(
  drug: DrugOfVisit,
  proposal: WasteCharting | undefined,
  preparation: StoredPreparation | undefined,
): Pick<DrugToChart, 'basis' | 'proposal' | 'missing'> {
  if (proposal === undefined) return { missing: missingFor(drug) };
  return { basis: preparation === undefined ? 'planned' : 'prepared', proposal, missing: [] };
}

const missingFor = ({ missing }: DrugOfVisit): string[] =>
  missing.length === 0 ? ['a set of vials that holds the dose'] : [...missing];

function packagesFor({ facts, stock }: DrugOfVisit): DrugToChart['packages'] {
  if (facts === undefined) return [];
  return packagesOf(facts, stock).map(({ content, container }) => ({ content: quantityOf(content), container }));
}

const isOf =
  (line: string, { appointment }: VisitOfDay) =>
  (one: { readonly appointment: string; readonly line: string }): boolean =>
    one.appointment === appointment && one.line === line;

export const newestRecord = (
  line: string,
  visit: VisitOfDay,
  { records }: Pick<Recorded, 'records'>,
): StoredRecord | undefined => newestVersions(records).find(isOf(line, visit));

/** The pharmacy's standing entry; one that was withdrawn counts no more. */
export const preparationOf = (
  line: string,
  visit: VisitOfDay,
  { preparations }: Pick<Recorded, 'preparations'>,
): StoredPreparation | undefined =>
  preparations.filter(isOf(line, visit)).find(({ kind }) => kind !== 'entered-in-error');

const lastVersion = (line: string, visit: VisitOfDay, { preparations }: Recorded): number =>
  preparations.find(isOf(line, visit))?.version ?? 0;

function stateOf(current: StoredRecord | undefined, proposal: WasteCharting | undefined): WasteState {
  if (current !== undefined) return stateOfRecord(current);
  if (proposal === undefined) return 'cannot-tell';
  if (owesNothing(proposal)) return 'nothing-to-chart';
  return proposal.vialsFrom === 'preparation' ? 'to-chart' : 'not-ready';
}

/** Neither modifier is owed and nothing is thrown away. */
const owesNothing = ({ lines, discarded }: WasteCharting): boolean =>
  isZero(amountOfWire(discarded).value) &&
  lines.length > 0 &&
  lines.every(({ modifiers }) => !modifiers.includes('JW') && !modifiers.includes('JZ'));

/** The one proposal, as the screen shows it: vials of the preparation, else those that were planned and nobody saw. */
export function proposedCharting(
  drug: DrugOfVisit,
  preparation: StoredPreparation | undefined,
  { on, policy: { claim } }: { readonly on: PlainDate; readonly policy: WastePolicy },
): WasteCharting | undefined {
  const prepared = preparation === undefined ? undefined : preparedDose(preparation, drug);
  const dose = doseFor(drug, prepared, on);
  if (dose === undefined) return undefined;
  const charted = drug.charted === undefined ? undefined : { course: 'complete' as const, given: drug.charted };
  const proposal = chartingProposal(dose, { claim: definedOnly(claim), ...definedOnly({ charted, prepared }) });
  return proposal.ok ? shownProposal(proposal.value, preparation, drug) : undefined;
}

function shownProposal(
  { question, answer, basis }: ChartingProposal,
  preparation: StoredPreparation | undefined,
  { lots = [] }: DrugOfVisit,
): WasteCharting {
  const vials =
    preparation === undefined ? vialsWithLots(answer.opened, lots, question.drug) : vialsOf(contentOf(preparation));
  return chartingOf({
    answer,
    question,
    given: question.given ?? (question.course === 'none' ? amountOf(question.dose.measure, zero) : question.dose),
    entry: { circumstance: 'as-planned', vials },
    setting: definedOnly({ preparation: preparation && preparedAmounts(preparation) }),
    vialsFrom: basis === 'prepared' ? 'preparation' : 'plan',
  });
}

/** An order without a readable dose is charted from what the pharmacy prepared. */
function doseFor(
  { dose, facts, order, stock }: DrugOfVisit,
  prepared: PreparedDose | undefined,
  on: PlainDate,
): DoseOfDay | undefined {
  if (dose !== undefined) return dose;
  if (facts === undefined || prepared?.dose === undefined) return undefined;
  return { ...(order === undefined ? {} : { order }), date: on, facts, dose: prepared.dose, stock };
}
