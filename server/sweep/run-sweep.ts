/** One run of the sweep over one tenant: every patient with a booked visit in the horizon is read and decided again. */
import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import { refusedKinds } from '../assessment/refused-kinds.ts';
import { patientsDone } from '../store/jobs.ts';
import { knownOf, patientsBetween } from '../store/standings.ts';
import type { Booked } from './booked-patients.ts';
import { bookedPatients } from './booked-patients.ts';
import type { GatheredUp } from './gather-up.ts';
import { gatherUp } from './gather-up.ts';
import { batchKeeper, noteFailed } from './keep-batch.ts';
import type { Asking, Looked } from './look-at-patient.ts';
import { lend, lookAtPatient } from './look-at-patient.ts';
import type { SweepReport } from './sweep-report.ts';
import { emptyReport } from './sweep-report.ts';
import type { Sweeping } from './sweeping.ts';
import { patientsToWatch } from './watch-swept.ts';

/** Patients at work at a time: enough to keep the reads of one waiting for those of another, no burden for an EHR. */
const AT_ONCE = 3;
/** Patients kept together, and how long the first of them waits: what a crash may undo is read again in a moment. */
const TOGETHER = 24;
const WAIT_MS = 1000;

/** The report of a finished run; a problem where the EHR could not be asked at all, or the run was ended. */
export async function runSweep(sweeping: Sweeping): Promise<Result<SweepReport, string>> {
  const started = performance.now();
  const booked = await bookedPatients({
    gateway: sweeping.desk.gateway,
    call: () => lend(sweeping),
    from: sweeping.from,
    to: sweeping.to,
    locations: sweeping.desk.tenant.sites.map(({ location }) => location),
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
  const round = { booked, report, keeping, refused: refusedKinds() };
  let begun = 0;
  const work = async (): Promise<void> => {
    for (let patient = left[begun]; patient !== undefined && !signal.aborted; patient = left[begun]) {
      begun += 1;
      await sweepPatient(sweeping, round, patient);
      progress(done.size + begun, patients.length);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  // Also of a run that is ended: what was assessed is kept, unless somebody else has taken the run over.
  await keeping.rest();
}

interface Round extends Asking {
  readonly report: SweepReport;
  readonly keeping: GatheredUp<Looked>;
}

/** One patient's fault is written down and does not end the run. */
async function sweepPatient(sweeping: Sweeping, round: Round, patient: string): Promise<void> {
  const { report, keeping } = round;
  const looked = await lookAtPatient(sweeping, round, patient);
  // What was cut off is nobody's fault and is done by whoever goes on.
  if (sweeping.signal.aborted) return;
  if (looked.ok) await keeping.add(looked.value);
  else await noteFailed(sweeping, report, patient, looked.problem);
}
