/** What a sweep prints: figures, and the patients whose record could not be read, by reference. */
import type { Booked } from './booked-patients.ts';
import type { KeptSweep } from './keep-swept.ts';
import type { CaseCounts } from '../worklist/case-keeping.ts';
import type { ReadDispenses } from '../waste/read-dispenses.ts';
import { noCases } from '../worklist/case-keeping.ts';

export interface SweepReport {
  readonly tenant: string;
  readonly run: string;
  readonly from: string;
  readonly to: string;
  /** How the EHR let itself be asked for booked visits. */
  readonly how: Booked['how'];
  /** Booked visits in the horizon, a day wider on both sides. */
  readonly appointments: number;
  /** Searches of which only a part could be read. */
  readonly cutShort: number;
  patients: number;
  /** Of these, dealt with earlier in this run, before it was interrupted. */
  alreadyDone: number;
  /** Visits that were decided, from today on, whatever the horizon. */
  visits: number;
  kept: number;
  unchanged: number;
  /** Of these, patients about whom all was as at the last look that day: what was decided then was not decided again. */
  asBefore: number;
  readonly failed: { readonly patient: string; readonly why: string }[];
  readonly changes: { new: number; changed: number; gone: number };
  readonly cases: CaseCounts;
  /** Preparations taken over from the EHR's dispense records, and those records that could not be. */
  readonly preparations: { recorded: number; readonly notRead: { readonly dispense: string; readonly why: string }[] };
  /** What of the charting could not be looked at, by patient; it is asked for again by the next sweep. */
  readonly notRead: { readonly patient: string; readonly what: string; readonly why: string }[];
  readonly seconds: number;
}

interface Asked {
  readonly run: { readonly id: string; readonly tenant: string };
  readonly from: string;
  readonly to: string;
}

export const emptyReport = ({ run, from, to }: Asked, { how, appointments, cutShort }: Booked): SweepReport => ({
  ...{ tenant: run.tenant, run: run.id, from, to, how, appointments: appointments.length, cutShort },
  ...{ patients: 0, alreadyDone: 0, visits: 0, kept: 0, unchanged: 0, asBefore: 0, failed: [] },
  changes: { new: 0, changed: 0, gone: 0 },
  cases: noCases(),
  preparations: { recorded: 0, notRead: [] },
  notRead: [],
  seconds: 0,
});

export function addKept(report: SweepReport, { kept, settled, visits, changes, cases }: KeptSweep): void {
  report[kept ? 'kept' : 'unchanged'] += 1;
  if (settled === undefined) report.asBefore += 1;
  report.visits += visits;
  for (const name of ['new', 'changed', 'gone'] as const) report.changes[name] += changes[name];
  addCases(report, cases);
}

export function addWatched(report: SweepReport, patient: string, { cases, prepared, notRead }: Watched): void {
  for (const counts of cases) addCases(report, counts);
  report.preparations.recorded += prepared.recorded;
  report.preparations.notRead.push(...prepared.notRead.slice(0, MOST_NOT_READ - report.preparations.notRead.length));
  for (const one of notRead.slice(0, MOST_NOT_READ - report.notRead.length)) report.notRead.push({ patient, ...one });
}

/** Enough to see what is wrong with a site's dispense records. */
const MOST_NOT_READ = 200;

interface Watched {
  readonly cases: readonly CaseCounts[];
  readonly prepared: ReadDispenses;
  readonly notRead: readonly { readonly what: string; readonly why: string }[];
}

function addCases(report: SweepReport, cases: CaseCounts): void {
  for (const name of ['opened', 'updated', 'moved', 'closed'] as const) report.cases[name] += cases[name];
}
