/** The infusion visits of one day, from the newest kept decision of each patient that knows of a visit then. */
import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import { exactJson } from '../../domain/kernel/exact-json.ts';
import { groupBy } from '../../domain/kernel/group-by.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import type { DrugFacts } from '../../domain/visit/drug-facts.ts';
import type { ChartedLot, PatientFacts, PlannedDrug, PriorUse, Snapshot, Visit } from '../../domain/visit/snapshot.ts';
import type { DoseOfDay } from '../../domain/waste/dose-of-day.ts';
import { dosesAt } from '../../domain/waste/dose-of-day.ts';
import type { Amount } from '../../domain/kernel/quantity.ts';
import { definedOnly } from '../assessment/defined-only.ts';
import type { Database } from '../store/database.ts';
import type { Decisions } from '../store/decisions.ts';

/** One drug of a visit: what is known of it, or what is missing to chart it. */
export interface DrugOfVisit {
  /** What names it among the drugs of the visit: its order, else its code. */
  readonly line: string;
  readonly order?: string;
  readonly name: string;
  readonly facts?: DrugFacts;
  readonly dose?: DoseOfDay;
  readonly stock?: readonly Amount[];
  readonly missing: readonly string[];
  /** What the chart said was given, at the time of the decision. */
  readonly charted?: Amount;
  readonly lots?: readonly ChartedLot[];
}

export interface VisitOfDay {
  readonly appointment: string;
  readonly date: PlainDate;
  readonly start?: string;
  /** The location of the site, where the visit names one. */
  readonly site?: string;
  /** What the record calls it. */
  readonly place?: string;
  readonly patient: PatientFacts;
  readonly decision: string;
  readonly drugs: readonly DrugOfVisit[];
}

export interface VisitsQuery {
  readonly db: Kysely<Database>;
  readonly decisions: Pick<Decisions, 'findDecision'>;
  readonly tenant: string;
  readonly day: PlainDate;
  /** Only this patient's, where one is in context. */
  readonly patientRef?: string;
}

export async function visitsOfDay(query: VisitsQuery): Promise<readonly VisitOfDay[]> {
  const candidates = [...(await candidateDecisions(query)).values()];
  const visits: VisitOfDay[] = [];
  for (let from = 0; from < candidates.length; from += AT_ONCE) {
    const some = candidates.slice(from, from + AT_ONCE).map((ids) => newestVisits(query, ids));
    visits.push(...(await Promise.all(some)).flat());
  }
  return visits.sort((a, b) => ((a.start ?? '') < (b.start ?? '') ? -1 : 1));
}

/** Patients whose records are held at a time: of a busy day they would not all fit beside one another. */
const AT_ONCE = 16;
const MOST_TRIES = 4;

/**
 * Newest first, by patient: decisions of the day, that of the visit's last sweep, the one by which service began (a
 * sweep after the day forgets how its visits stood), and later ones where a gap was found.
 */
async function candidateDecisions({
  db,
  tenant,
  day,
  patientRef,
}: VisitsQuery): Promise<ReadonlyMap<string, string[]>> {
  const { rows } = await sql<{ id: string; patient_ref: string }>`
    select id, patient_ref from (
      select id, patient_ref, received_at from cds_call
        where tenant = ${tenant} and today = ${day}::date and patient_ref is not null
      union
      select decision_id, patient_ref, evaluated_at from visit_standing
        where tenant = ${tenant} and visit_date = ${day}::date
      union
      select decision_id, patient_ref, noted_at from service_start
        where tenant = ${tenant} and service_date = ${day}::date
      union
      select id, patient_ref, received_at from cds_call
        where tenant = ${tenant} and today > ${day}::date and patient_ref in (
          select patient_ref from waste_gap
            where tenant = ${tenant} and visit_date = ${day}::date and settled_at is null)
    ) known
    where ${patientRef ?? null}::text is null or patient_ref = ${patientRef ?? null}::text
    order by received_at desc
  `.execute(db);
  const byPatient = groupBy(rows, ({ patient_ref }) => patient_ref);
  return new Map([...byPatient].map(([patient, found]) => [patient, found.map(({ id }) => id)]));
}

/** A visit that has ended is in no newer decision: an earlier one of the day still knows its drugs. */
async function newestVisits(query: VisitsQuery, ids: readonly string[]): Promise<readonly VisitOfDay[]> {
  let ended: readonly VisitOfDay[] = [];
  for (const id of ids.slice(0, MOST_TRIES)) {
    const known = daysKnownTo(query.decisions);
    if (known.get(id)?.includes(query.day) === false) continue;
    const kept = await query.decisions.findDecision(query.tenant, id);
    if (kept === undefined) continue;
    // Only `exactJson.stringify` of a snapshot is ever kept there.
    const snapshot = exactJson.parse(kept.snapshot) as Snapshot;
    known.set(id, daysIn(snapshot));
    const visits = snapshot.visits.filter((visit) => visit.date === query.day && isBooked(visit));
    if (visits.length > 0) return visits.map((visit) => visitOfDay(visit, snapshot, id));
    if (ended.length === 0) ended = endedVisit(snapshot, query.day, id);
  }
  return ended;
}

