/**
 * Looks, after every sweep of a patient, whether what was given in the last days was charted as it was given: finds
 * administrations without a record, reopens records whose administration was changed, and names what no longer fits.
 */
import type { Kysely } from 'kysely';
import type { ChartedDose } from '../../cds-hooks/charted-doses.ts';
import { chartedOn, givenOf } from '../../cds-hooks/charted-doses.ts';
import type { RawResource } from '../../cds-hooks/prefetch.ts';
import { isObject } from '../../cds-hooks/prefetch.ts';
import type { HcpcsCode } from '../../domain/kernel/hcpcs-code.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import { addDays } from '../../domain/kernel/plain-date.ts';
import type { Amount } from '../../domain/kernel/quantity.ts';
import { amountText, compareAmounts, sameMeasure } from '../../domain/kernel/quantity.ts';
import type { DrugIndex } from '../../domain/visit/drug-facts.ts';
import type { PriorUse, Snapshot } from '../../domain/visit/snapshot.ts';
import type { DrugToSign, WasteCharting } from '../../api-contract/waste.schema.ts';
import type { WastePolicy } from '../config/waste-policy.schema.ts';
import type { Database } from '../store/database.ts';
import type { Decisions } from '../store/decisions.ts';
import { preparations } from '../store/waste-preparations.ts';
import type { StoredRecord } from '../store/waste-records.ts';
import { keepEvent, newestVersions, wasteRecords } from '../store/waste-records.ts';
import { amountOfWire, chartedDrug } from './charted-drug.ts';
import { chartingIn, preparedAmounts, proposedCharting } from './visit-charting.ts';
import type { DrugOfVisit, VisitOfDay } from './visits-of-day.ts';
import { endedVisit, visitsOfDay } from './visits-of-day.ts';

export interface GapWatch {
  readonly db: Kysely<Database>;
  readonly decisions: Pick<Decisions, 'findDecision'>;
  readonly tenant: string;
  readonly timeZone: string;
  readonly policy: WastePolicy;
  readonly drugs: DrugIndex;
  readonly at: Date;
}

/** What was read of one patient. */
export interface WatchedPatient {
  readonly snapshot: Snapshot;
  readonly resources: readonly RawResource[];
  /** Administrations that the EHR says were entered in error; undefined where it was not asked. */
  readonly inError?: readonly RawResource[];
}

export interface WatchedGaps {
  readonly found: number;
  readonly reopened: number;
}

const DAYS_BACK = 3;

/** How long after its end an administration may stay uncharted before it is work for somebody. */
const GRACE_MS = 2 * 60 * 60 * 1000;

export async function watchGaps(watch: GapWatch, patient: WatchedPatient): Promise<WatchedGaps> {
  const { today } = patient.snapshot;
  let [found, reopened] = [0, 0];
  for (let back = 0; back <= DAYS_BACK; back += 1) {
    const day = addDays(today, -back);
    const seen = await watchDay(watch, patient, day);
    found += seen.found;
    reopened += seen.reopened;
  }
  return { found, reopened };
}

interface Gap {
  readonly appointment: string;
  readonly line: string;
  readonly hcpcs: string | null;
  readonly kind: 'not-charted' | 'does-not-add-up';
  readonly why: string;
}

async function watchDay(watch: GapWatch, patient: WatchedPatient, day: PlainDate): Promise<WatchedGaps> {
  const { db, tenant } = watch;
  const patientRef = patient.snapshot.patient.ref;
  const records = newestVersions(await wasteRecords(db, { tenant, day, patientRef })).filter(
    ({ kind }) => kind !== 'entered-in-error',
  );
  if (records.length === 0 && !wasGivenOn(watch, patient, day)) return { found: 0, reopened: 0 };
  const visits = await knownVisits(watch, patient, day);
  const given = givenDoses(watch, patient, visits, day);
  const reopened = await reopenChanged(watch, patient, records, given, day);
  const gaps = [
    ...uncharted(watch, patient, { records, given, visits, day }),
    ...(await contradictions(watch, records, visits)),
  ];
  await keepGaps(watch, { patientRef, day, gaps });
  return { found: gaps.length, reopened };
}

async function knownVisits(
  { db, decisions, tenant }: GapWatch,
  { snapshot }: WatchedPatient,
  day: PlainDate,
): Promise<readonly VisitOfDay[]> {
  const kept = await visitsOfDay({ db, decisions, tenant, day, patientRef: snapshot.patient.ref });
  return kept.length > 0 ? kept : endedVisit(snapshot, day, '');
}

/** One dose that the chart says was given; without an amount where it says none, or only the ordered one. */
interface GivenDose {
  readonly hcpcs?: HcpcsCode;
  readonly amount?: Amount;
}

const isOver = ({ status }: ChartedDose): boolean => status === 'completed' || status === 'stopped';

const wasGivenOn = ({ timeZone }: GapWatch, { resources, snapshot }: WatchedPatient, day: PlainDate): boolean =>
  chartedOn(resources, day, timeZone).some(isOver) || usesOn(snapshot, day).length > 0;

