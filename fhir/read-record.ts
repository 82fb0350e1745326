import type { PlainDate } from '../domain/kernel/plain-date.ts';
import { isNonEmpty } from '../domain/kernel/non-empty.ts';
import type { Result } from '../domain/kernel/result.ts';
import { ok, problem } from '../domain/kernel/result.ts';
import type { DrugIndex } from '../domain/visit/drug-facts.ts';
import type { Snapshot, SuppliedSources } from '../domain/visit/snapshot.ts';
import { readAdministrations } from './administration.ts';
import { isAhead, readBookings } from './appointment.ts';
import { readEvidence } from './authorization/evidence.ts';
import { readClinicalFacts } from './clinical.ts';
import { readCoverages } from './coverage.ts';
import { readArrivals } from './dispense.ts';
import { readEligibility } from './eligibility.ts';
import type { Faults } from './element.ts';
import { encountersOf, ordersNamedBy } from './explicit-links.ts';
import { joinOrders } from './join-orders.ts';
import { readObservations } from './observation.ts';
import { readOrders } from './order.ts';
import { readPatient } from './person.ts';
import { plannedDays } from './planned-days.ts';
import { readPriorUses } from './prior-uses.ts';
import { projectOrders } from './projection.ts';
import type { BundleEntries } from './read-bundle.ts';
import { addResource } from './read-bundle.ts';
import type { Reading, SiteSettings, SiteZones } from './reading.ts';
import type { ReadProblem, ReadProblems } from './read-problem.ts';
import { problemsOf } from './read-problem.ts';
import type { Entry } from './resource-index.ts';
import { indexResources, resourcesOf } from './resource-index.ts';
import { subjectOf } from './subject.ts';
import { unlinkedOrders, visitOf } from './visits.ts';

/** Everything that one patient's record says: a snapshot without the day's knowledge. */
export type PatientRecord = Omit<Snapshot, 'today' | 'asked' | 'knowledge'>;

export interface ReadOptions {
  readonly today: PlainDate;
  readonly zones: SiteZones;
  readonly drugs: DrugIndex;
  /** Settings by `Location/id`. */
  readonly sites: Readonly<Record<string, SiteSettings>>;
  /** `Patient/id`, where the caller knows whom it asks about. */
  readonly patient?: string;
  /** Proposed Appointments and orders of a hook's context; they stand above stored ones with the same id. */
  readonly draftVisits?: readonly unknown[];
  readonly contextOrders?: readonly unknown[];
  /** Which sources the site hands over at all; what is left out is told from the record. */
  readonly supplies?: Partial<SuppliedSources>;
}

/**
 * Reads FHIR R4 resources into facts and gaps. What has the wrong JSON form is a problem, all of them at once with their
 * paths; what is well formed and strange is a gap or unknown, never a guess.
 */
export function readRecord(
  source: readonly unknown[] | BundleEntries,
  options: ReadOptions,
): Result<PatientRecord, ReadProblems> {
  const problems: ReadProblem[] = [];
  const faults: Faults = [];
  const stored = isList(source) ? entriesOf(source, '', problems) : source.entries;
  const drafts = entriesOf(options.draftVisits ?? [], 'draftVisits', problems);
  const orders = entriesOf(options.contextOrders ?? [], 'contextOrders', problems);
  const inContext = [...drafts, ...orders].map((entry) => ({ isFromContext: true, ...entry }));
  const entries = inContext.length === 0 ? stored : [...inContext, ...stored];
  const { index, problems: unnamed } = indexResources(entries, faults);
  const subject = subjectOf(index, options.patient, faults);
  const reading: Reading = {
    index,
    today: options.today,
    drugs: options.drugs,
    sites: options.sites,
    zone: options.zones.tenant ?? options.zones.fallback,
    patient: subject.patient,
    patientRef: subject.ref,
    located: entries,
    faults,
    problems,
    gaps: [],
    seen: { sites: new Map() },
  };
  const record = recordOf(reading, new Set(orders.map(({ value }) => value)), options.supplies ?? {});
  const all = [...problems, ...unnamed, ...subject.problems, ...problemsOf(faults, entries)];
  return isNonEmpty(all) ? problem(all) : ok(record);
}

const isList = (source: readonly unknown[] | BundleEntries): source is readonly unknown[] => Array.isArray(source);

function entriesOf(resources: readonly unknown[], list: string, problems: ReadProblem[]): readonly Entry[] {
  const found: Entry[] = [];
  resources.forEach((resource, position) => addResource(found, resource, { list, position, isEntry: false }, problems));
  return found;
}

function recordOf(
  reading: Reading,
  contextOrders: ReadonlySet<unknown>,
  supplies: Partial<SuppliedSources>,
): PatientRecord {
  const observed = readObservations(reading);
  const orders = readOrders(reading, contextOrders);
  const administrations = readAdministrations(reading, orders);
  const bookings = readBookings(reading);
  const named = new Map(bookings.map((booking) => [booking.ref, ordersNamedBy(reading, booking)]));
  const encounters = encountersOf(reading);
  const facts = { administrations, encounters, plannedDays: plannedDays(reading) };
  const joined = joinOrders(reading, { bookings, orders, named, facts });
  const planned = projectOrders(joined, administrations, reading.today);
  const evidence = readEvidence(reading, { orders, planned, named, encounters });
  const told = { arrivalFor: readArrivals(reading, planned), administrations };
  return {
    patient: readPatient(reading),
    visits: planned.filter(({ booking }) => isAhead(booking, reading.today)).map((each) => visitOf(each, told)),
    priorUses: readPriorUses(reading, planned, administrations),
    coverages: readCoverages(reading),
    eligibility: [...readEligibility(reading), ...evidence.eligibility],
    authorizations: evidence.authorizations,
    clinical: readClinicalFacts(reading, observed),
    unlinked: unlinkedOrders(reading, orders, planned),
    supplies: { ...suppliesIn(reading, evidence.eligibility.length > 0), ...supplies },
    gaps: distinctGaps(reading.gaps),
  };
}

/** What the record itself proves to be supplied. */
function suppliesIn(reading: Reading, hasAssertedEligibility: boolean): SuppliedSources {
  const has = (type: string): boolean => resourcesOf(reading.index, type).length > 0;
  return {
    eligibilityChecks: has('CoverageEligibilityResponse') || hasAssertedEligibility,
    administrations: has('MedicationAdministration'),
    documents: has('DocumentReference'),
    results: has('Observation'),
    weights: has('Observation'),
  };
}

/** In a fixed order, whatever order the entries came in; what was noticed twice is one gap. */
function distinctGaps(gaps: PatientRecord['gaps']): PatientRecord['gaps'] {
  const distinct = new Map(gaps.map((gap) => [`${gap.path} ${gap.what}`, gap]));
  return [...distinct.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, gap]) => gap);
}
