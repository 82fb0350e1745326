/** Keeps a batch of swept patients: all in one transaction, or each alone where one of them spoils it. Then their charting. */
import { ok } from '../../domain/kernel/result.ts';
import { errorFields } from '../observability/log.ts';
import { standsPrints } from '../store/stands.ts';
import { patientsWithCharting, watchedDays } from '../waste/gap-cases.ts';
import { noteFailure } from './claim-patients.ts';
import type { SweptPatient } from './compare-swept.ts';
import type { KeptSweep } from './keep-swept.ts';
import { keepSwept } from './keep-swept.ts';
import type { Looked, SamePatient } from './look-at-patient.ts';
import { causeSaid, isDecided, isSame, refOf } from './look-at-patient.ts';
import { rememberLooks } from './remember-looks.ts';
import type { SweepReport } from './sweep-report.ts';
import { addKept, addWatched } from './sweep-report.ts';
import type { Sweeping } from './sweeping.ts';
import type { WithCharting } from './watch-swept.ts';
import { mayBeWithoutCharting, patientsSignedFor, watchSwept } from './watch-swept.ts';

/** Who has charting is asked once, when the run begins; what somebody charts meanwhile is seen by the next sweep. */
export async function batchKeeper(
  sweeping: Sweeping,
  report: SweepReport,
): Promise<(batch: readonly Looked[]) => Promise<void>> {
  const { db, desk, run } = sweeping;
  const today = desk.site.today();
  const charting: WithCharting = {
    toSettle: await patientsWithCharting({ db, tenant: run.tenant }, watchedDays(today)),
    signedFor: await patientsSignedFor(db, run.tenant, today),
  };
  const keeping = { sweeping, report, charting };
  return async (batch) => {
    const stillSame = await stillTheSame(keeping, batch.filter(isSame));
    const known = await decidedUnless(stillSame, keeping, batch);
    const kept = (await keptTogether(sweeping, known)) ?? (await keptAlone(keeping, known));
    for (const [looked, one] of kept) {
      addKept(report, one);
      if (isDecided(looked)) await watch(keeping, looked);
    }
    await rememberKept(keeping, kept);
  };
}

interface Keeping {
  readonly sweeping: Sweeping;
  readonly report: SweepReport;
  readonly charting: WithCharting;
}

/** Those about whom the store, too, says what it said: nobody touched a case or a standing, or charted anything. */
async function stillTheSame(
  { sweeping, charting }: Keeping,
  same: readonly SamePatient[],
): Promise<ReadonlySet<Looked>> {
  const { db, desk, run } = sweeping;
  const uncharted = same.filter(({ ref }) => mayBeWithoutCharting(desk, charting, ref));
  const references = uncharted.map(({ ref }) => ref);
  try {
    const prints = await standsPrints(db, run.tenant, references);
    return new Set(uncharted.filter(({ ref, look }) => prints.get(ref) === look.stands));
  } catch (error) {
    causeSaid(sweeping, 'not compared', error);
    return new Set();
  }
}

/** Of whom something else than the record has changed is decided now, as at any look. */
async function decidedUnless(
  stillSame: ReadonlySet<Looked>,
  { sweeping, report }: Keeping,
  batch: readonly Looked[],
): Promise<readonly Looked[]> {
  const known: Looked[] = [];
  for (const looked of batch) {
    const decided = isSame(looked) && !stillSame.has(looked) ? await looked.decide() : ok(looked);
    if (decided.ok) known.push(decided.value);
    else await noteFailed(sweeping, report, refOf(looked), decided.problem);
  }
  return known;
}

type Kept = ReadonlyMap<Looked, KeptSweep>;

/** Undefined, and nothing is kept, where one that is spoiled spoils the transaction of all. */
async function keptTogether({ db, run, log }: Sweeping, batch: readonly Looked[]): Promise<Kept | undefined> {
  if (batch.length === 0) return new Map();
  try {
    return await keepSwept(db, run, batch);
  } catch (error) {
    log.warn('not kept together', { tenant: run.tenant, run: run.id, error: errorFields(error) });
    return undefined;
  }
}

async function keptAlone({ sweeping, report }: Keeping, batch: readonly Looked[]): Promise<Kept> {
  const kept = new Map<Looked, KeptSweep>();
  for (const looked of batch) {
    try {
      for (const [one, how] of await keepSwept(sweeping.db, sweeping.run, [looked])) kept.set(one, how);
    } catch (error) {
      await noteFailed(sweeping, report, refOf(looked), causeSaid(sweeping, 'not kept', error));
    }
  }
  return kept;
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

async function rememberKept({ sweeping, charting }: Keeping, kept: Kept): Promise<void> {
  const decided = [...kept].flatMap(([patient, { settled }]) =>
    isDecided(patient) && settled !== undefined ? [{ patient, ...settled }] : [],
  );
  try {
    await rememberLooks(sweeping, charting, decided);
  } catch (error) {
    causeSaid(sweeping, 'not compared', error);
  }
}

/** Of whom all is as it was, there is no charting to look at either. */
async function watch({ sweeping, report, charting }: Keeping, { assessed }: SweptPatient): Promise<void> {
  const { ref } = assessed.snapshot.patient;
  try {
    addWatched(report, ref, await watchSwept(sweeping, charting, assessed));
  } catch (error) {
    report.failed.push({ patient: ref, why: causeSaid(sweeping, 'charting not watched', error) });
  }
}