const usesOn = ({ priorUses }: Snapshot, day: PlainDate): readonly PriorUse[] =>
  priorUses.filter(({ date, basis }) => date === day && basis === 'administered');

/** At a visit that is still open the record counts the plan: there the administrations themselves are read. */
function givenDoses(
  { timeZone }: GapWatch,
  { resources, snapshot }: WatchedPatient,
  visits: readonly VisitOfDay[],
  day: PlainDate,
): readonly GivenDose[] {
  const charted = chartedOn(resources, day, timeZone).filter(isOver);
  const atVisits = visits.flatMap(({ drugs }) => drugs.flatMap((drug) => givenOfDrug(drug, charted)));
  const known = new Set(atVisits.map(({ hcpcs }) => hcpcs));
  const others = usesOn(snapshot, day).filter(({ hcpcs }) => !known.has(hcpcs));
  return [...atVisits, ...others.map(givenOfUse)];
}

function givenOfDrug({ order, facts }: DrugOfVisit, charted: readonly ChartedDose[]): readonly GivenDose[] {
  const own = charted.filter((dose) => order !== undefined && dose.order === order);
  if (own.length === 0 || facts === undefined) return [];
  const amount = givenOf(own);
  return [{ hcpcs: facts.hcpcs, ...(amount === undefined ? {} : { amount }) }];
}

function givenOfUse({ hcpcs, used }: PriorUse): GivenDose {
  const isCharted = used.kind === 'dose' && used.dose.kind === 'known' && used.dose.caution === undefined;
  return {
    ...(hcpcs === undefined ? {} : { hcpcs }),
    ...(isCharted ? { amount: used.dose.amount } : {}),
  };
}

interface DayOfPatient {
  readonly records: readonly StoredRecord[];
  readonly given: readonly GivenDose[];
  readonly visits: readonly VisitOfDay[];
  readonly day: PlainDate;
}

/** Given for certain, over long enough, and neither signed for here nor spoken of in the chart. */
function uncharted(
  watch: GapWatch,
  patient: WatchedPatient,
  { records, given, visits, day }: DayOfPatient,
): readonly Gap[] {
  const charted = chartedOn(patient.resources, day, watch.timeZone);
  return given.flatMap((dose) => {
    const place = placeOf(dose, visits);
    const isSigned = records.some(({ hcpcs }) => hcpcs === dose.hcpcs);
    if (place === undefined || isSigned || isToldInChart(place.drug, charted)) return [];
    if (isFresh(watch, patient, day) || !owesRecord(place.drug, watch, day)) return [];
    const { appointment, drug } = place;
    const why = `${drug.name} was given and what was discarded is not charted`;
    return [{ appointment, line: drug.line, hcpcs: dose.hcpcs ?? null, kind: 'not-charted' as const, why }];
  });
}

function placeOf({ hcpcs }: GivenDose, visits: readonly VisitOfDay[]) {
  const places = visits.flatMap(({ appointment, drugs }) => drugs.map((drug) => ({ appointment, drug })));
  return places.find(({ drug }) => hcpcs !== undefined && drug.facts?.hcpcs === hcpcs);
}

const isToldInChart = ({ order }: DrugOfVisit, charted: readonly ChartedDose[]): boolean =>
  charted.some((dose) => dose.tellsOfWaste && (dose.order === undefined || dose.order === order));

function owesRecord(drug: DrugOfVisit, { policy }: GapWatch, on: PlainDate): boolean {
  const proposal = proposedCharting(drug, undefined, { on, policy });
  if (proposal === undefined) return true;
  return proposal.discarded.value !== '0' || proposal.lines.some(({ modifiers }) => modifiers.some(isJwOrJz));
}

const isJwOrJz = (modifier: string): boolean => modifier === 'JW' || modifier === 'JZ';

/** The nurse may still be at it. */
function isFresh({ at }: GapWatch, { resources, snapshot }: WatchedPatient, day: PlainDate): boolean {
  if (day !== snapshot.today) return false;
  const ends = resources
    .filter(({ resourceType }) => resourceType === 'MedicationAdministration')
    .flatMap((one) => endOf(one))
    .filter((end) => !Number.isNaN(end));
  return ends.length > 0 && at.getTime() - Math.max(...ends) < GRACE_MS;
}

function endOf(administration: RawResource): readonly number[] {
  const period = administration['effectivePeriod'];
  const written = isObject(period) ? (period['end'] ?? period['start']) : administration['effectiveDateTime'];
  return typeof written === 'string' ? [Date.parse(written)] : [];
}

/** The chart says another amount than the one signed for, or that there was no administration at all. */
async function reopenChanged(
  { db, tenant, at }: GapWatch,
  patient: WatchedPatient,
  records: readonly StoredRecord[],
  given: readonly GivenDose[],
  day: PlainDate,
): Promise<number> {
  let reopened = 0;
  for (const record of records) {
    const reason = amended(record, given) ?? enteredInError(record, given, patient, day);
    if (reason === undefined) continue;
    const event = { tenant, record_id: record.id, kind: 'reopened' as const, at, actor: null, role: null, reason };
    if (await keepEvent(db, event)) reopened += 1;
  }
  return reopened;
}

