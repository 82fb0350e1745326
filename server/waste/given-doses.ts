/** What the chart says was given to one patient on a day, and what of it nobody charted. */
import type { Kysely } from 'kysely';
import type { ChartedDose } from '../../cds-hooks/charted-doses.ts';
import { chartedOn, givenOf } from '../../cds-hooks/charted-doses.ts';
import type { RawResource } from '../../cds-hooks/prefetch.ts';
import { isObject } from '../../cds-hooks/prefetch.ts';
import type { HcpcsCode } from '../../domain/kernel/hcpcs-code.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import type { Amount } from '../../domain/kernel/quantity.ts';
import type { DrugIndex } from '../../domain/visit/drug-facts.ts';
import type { PriorUse, Snapshot } from '../../domain/visit/snapshot.ts';
import { definedOnly } from '../assessment/defined-only.ts';
import type { WastePolicy } from '../config/waste-policy.schema.ts';
import type { Database } from '../store/database.ts';
import type { Decisions } from '../store/decisions.ts';
import type { StoredRecord } from '../store/waste-records.ts';
import { proposedCharting } from './visit-charting.ts';
import type { DrugOfVisit, VisitOfDay } from './visits-of-day.ts';

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
  /** Administrations that the EHR says were entered in error or not done; undefined where it was not asked. */
  readonly takenBack?: readonly RawResource[];
}

export interface Gap {
  readonly appointment: string;
  readonly line: string;
  readonly hcpcs: string | null;
  readonly kind: 'not-charted' | 'does-not-add-up';
  readonly why: string;
}

/** How long after its end an administration may stay uncharted before it is work for somebody. */
const GRACE_MS = 2 * 60 * 60 * 1000;

/** One dose that the chart says was given; without an amount where it says none, or only the ordered one. */
export interface GivenDose {
  readonly order?: string;
  readonly hcpcs?: HcpcsCode;
  readonly amount?: Amount;
}

const isOver = ({ status }: ChartedDose): boolean => status === 'completed' || status === 'stopped';

export const wasGivenOn = (
  { timeZone }: Pick<GapWatch, 'timeZone'>,
  { resources, snapshot }: Pick<WatchedPatient, 'resources' | 'snapshot'>,
  day: PlainDate,
): boolean => chartedOn(resources, day, timeZone).some(isOver) || usesOn(snapshot, day).length > 0;

const usesOn = ({ priorUses }: Snapshot, day: PlainDate): readonly PriorUse[] =>
  priorUses.filter(({ date, basis }) => date === day && basis === 'administered');

/** A drug by its order, or by its code where it has none. */
export type DrugGiven = Omit<GivenDose, 'amount'>;

export const drugsOf = (visits: readonly VisitOfDay[]): readonly DrugGiven[] =>
  visits.flatMap(({ drugs }) => drugs.map(({ order, facts }) => definedOnly({ order, hcpcs: facts?.hcpcs })));

/** At a visit that is still open the record counts the plan: there the administrations themselves are read. */
export function givenDoses(
  { timeZone }: GapWatch,
  { resources, snapshot }: WatchedPatient,
  drugs: readonly DrugGiven[],
  day: PlainDate,
): readonly GivenDose[] {
  const charted = chartedOn(resources, day, timeZone).filter(isOver);
  const ofOrders = drugs.flatMap((drug) => givenOfDrug(drug, charted));
  const known = new Set(ofOrders.map(({ hcpcs }) => hcpcs));
  const others = usesOn(snapshot, day).filter(({ hcpcs }) => !known.has(hcpcs));
  return [...ofOrders, ...others.map(givenOfUse)];
}

function givenOfDrug({ order, hcpcs }: DrugGiven, charted: readonly ChartedDose[]): readonly GivenDose[] {
  const own = charted.filter((dose) => order !== undefined && dose.order === order);
  if (own.length === 0 || hcpcs === undefined) return [];
  return [definedOnly({ order, hcpcs, amount: givenOf(own) })];
}

function givenOfUse({ hcpcs, used }: PriorUse): GivenDose {
  const isCharted = used.kind === 'dose' && used.dose.kind === 'known' && used.dose.caution === undefined;
  return {
    ...(hcpcs === undefined ? {} : { hcpcs }),
    ...(isCharted ? { amount: used.dose.amount } : {}),
  };
}

export interface DayOfPatient {
  readonly records: readonly StoredRecord[];
  readonly given: readonly GivenDose[];
  readonly visits: readonly VisitOfDay[];
  readonly day: PlainDate;
}

/** Given for certain, over long enough, and neither signed for here nor spoken of in the chart. */
export function uncharted(
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