const MOST_KNOWN = 20_000;

/**
 * The days of which a kept decision says something, by store, as one text. A kept decision never changes, and most of a
 * day are about later visits: without this every look at the day would read them all again.
 */
const daysKnown = new WeakMap<VisitsQuery['decisions'], Map<string, string>>();

function daysKnownTo(decisions: VisitsQuery['decisions']): Map<string, string> {
  const known = daysKnown.get(decisions) ?? new Map<string, string>();
  daysKnown.set(decisions, known);
  if (known.size >= MOST_KNOWN) known.clear();
  return known;
}

const daysIn = ({ visits, priorUses }: Snapshot): string =>
  [...new Set([...visits, ...priorUses].map(({ date }) => date))].join(' ');

/** Drafts of a booking screen are nobody's visit yet. */
const isBooked = ({ ref, status }: Visit): boolean =>
  !ref.includes('#') && (status === 'booked' || status === 'arrived' || status === 'checked-in');

function visitOfDay(visit: Visit, snapshot: Snapshot, decision: string): VisitOfDay {
  const doses = dosesAt(visit, snapshot);
  const { ref: appointment, date, start } = visit;
  return {
    appointment,
    date,
    ...(start === undefined ? {} : { start }),
    ...definedOnly({ site: visit.site.location, place: visit.site.name ?? visit.site.location }),
    patient: snapshot.patient,
    decision,
    drugs: visit.drugs.filter(({ identity }) => identity.kind !== 'not-infused').map((drug) => drugOf(drug, visit)),
  };

  function drugOf(drug: PlannedDrug, { site }: Visit): DrugOfVisit {
    const { identity, order, name } = drug;
    const facts =
      identity.kind === 'known' ? snapshot.knowledge.drugs.find(({ hcpcs }) => hcpcs === identity.hcpcs) : undefined;
    const dose = doses.find((each) => each.order === order);
    const use = useOf(snapshot, date, facts);
    const charted = use && amountOfUse(use);
    const lots = drug.lots ?? use?.lots;
    const stock = facts === undefined ? undefined : site.stock[facts.hcpcs];
    return {
      line: order,
      order,
      name: facts?.label ?? name,
      ...definedOnly({ facts, dose, stock, charted, lots }),
      missing: missingOf(drug, facts),
    };
  }
}

function missingOf({ dose }: PlannedDrug, facts: DrugFacts | undefined): readonly string[] {
  return [...(facts === undefined ? ['billing code'] : []), ...(dose.kind === 'unknown' ? dose.missing : [])];
}

const useOf = ({ priorUses }: Snapshot, on: PlainDate, facts: DrugFacts | undefined): PriorUse | undefined =>
  priorUses.find(
    ({ date, hcpcs, basis }) => date === on && facts !== undefined && hcpcs === facts.hcpcs && basis === 'administered',
  );

/** Of a visit that no decision saw open, what was charted as given is all that is known. */
export function endedVisit(snapshot: Snapshot, day: PlainDate, decision: string): readonly VisitOfDay[] {
  const given = snapshot.priorUses.filter(({ date, basis }) => date === day && basis === 'administered');
  const [first] = given;
  if (first === undefined) return [];
  const drugs = given.map((use) => givenDrug(use, snapshot));
  return [{ appointment: first.ref, date: day, patient: snapshot.patient, decision, drugs }];
}

function givenDrug(use: PriorUse, { knowledge }: Snapshot): DrugOfVisit {
  const facts = knowledge.drugs.find(({ hcpcs }) => hcpcs === use.hcpcs);
  const charted = amountOfUse(use);
  const isKnown = facts !== undefined && charted !== undefined;
  const dose = isKnown ? { date: use.date, facts, dose: charted, stock: undefined } : undefined;
  return {
    line: `code:${use.hcpcs ?? use.name}`,
    name: facts?.label ?? use.name,
    ...definedOnly({ facts, dose, charted, lots: use.lots }),
    missing: [...(facts === undefined ? ['billing code'] : []), ...(charted === undefined ? ['dose'] : [])],
  };
}

const amountOfUse = ({ used }: PriorUse): Amount | undefined =>
  used.kind === 'dose' && used.dose.kind === 'known' ? used.dose.amount : undefined;