function amended(record: StoredRecord, given: readonly GivenDose[]): string | undefined {
  const charted = given.find(({ hcpcs }) => hcpcs === record.hcpcs)?.amount;
  const after = chartingIn(record.after);
  if (charted === undefined || after === undefined) return undefined;
  const signed = amountOfWire(after.given);
  if (!sameMeasure(charted, signed) || compareAmounts(charted, signed) === 0) return undefined;
  return `The chart says ${amountText(charted)} was given; ${amountText(signed)} was signed for`;
}

function enteredInError(
  record: StoredRecord,
  given: readonly GivenDose[],
  { inError }: WatchedPatient,
  day: PlainDate,
): string | undefined {
  if (given.some(({ hcpcs }) => hcpcs === record.hcpcs) || inError === undefined) return undefined;
  const isOurs = inError.some((one) => isForOrder(one, record.order_ref) && writtenOn(one) === day);
  return isOurs ? 'The administration was marked as entered in error' : undefined;
}

function isForOrder(administration: RawResource, order: string | null): boolean {
  const request = administration['request'];
  const reference = isObject(request) ? request['reference'] : undefined;
  return order !== null && typeof reference === 'string' && reference.endsWith(order);
}

function writtenOn(administration: RawResource): string | undefined {
  const period = administration['effectivePeriod'];
  const written = isObject(period) ? period['start'] : administration['effectiveDateTime'];
  return typeof written === 'string' ? written.slice(0, 10) : undefined;
}

/** Signed lines that the amounts no longer give, or a package that the tables now know to be another. */
async function contradictions(
  { db, tenant, drugs, policy }: GapWatch,
  records: readonly StoredRecord[],
  visits: readonly VisitOfDay[],
): Promise<readonly Gap[]> {
  const gaps: Gap[] = [];
  for (const record of records) {
    const drug = visits.flatMap((visit) => visit.drugs).find(({ line }) => line === record.line);
    const signed = chartingIn(record.after);
    if (drug === undefined || signed === undefined) continue;
    const why = await contradiction({ db, tenant, drugs, policy }, { record, signed, drug });
    const { appointment, line, hcpcs } = record;
    if (why !== undefined) gaps.push({ appointment, line, hcpcs, kind: 'does-not-add-up', why });
  }
  return gaps;
}

interface SignedDrug {
  readonly record: StoredRecord;
  readonly signed: WasteCharting;
  readonly drug: DrugOfVisit;
}

async function contradiction(
  { db, tenant, drugs, policy }: Pick<GapWatch, 'db' | 'tenant' | 'drugs' | 'policy'>,
  { record, signed, drug }: SignedDrug,
): Promise<string | undefined> {
  const { preparation_id: id, visit_date: date, line, version } = record;
  const [preparation] = id === null ? [] : await preparations(db, { tenant, id });
  const { vials, dose, given, circumstance } = signed;
  const entry: DrugToSign = { line, version, vials, dose, given, circumstance, confirmed: true, reason: 'as signed' };
  const again = chartedDrug(entry, {
    ...{ drug, on: date as PlainDate, drugs, policy },
    ...(preparation === undefined ? {} : { preparation: preparedAmounts(preparation) }),
  });
  if (!again.ok) return `The signed amounts no longer hold: ${again.problem.message}`;
  const same = JSON.stringify(again.value.lines) === JSON.stringify(signed.lines);
  return same ? undefined : 'The signed amounts give other claim lines than the ones signed for';
}

async function keepGaps(
  { db, tenant, at }: GapWatch,
  { patientRef, day, gaps }: { readonly patientRef: string; readonly day: PlainDate; readonly gaps: readonly Gap[] },
): Promise<void> {
  const key = ({ appointment, line, kind }: Pick<Gap, 'appointment' | 'line' | 'kind'>): string =>
    JSON.stringify([appointment, line, kind]);
  const wanted = new Set(gaps.map(key));
  const open = await db
    .selectFrom('waste_gap')
    .select(['appointment', 'line', 'kind'])
    .where('tenant', '=', tenant)
    .where('patient_ref', '=', patientRef)
    .where('visit_date', '=', day)
    .where('settled_at', 'is', null)
    .execute();
  for (const gap of open.filter((one) => !wanted.has(key(one))))
    await db
      .updateTable('waste_gap')
      .set({ settled_at: at })
      .where('tenant', '=', tenant)
      .where('appointment', '=', gap.appointment)
      .where('line', '=', gap.line)
      .where('kind', '=', gap.kind)
      .execute();
  for (const gap of gaps)
    await db
      .insertInto('waste_gap')
      .values({ ...gap, tenant, patient_ref: patientRef, visit_date: day, found_at: at, settled_at: null })
      .onConflict((conflict) =>
        conflict
          .columns(['tenant', 'appointment', 'line', 'kind'])
          .doUpdateSet((excluded) => ({ why: excluded.ref('excluded.why'), settled_at: null })),
      )
      .execute();
}
