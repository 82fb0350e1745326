/** What a sweep prints: figures, and the patients whose record could not be read, by reference. */
import type { Booked } from './booked-patients.ts';
import type { KeptSweep } from './keep-swept.ts';
import type { CaseCounts } from '../worklist/settle-cases.ts';
import { noCases } from '../worklist/settle-cases.ts';

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
  readonly failed: { readonly patient: string; readonly why: string }[];
  readonly changes: { new: number; changed: number; gone: number };
  readonly cases: CaseCounts;
  readonly seconds: number;
}

interface Asked {
  readonly run: { readonly id: string; readonly tenant: string };
  readonly from: string;
  readonly to: string;
}

export const emptyReport = ({ run, from, to }: Asked, { how, appointments, cutShort }: Booked): SweepReport => ({
  ...{ tenant: run.tenant, run: run.id, from, to, how, appointments: appointments.length, cutShort },
  ...{ patients: 0, alreadyDone: 0, visits: 0, kept: 0, unchanged: 0, failed: [] },
  changes: { new: 0, changed: 0, gone: 0 },
  cases: noCases(),
  seconds: 0,
});

export function addKept(report: SweepReport, { kept, visits, changes, cases }: KeptSweep): void {
  report[kept ? 'kept' : 'unchanged'] += 1;
  report.visits += visits;
  for (const name of ['new', 'changed', 'gone'] as const) report.changes[name] += changes[name];
  for (const name of ['opened', 'updated', 'moved', 'closed'] as const) report.cases[name] += cases[name];
}
