/** Takes over what the EHR's dispense records say the pharmacy opened, where the site says that they tell vials. */
import type { RawResource } from '../../cds-hooks/prefetch.ts';
import { isObject } from '../../cds-hooks/prefetch.ts';
import { groupBy } from '../../domain/kernel/group-by.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import { compareAmounts, quantityOf, sameMeasure } from '../../domain/kernel/quantity.ts';
import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import type { FhirCall, FhirProblemCode } from '../gateway/fhir-answer.ts';
import type { FhirGateway } from '../gateway/fhir-gateway.ts';
import { preparations } from '../store/waste-preparations.ts';
import type { DispensedVials, DispensePlace } from './dispense-reader.ts';
import { placeOfDispense, productOf, readDispensedVials } from './dispense-reader.ts';
import type { PlannedPreparation, PreparingDesk } from './plan-preparation.ts';
import { keepPlanned, noneIfOvertaken, withdrawPreparation } from './plan-preparation.ts';
import type { ToldPreparation } from './preparation-of-visit.ts';
import { preparationOfVisit } from './preparation-of-visit.ts';
import type { DrugOfVisit, VisitOfDay } from './visits-of-day.ts';
import { visitsFor } from './waste-desk.ts';

export interface DispenseReading {
  readonly desk: Omit<PreparingDesk, 'user' | 'role' | 'source'>;
  readonly gateway: Pick<FhirGateway, 'read' | 'search'>;
  readonly call: FhirCall;
}

export interface ReadDispenses {
  readonly recorded: number;
  /** Dispenses of a visit that could not be taken over, each with its reason. */
  readonly notRead: readonly { readonly dispense: string; readonly why: string }[];
}

const NOTHING: ReadDispenses = { recorded: 0, notRead: [] };

/**
 * Of one patient and day. An EHR that has no dispenses for us is silent; what a person recorded stays. From a list that
 * was not read to its end nothing is taken: a second package that is not on it would be a vial too few.
 */
export async function readDispenses(
  reading: DispenseReading,
  patientRef: string,
  day: PlainDate,
): Promise<ReadDispenses> {
  const { gateway, call } = reading;
  const desk = { ...reading.desk, patientRef };
  const visits = await visitsFor(desk, day);
  if (visits.length === 0) return NOTHING;
  const found = await gateway.search(`MedicationDispense?patient=${encodeURIComponent(patientRef)}`, call);
  if (!found.ok)
    return OFFERS_NONE.has(found.problem.code) ? NOTHING : noDispenses(`could not be read: ${found.problem.code}`);
  if (!found.value.complete) return noDispenses('could not be read to the end');
  const dispenses = found.value.resources.flatMap((dispense) => placed(dispense, desk.timeZone, day));
  let recorded = 0;
  const notRead: { dispense: string; why: string }[] = [];
  await withdrawGone({ ...reading, desk }, visits, dispenses);
  for (const { visit, drug, of } of perDrug(visits, dispenses)) {
    const told = await toldBy({ ...reading, desk }, { visit, drug }, of);
    if (!told.ok) notRead.push(told.problem);
    else if (told.value) recorded += 1;
  }
  return { recorded, notRead };
}

/** This EHR's word that it has no such records for us. */
const OFFERS_NONE: ReadonlySet<FhirProblemCode> = new Set<FhirProblemCode>(['not-found', 'refused']);

/** Nothing is known of the dispenses, which is not that there are none. */
export const noDispenses = (why: string): ReadDispenses => ({
  recorded: 0,
  notRead: [{ dispense: 'MedicationDispense', why: `the dispense records ${why}` }],
});

/** A dispense that was cancelled or entered in error since: what was taken over from it stands no more. */
async function withdrawGone(
  { desk }: DispenseReading,
  visits: readonly VisitOfDay[],
  dispenses: readonly PlacedDispense[],
): Promise<void> {
  const { db, tenant, patientRef } = desk;
  const orders = new Set(dispenses.map(({ place }) => place.order));
  const [visit] = visits;
  if (visit === undefined) return;
  const all = await preparations(db, { tenant, day: visit.date, patientRef });
  const gone = all.filter(
    ({ source, kind, line, remainder }) =>
      source === 'fhir' && kind !== 'entered-in-error' && remainder === undefined && !orders.has(line),
  );
  const acting = { ...desk, user: 'EHR', role: 'ehr' };
  for (const one of gone)
    await db.transaction().execute((transaction) => withdrawPreparation(transaction, acting, one, GONE));
}

const GONE = 'The dispense record that it was taken from no longer counts';

interface PlacedDispense {
  readonly place: DispensePlace;
  readonly dispense: RawResource;
}

function placed(dispense: RawResource, timeZone: string, day: PlainDate): readonly PlacedDispense[] {
  if (dispense.resourceType !== 'MedicationDispense') return [];
  const place = placeOfDispense(dispense, timeZone);
  return place?.day === day && place.status === 'completed' ? [{ place, dispense }] : [];
}

