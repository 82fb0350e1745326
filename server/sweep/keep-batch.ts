/** Keeps a batch of swept patients: those with nothing new together, everybody else in a transaction of their own. */
import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import { errorFields } from '../observability/log.ts';
import { patientsWithCharting, watchedDays } from '../waste/gap-cases.ts';
import { noCases } from '../worklist/case-keeping.ts';
import type { SweptPatient } from './compare-swept.ts';
import { keepQuiet, quietAmong } from './keep-quiet.ts';
import type { KeptSweep } from './keep-swept.ts';
import { keepSwept, noteFailure } from './keep-swept.ts';
import type { SweepReport } from './sweep-report.ts';
import { addKept, addWatched } from './sweep-report.ts';
import type { Sweeping } from './sweeping.ts';
import type { WatchedCharting, WithCharting } from './watch-swept.ts';
import { patientsSignedFor, watchSwept } from './watch-swept.ts';

/** Who has charting is asked once, when the run begins; what somebody charts meanwhile is seen by the next sweep. */
export async function batchKeeper(
  sweeping: Sweeping,
  report: SweepReport,
): Promise<(batch: readonly SweptPatient[]) => Promise<void>> {
  const { db, desk, run } = sweeping;
  const today = desk.site.today();
  const charting: WithCharting = {
    toSettle: await patientsWithCharting({ db, tenant: run.tenant }, watchedDays(today)),
    signedFor: await patientsSignedFor(db, run.tenant, today),
  };
  return async (batch) => {
    const together = await keptTogether(sweeping, batch);
    for (const patient of batch) {
      const kept = together.has(patient) ? ok(together.get(patient)) : await keptOrWhy(sweeping, patient);
      const { ref } = patient.assessed.snapshot.patient;
      if (!kept.ok) await noteFailed(sweeping, report, ref, kept.problem);
      else if (kept.value !== undefined) {
        addKept(report, kept.value);
        await watch(sweeping, report, charting, patient);
      }
    }
  };
}

export async function noteFailed(
  { db, run }: Sweeping,
  report: SweepReport,
  patient: string,
  why: string,
): Promise<void> {
  report.failed.push({ patient, why });
  await noteFailure(db, run, patient, why);
}

/** By patient; none where that failed for any of them: each is then kept alone, and one that is spoiled fails alone. */
async function keptTogether(
  sweeping: Sweeping,
  batch: readonly SweptPatient[],
): Promise<ReadonlyMap<SweptPatient, KeptSweep | undefined>> {
  const { db, run, log } = sweeping;
  try {
    const quiet = await quietAmong(db, run, batch);
    if (quiet.length === 0) return new Map();
    const claimed = await keepQuiet(db, run, quiet);
    return new Map(
      quiet.map(({ patient }) => [
        patient,
        claimed.has(patient.assessed.snapshot.patient.ref) ? asBefore(patient) : undefined,
      ]),
    );
  } catch (error) {
    log.warn('not kept together', { tenant: run.tenant, run: run.id, error: errorFields(error) });
    return new Map();
  }
}

const asBefore = ({ visits }: SweptPatient): KeptSweep => ({
  ...{ kept: false, visits: visits.length, cases: noCases() },
  changes: { new: 0, changed: 0, gone: 0 },
});

async function keptOrWhy(sweeping: Sweeping, patient: SweptPatient): Promise<Result<KeptSweep | undefined, string>> {
  try {
    return ok(await keepSwept(sweeping.db, sweeping.run, patient));
  } catch (error) {
    return problem(causeSaid(sweeping, 'not kept', error));
  }
}

async function watch(
  sweeping: Sweeping,
  report: SweepReport,
  charting: WithCharting,
  { assessed }: SweptPatient,
): Promise<void> {
  const { ref } = assessed.snapshot.patient;
  const watched = await watchedOrWhy(sweeping, charting, assessed);
  if (watched.ok) addWatched(report, ref, watched.value);
  else report.failed.push({ patient: ref, why: watched.problem });
}

async function watchedOrWhy(
  sweeping: Sweeping,
  charting: WithCharting,
  assessed: SweptPatient['assessed'],
): Promise<Result<WatchedCharting, string>> {
  try {
    return ok(await watchSwept(sweeping, charting, assessed));
  } catch (error) {
    return problem(causeSaid(sweeping, 'charting not watched', error));
  }
}

/** The log gets what an operator needs, without the patient; the report, which names them, only the kind of error. */
export function causeSaid({ log, run }: Sweeping, what: string, error: unknown): string {
  const cause = errorFields(error instanceof Error && error.cause !== undefined ? error.cause : error);
  log.error(what, { tenant: run.tenant, run: run.id, error: cause });
  return `${what} (${[cause.name, cause.code].filter((part) => part !== undefined).join(' ')})`;
}
