/** One run of the sweep over one tenant: every patient with a booked visit in the horizon is read and decided again. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import type { RawResource } from '../../cds-hooks/prefetch.ts';
import type { HookProblem } from '../../cds-hooks/hook-problem.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import type { Assessed, Assessor } from '../assessment/assess-patient.ts';
import { assessPatient } from '../assessment/assess-patient.ts';
import type { RecordAccess } from '../assessment/record-access.ts';
import type { FhirCall } from '../gateway/fhir-answer.ts';
import type { TenantDesk } from '../http/tenant-desk.ts';
import type { Log } from '../observability/log.ts';
import { errorFields } from '../observability/log.ts';
import type { Database } from '../store/database.ts';
import { patientsDone } from '../store/jobs.ts';
import { knownOf, patientsBetween } from '../store/standings.ts';
import type { BackendToken } from './backend-token.ts';
import type { Booked } from './booked-patients.ts';
import { bookedPatients, patientOf } from './booked-patients.ts';
import { hearAnswers } from './heard-answers.ts';
import type { KeptSweep, SweepRun } from './keep-swept.ts';
import { keepSwept, noteFailure } from './keep-swept.ts';
import type { SweepReport } from './sweep-report.ts';
import { addKept, addWatched, emptyReport } from './sweep-report.ts';
import { patientsWithCharting, watchedDays } from '../waste/gap-cases.ts';
import type { WatchedCharting } from './watch-swept.ts';
import { patientsToWatch, watchSwept } from './watch-swept.ts';
import { NOTHING_SENT, WHOLE_RECORD } from '../assessment/whole-record.ts';

export interface Sweeping {
  readonly db: Kysely<Database>;
  readonly desk: TenantDesk;
  readonly token: BackendToken;
  readonly assessor: Assessor;
  readonly run: SweepRun;
  readonly from: PlainDate;
  readonly to: PlainDate;
  readonly now: () => Date;
  readonly log: Log;
  /** Ends the run between two patients: the lease was lost, or the server stops. */
  readonly signal: AbortSignal;
  readonly progress: (done: number, of: number) => void;
}

/** Patients at work at a time: enough to keep the reads of one waiting for those of another, no burden for an EHR. */
const AT_ONCE = 3;
const PATIENT_MS = 30_000;

/** The report of a finished run; a problem where the EHR could not be asked at all, or the run was ended. */
export async function runSweep(sweeping: Sweeping): Promise<Result<SweepReport, string>> {
  const started = performance.now();
  const booked = await bookedPatients({
    gateway: sweeping.desk.gateway,
    call: () => lend(sweeping),
    from: sweeping.from,
    to: sweeping.to,
    locations: sweeping.desk.tenant.sites.map(({ location }) =>
      location.includes('/') ? location : `Location/${location}`,
    ),
    known: () => knownOf(sweeping.db, sweeping.run.tenant, sweeping.from),
  });
  if (!booked.ok) return booked;
  const report = emptyReport(sweeping, booked.value);
  await sweepAll(sweeping, booked.value, report);
  if (sweeping.signal.aborted) return problem('the run was ended before it was done; the next one goes on from there');
  return ok({ ...report, seconds: Math.round((performance.now() - started) / 10) / 100 });
}

