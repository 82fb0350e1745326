/** One run of the sweep over one tenant: every patient with a booked visit in the horizon is read and decided again. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { RawResource } from '../../cds-hooks/prefetch.ts';
import type { HookProblem } from '../../cds-hooks/hook-problem.ts';
import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import type { Assessed } from '../assessment/assess-patient.ts';
import { assessPatient } from '../assessment/assess-patient.ts';
import type { RecordAccess } from '../assessment/record-access.ts';
import type { FhirCall } from '../gateway/fhir-answer.ts';
import { patientsDone } from '../store/jobs.ts';
import { knownOf, patientsBetween } from '../store/standings.ts';
import type { Booked } from './booked-patients.ts';
import { bookedPatients, patientOf } from './booked-patients.ts';
import { hearAnswers } from './heard-answers.ts';
import type { SweptPatient } from './compare-swept.ts';
import { sweptPatient } from './compare-swept.ts';
import type { GatheredUp } from './gather-up.ts';
import { gatherUp } from './gather-up.ts';
import { batchKeeper, causeSaid, noteFailed } from './keep-batch.ts';
import type { SweepReport } from './sweep-report.ts';
import { emptyReport } from './sweep-report.ts';
import type { Sweeping } from './sweeping.ts';
import { patientsToWatch } from './watch-swept.ts';
import { NOTHING_SENT, WHOLE_RECORD } from '../assessment/whole-record.ts';

/** Patients at work at a time: enough to keep the reads of one waiting for those of another, no burden for an EHR. */
const AT_ONCE = 3;
const PATIENT_MS = 30_000;
/** Patients kept together, and how long the first of them waits: what a crash may undo is read again in a moment. */
const TOGETHER = 24;
const WAIT_MS = 200;

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
  const { db, run, from, to, signal, progress } = sweeping;
  const known = [...(await patientsBetween(db, run.tenant, from, to)), ...(await patientsToWatch(sweeping))];
  const patients = [...new Set([...booked.patients, ...known])].sort();
  const done = await patientsDone(db, run.id);
  const left = patients.filter((patient) => !done.has(patient));
  report.patients = patients.length;
  report.alreadyDone = patients.length - left.length;
  const keeping = gatherUp(await batchKeeper(sweeping, report), { most: TOGETHER, waitMs: WAIT_MS });
  let begun = 0;
  const work = async (): Promise<void> => {
    for (let patient = left[begun]; patient !== undefined && !signal.aborted; patient = left[begun]) {
      begun += 1;
      await sweepPatient(sweeping, { booked, report, keeping }, patient);
      progress(done.size + begun, patients.length);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  // Also of a run that is ended: what was assessed is kept, unless somebody else has taken the run over.
  await keeping.rest();
}

interface Round {
  readonly booked: Booked;
  readonly report: SweepReport;
  readonly keeping: GatheredUp<SweptPatient>;
}

/** One patient's fault is written down and does not end the run. */
async function sweepPatient(sweeping: Sweeping, { booked, report, keeping }: Round, patient: string): Promise<void> {
  const at = sweeping.now();
  const assessed = await assessWithPatience(sweeping, booked, patient);
  // What was cut off is nobody's fault and is done by whoever goes on.
  if (sweeping.signal.aborted) return;
  const swept = assessed.ok ? standOrWhy(sweeping, assessed.value, at) : assessed;
  if (swept.ok) await keeping.add(swept.value);
  else await noteFailed(sweeping, report, patient, swept.problem);
}

function standOrWhy(sweeping: Sweeping, assessed: Assessed, at: Date): Result<SweptPatient, string> {
  try {
    return ok(sweptPatient(assessed, at));
  } catch (error) {
    return problem(causeSaid(sweeping, 'not kept', error));
  }
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
