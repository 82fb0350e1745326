/** One visit with all that is known for charting it: plan, preparation and records of every drug. */
import { z } from 'zod';
import type {
  DrugToChart,
  VisitToChart,
  WasteCharting,
  WastePreparationView,
  WasteRecordView,
  WasteState,
} from '../../api-contract/waste.schema.ts';
import { quantity, vialEntry, wasteCharting } from '../../api-contract/waste.schema.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import { amountOf, quantityOf } from '../../domain/kernel/quantity.ts';
import { isZero, zero } from '../../domain/kernel/rational.ts';
import type { ChartingProposal, PreparedDose } from '../../domain/waste/charting-proposal.ts';
import { chartingProposal } from '../../domain/waste/charting-proposal.ts';
import type { DoseOfDay } from '../../domain/waste/dose-of-day.ts';
import type { OpenedVials } from '../../domain/waste/vial-choice.ts';
import { containerOf, packagesOf } from '../../domain/waste/vial-choice.ts';
import { parseNdc } from '../../domain/kernel/ndc11.ts';
import { definedOnly } from '../assessment/defined-only.ts';
import type { WastePolicy } from '../config/waste-policy.schema.ts';
import type { StoredPreparation } from '../store/waste-preparations.ts';
import type { StoredRecord } from '../store/waste-records.ts';
import { eventOf, newestVersions } from '../store/waste-records.ts';
import { chartText } from './chart-text.ts';
import type { PreparedAmounts } from './charted-drug.ts';
import { amountOfWire, chartingOf } from './charted-drug.ts';
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
  const { appointment, date, start, decision, patient } = visit;
  const { ref, name, birthDate } = patient;
  return {
    appointment,
    date,
    ...(start === undefined ? {} : { start }),
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

export function stateOfRecord(record: StoredRecord): WasteState {
  if (eventOf(record, 'reopened') !== undefined) return 'reopened';
  return record.witness_needed && eventOf(record, 'witnessed') === undefined ? 'awaiting-witness' : 'signed';
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
  return proposal.ok ? shownProposal(proposal.value, preparation) : undefined;
}

function shownProposal(
  { question, answer, basis }: ChartingProposal,
  preparation: StoredPreparation | undefined,
): WasteCharting {
  return chartingOf({
    answer,
    question,
    given: question.given ?? (question.course === 'none' ? amountOf(question.dose.measure, zero) : question.dose),
    entry: { circumstance: 'as-planned', vials: preparation === undefined ? [] : contentOf(preparation).vials },
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

const preparationContent = z.object({
  vials: z.array(vialEntry),
  dose: quantity,
  discardedInHood: quantity.optional(),
  remainder: z.object({ amount: quantity, useBy: z.string() }).optional(),
  fromRemainder: z.object({ preparation: z.string(), amount: quantity }).optional(),
});

export type PreparationContent = z.infer<typeof preparationContent>;

/** Only checked content is ever written there. */
export const contentOf = ({ content }: Pick<StoredPreparation, 'content'>): PreparationContent =>
  preparationContent.parse(content);

/** The vials of an entry with what it took over from another patient's vial. */
export function vialsOf({ vials, fromRemainder }: PreparationContent): PreparationContent['vials'] {
  return fromRemainder === undefined
    ? vials
    : [...vials, { content: fromRemainder.amount, count: 1, container: 'single-dose' as const }];
}

export function preparedAmounts(preparation: StoredPreparation): PreparedAmounts {
  const content = contentOf(preparation);
  const { discardedInHood, remainder } = content;
  const isKept = remainder !== undefined && preparation.remainder?.kind !== 'discarded';
  return {
    vials: vialsOf(content),
    ...(isKept ? { keptForOthers: amountOfWire(remainder.amount) } : {}),
    ...(discardedInHood === undefined ? {} : { discardedInHood: amountOfWire(discardedInHood) }),
  };
}

/** The entry as the proposal reads it. */
export function preparedDose(preparation: StoredPreparation, { facts }: Pick<DrugOfVisit, 'facts'>): PreparedDose {
  const content = contentOf(preparation);
  const { keptForOthers } = preparedAmounts(preparation);
  const vials = vialsOf(content).map(({ content: each, count, container, ndc }): OpenedVials => {
    const amount = amountOfWire(each);
    const package11 = ndc === undefined ? undefined : parseNdc(ndc);
    return {
      content: amount,
      count,
      container: container ?? (facts === undefined ? 'single-dose' : containerOf(amount, facts)),
      ...(package11?.ok === true ? { ndc: package11.value } : {}),
    };
  });
  return {
    vials,
    dose: amountOfWire(content.dose),
    ...(keptForOthers === undefined ? {} : { keptForOthers }),
  };
}

export function preparationView(preparation: StoredPreparation): WastePreparationView {
  const { vials, dose, discardedInHood, remainder, fromRemainder } = contentOf(preparation);
  return {
    id: preparation.id,
    version: preparation.version,
    vials,
    dose,
    ...(discardedInHood === undefined ? {} : { discardedInHood }),
    ...(remainder === undefined ? {} : { remainder: { ...remainder, fate: preparation.remainder?.kind ?? 'held' } }),
    ...(fromRemainder === undefined ? {} : { fromRemainder }),
    recordedBy: preparation.recorded_by,
    recordedAt: preparation.recorded_at.toISOString(),
  };
}

export const chartingIn = (kept: unknown): WasteCharting | undefined =>
  kept === null ? undefined : wasteCharting.parse(kept);

/** The name that signed, where the session knew one; it is kept in the record itself. */
const nameOf = (kept: unknown): string | undefined =>
  typeof kept === 'object' && kept !== null && 'signer' in kept && typeof kept.signer === 'string'
    ? kept.signer
    : undefined;

export function recordView(record: StoredRecord, timeZone: string): WasteRecordView {
  const after = chartingIn(record.after);
  const before = chartingIn(record.before);
  const witnessed = eventOf(record, 'witnessed');
  const signer = nameOf(record.after) ?? record.signed_by;
  return {
    id: record.id,
    patient: record.patient_ref,
    appointment: record.appointment,
    date: record.visit_date,
    line: record.line,
    hcpcs: record.hcpcs,
    version: record.version,
    kind: record.kind,
    late: record.late,
    ...(record.reason === null ? {} : { reason: record.reason }),
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
    signedBy: record.signed_by,
    signedRole: record.signed_role,
    signedAt: record.signed_at.toISOString(),
    witness: { needed: record.witness_needed, ...whoAndWhen(witnessed) },
    ...happened(record, 'filed'),
    ...released(record),
    ...happened(record, 'exported'),
    ...reopened(record),
    chartText: chartText(after, {
      date: record.visit_date,
      kind: record.kind,
      late: record.late,
      ...(record.reason === null ? {} : { reason: record.reason }),
      by: signer,
      role: record.signed_role,
      at: record.signed_at,
      ...(witnessed === undefined ? {} : { witness: witnessed.actor ?? 'ChairReady' }),
      timeZone,
    }),
  };
}

type Event = ReturnType<typeof eventOf>;

const whoAndWhen = (event: Event) =>
  event === undefined ? {} : { by: event.actor ?? 'ChairReady', at: event.at.toISOString() };

function happened(record: StoredRecord, kind: 'filed' | 'exported') {
  const event = eventOf(record, kind);
  return event === undefined ? {} : { [kind]: { by: event.actor ?? 'ChairReady', at: event.at.toISOString() } };
}

function released(record: StoredRecord) {
  const event = eventOf(record, 'released');
  if (event === undefined) return {};
  return { released: { by: event.actor ?? '', at: event.at.toISOString(), reason: event.reason ?? '' } };
}

function reopened(record: StoredRecord) {
  const event = eventOf(record, 'reopened');
  return event === undefined ? {} : { reopened: { at: event.at.toISOString(), reason: event.reason ?? '' } };
}