async function sweepAll(sweeping: Sweeping, booked: Booked, report: SweepReport): Promise<void> {
  const { db, desk, run, from, to, signal, progress } = sweeping;
  const known = [...(await patientsBetween(db, run.tenant, from, to)), ...(await patientsToWatch(sweeping))];
  const patients = [...new Set([...booked.patients, ...known])].sort();
  const done = await patientsDone(db, run.id);
  const left = patients.filter((patient) => !done.has(patient));
  report.patients = patients.length;
  report.alreadyDone = patients.length - left.length;
  const charting = await patientsWithCharting({ db, tenant: run.tenant }, watchedDays(desk.site.today()));
  let begun = 0;
  const work = async (): Promise<void> => {
    for (let patient = left[begun]; patient !== undefined && !signal.aborted; patient = left[begun]) {
      begun += 1;
      await sweepPatient(sweeping, { booked, charting, report }, patient);
      progress(done.size + begun, patients.length);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/** What all patients of a run share. */
interface Round {
  readonly booked: Booked;
  readonly charting: ReadonlySet<string>;
  readonly report: SweepReport;
}

/** One patient's fault is written down and does not end the run. */
async function sweepPatient(sweeping: Sweeping, { booked, charting, report }: Round, patient: string): Promise<void> {
  const { db, run, now } = sweeping;
  const at = now();
  const assessed = await assessWithPatience(sweeping, booked, patient);
  // What was cut off is nobody's fault and is done by whoever goes on.
  if (sweeping.signal.aborted) return;
  if (!assessed.ok) {
    report.failed.push({ patient, why: assessed.problem });
    await noteFailure(db, run, patient, assessed.problem);
    return;
  }
  const kept = await keptOrWhy(sweeping, assessed.value, at);
  if (!kept.ok) {
    report.failed.push({ patient, why: kept.problem });
    await noteFailure(db, run, patient, kept.problem);
  } else if (kept.value !== undefined) {
    addKept(report, kept.value);
    const watched = await watchedOrWhy(sweeping, charting, assessed.value);
    if (watched.ok) addWatched(report, patient, watched.value);
    else report.failed.push({ patient, why: watched.problem });
  }
}

async function keptOrWhy(
  sweeping: Sweeping,
  assessed: Assessed,
  at: Date,
): Promise<Result<KeptSweep | undefined, string>> {
  try {
    return ok(await keepSwept(sweeping.db, sweeping.run, assessed, at));
  } catch (error) {
    return problem(causeSaid(sweeping, 'not kept', error));
  }
}

async function watchedOrWhy(
  sweeping: Sweeping,
  charting: ReadonlySet<string>,
  assessed: Assessed,
): Promise<Result<WatchedCharting, string>> {
  try {
    return ok(await watchSwept(sweeping, charting, assessed));
  } catch (error) {
    return problem(causeSaid(sweeping, 'charting not watched', error));
  }
}

/** The log gets what an operator needs, without the patient; the report, which names them, only the kind of error. */
function causeSaid({ log, run }: Sweeping, what: string, error: unknown): string {
  const cause = errorFields(error instanceof Error && error.cause !== undefined ? error.cause : error);
  log.error(what, { tenant: run.tenant, run: run.id, error: cause });
  return `${what} (${[cause.name, cause.code].filter((part) => part !== undefined).join(' ')})`;
}

const TRIES = 3;
const PAUSE_MS = 2000;

/** An EHR that asks for a pause gets it; a token that it refuses is asked for anew; what it said for good stands. */
async function assessWithPatience(
  sweeping: Sweeping,
  booked: Booked,
  patient: string,
): Promise<Result<Assessed, string>> {
  for (let tried = 1; ; tried += 1) {
    const { assessed, mayPass } = await assessOnce(sweeping, booked, patient);
    if (assessed.ok || !mayPass || tried >= TRIES || sweeping.signal.aborted) return assessed;
    sweeping.token.forget();
    await sleep(PAUSE_MS * tried, undefined, { ref: false });
  }
}

interface Attempted {
  readonly assessed: Result<Assessed, string>;
  /** Whether another try may end otherwise. */
  readonly mayPass: boolean;
}

async function assessOnce(sweeping: Sweeping, booked: Booked, patient: string): Promise<Attempted> {
  const call = await lend(sweeping);
  if (!call.ok) return { assessed: call, mayPass: true };
  const heard = hearAnswers(sweeping.desk.gateway);
  const assessed = await assess(sweeping, booked, patient, { gateway: heard.gateway, call: call.value });
  return { assessed: assessed.ok ? assessed : problem(assessed.problem.code), mayPass: heard.mayPass() };
}

async function lend({ token, now, signal }: Sweeping): Promise<Result<FhirCall, string>> {
  const held = await token.get();
  return held.ok ? ok({ accessToken: held.value, deadline: now().getTime() + PATIENT_MS, signal }) : held;
}

function assess(
  { desk, assessor }: Sweeping,
  booked: Booked,
  patient: string,
  access: RecordAccess,
): Promise<Result<Assessed, HookProblem>> {
  const visits = booked.handOn ? booked.appointments.filter((one) => patientOf(one).includes(patient)) : [];
  const question = {
    keys: WHOLE_RECORD,
    prefetch: booked.handOn ? { ...NOTHING_SENT, appointments: present(visits) } : NOTHING_SENT,
    tokens: { 'context.patientId': patient.slice('Patient/'.length), 'context.userId': '' },
    ordersInContext: false,
    drafts: [],
  };
  return assessPatient(question, access, desk.site, assessor);
}

const present = (resources: readonly RawResource[]) => ({ kind: 'present' as const, resources });
