/** How far the units of one authorization reach over the booked visits, as the bar and its table show it. */
import type { DrugView, VisitView } from '../../api-contract/decision-view.schema.ts';

export interface SeriesUnits {
  readonly basis: 'units' | 'visits';
  readonly authorized: number;
  /** Given, or booked before this visit. */
  readonly used: number;
  readonly thisVisit: number;
  readonly later: number;
  /** Never below zero; what does not fit is `short`. */
  readonly left: number;
  readonly short: number;
  /** The first visit that does not fit any more. */
  readonly firstShort?: string;
  /** Booked visits whose units nobody knows: they are not in the sums. */
  readonly uncounted: number;
}

/** Undefined where the authorization counts nothing, or its total or what is left is unknown. */
export function unitsOfSeries(visits: readonly VisitView[], visit: VisitView, drug: DrugView): SeriesUnits | undefined {
  const units = drug.authorization.units;
  if (units?.authorized === undefined || units.left === undefined) return undefined;
  const uses = bookedFrom(visits, visit, drug);
  const known = uses.filter((use) => use.units !== undefined);
  const booked = total(known);
  const firstShort = firstBeyond(known, units.left);
  return {
    basis: units.basis,
    authorized: units.authorized,
    used: units.authorized - units.left,
    thisVisit: total(known.filter((use) => use.appointment === visit.appointment)),
    later: total(known.filter((use) => use.appointment !== visit.appointment)),
    left: Math.max(0, units.left - booked),
    short: Math.max(0, booked - Math.max(0, units.left)),
    ...(firstShort === undefined ? {} : { firstShort }),
    uncounted: uses.length - known.length,
  };
}

interface Use {
  readonly appointment: string;
  readonly date: string;
  readonly units: number | undefined;
}

/** This visit and the later ones that draw on the same authorization, in order of date. */
function bookedFrom(visits: readonly VisitView[], visit: VisitView, drug: DrugView): Use[] {
  const from = visits.findIndex((each) => each.appointment === visit.appointment);
  const later = visits.slice(from + 1).filter((each) => each.date >= visit.date);
  const others = later.flatMap((each) =>
    each.drugs.filter((other) => drawsOnTheSame(other, drug)).map((other) => useOf(each, other)),
  );
  return [useOf(visit, drug), ...others].toSorted((a, b) => a.date.localeCompare(b.date));
}

const drawsOnTheSame = (a: DrugView, b: DrugView): boolean =>
  a.hcpcs === b.hcpcs &&
  a.authorization.units?.basis === b.authorization.units?.basis &&
  a.authorization.number === b.authorization.number;

const useOf = (visit: VisitView, drug: DrugView): Use => ({
  appointment: visit.appointment,
  date: visit.date,
  units: takenBy(drug),
});

function takenBy(drug: DrugView): number | undefined {
  const units = drug.authorization.units;
  if (units?.needed !== undefined) return units.needed;
  if (units?.basis === 'visits') return 1;
  const { plannedUnits, discardedUnits } = drug;
  if (typeof plannedUnits !== 'number' || typeof discardedUnits !== 'number') return undefined;
  return plannedUnits + discardedUnits;
}

const total = (uses: readonly Use[]): number => uses.reduce((sum, use) => sum + (use.units ?? 0), 0);

function firstBeyond(uses: readonly Use[], left: number): string | undefined {
  let sum = 0;
  return uses.find((use) => (sum += use.units ?? 0) > left)?.date;
}