interface DrugDispensed {
  readonly visit: VisitOfDay;
  readonly drug: DrugOfVisit;
  readonly of: readonly PlacedDispense[];
}

/** An order is given once a day: with two visits the first one that has it counts. */
function perDrug(visits: readonly VisitOfDay[], dispenses: readonly PlacedDispense[]): readonly DrugDispensed[] {
  return [...groupBy(dispenses, ({ place }) => place.order)].flatMap(([order, of]) => {
    const visit = visits.find(({ drugs }) => drugs.some((drug) => drug.order === order));
    const drug = visit?.drugs.find((one) => one.order === order);
    return visit === undefined || drug === undefined ? [] : [{ visit, drug, of }];
  });
}

type NotRead = ReadDispenses['notRead'][number];

/** True where a preparation was recorded, false where nothing is new. */
async function toldBy(
  reading: DispenseReading,
  { visit, drug }: Pick<DrugDispensed, 'visit' | 'drug'>,
  of: readonly PlacedDispense[],
): Promise<Result<boolean, NotRead>> {
  const [first] = of;
  if (first === undefined) return ok(false);
  const standing = await standingOf(reading.desk, visit, drug);
  if (standing === 'by-a-person') return ok(false);
  const reason = standing === 'none' ? {} : { reason: 'The dispense record was changed' };
  const told = await preparationIn(reading, { visit, drug, of });
  if (!told.ok) return told;
  const desk = { ...reading.desk, user: told.value.by, role: 'ehr', source: 'fhir' as const };
  const { head, vials } = told.value;
  const planned = await preparationOfVisit(desk, { head: { ...head, entry: { ...head.entry, ...reason } }, vials });
  if (!planned.ok) return problem({ dispense: first.place.ref, why: planned.problem });
  return ok(await keptBy(desk, planned.value));
}

async function keptBy(desk: PreparingDesk, planned: PlannedPreparation | undefined): Promise<boolean> {
  if (planned === undefined) return false;
  const kept = await desk.db
    .transaction()
    .execute((transaction) => keepPlanned(transaction, desk, planned))
    .catch(noneIfOvertaken);
  return kept !== undefined;
}

async function preparationIn(
  reading: DispenseReading,
  { visit, drug, of }: DrugDispensed,
): Promise<Result<ToldPreparation & { readonly by: string }, NotRead>> {
  const parts: DispensedVials[] = [];
  for (const { dispense, place } of of) {
    const part = await partOf(reading, dispense, drug);
    if (!part.ok) return problem({ dispense: place.ref, why: part.problem });
    parts.push(part.value);
  }
  const dose = doseOf(parts, drug);
  const [{ ref, order } = { ref: '', order: '' }] = of.map(({ place }) => place);
  if (dose === undefined || drug.facts === undefined)
    return problem({ dispense: ref, why: 'neither it nor the order says the prepared dose' });
  const { appointment, date, patient } = visit;
  return ok({
    by: parts[0]?.by ?? 'EHR',
    head: {
      appointment,
      date,
      patient: patient.ref,
      hcpcs: drug.facts.hcpcs,
      order,
      entry: { dose: quantityOf(dose) },
    },
    vials: parts.map(({ vial }) => vial),
  });
}

async function partOf(
  { gateway, call }: DispenseReading,
  dispense: RawResource,
  { facts }: DrugOfVisit,
): Promise<Result<DispensedVials, string>> {
  if (facts === undefined) return problem('the drug has no billing code that is known');
  const product = productOf(dispense);
  if ('inline' in product) return readDispensedVials(dispense, product.inline, facts);
  if (!/^Medication\/[A-Za-z0-9.-]{1,64}$/.test(product.reference)) return problem('its Medication is elsewhere');
  const read = await gateway.read(product.reference, call);
  return read.ok && isObject(read.value)
    ? readDispensedVials(dispense, read.value, facts)
    : problem('its Medication could not be read');
}

/** One dose of all parts, else that of the order; parts that say different doses say none. */
function doseOf(parts: readonly DispensedVials[], { dose }: DrugOfVisit) {
  const said = parts.flatMap((part) => part.dose ?? []);
  const [first] = said;
  if (first === undefined) return dose?.dose;
  return said.every((one) => sameMeasure(one, first) && compareAmounts(one, first) === 0) ? first : undefined;
}

/** What a person or their file recorded is not overwritten by a record that knows less of the hood. */
async function standingOf(
  { db, tenant }: Pick<PreparingDesk, 'db' | 'tenant'>,
  { appointment, date, patient }: VisitOfDay,
  { line }: DrugOfVisit,
): Promise<'none' | 'by-a-person' | 'by-the-ehr'> {
  const all = await preparations(db, { tenant, day: date, patientRef: patient.ref });
  const standing = all.find((one) => one.appointment === appointment && one.line === line);
  if (standing === undefined) return 'none';
  return standing.source === 'fhir' ? 'by-the-ehr' : 'by-a-person';
}
