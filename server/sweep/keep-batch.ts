/** Keeps a batch of swept patients: those with nothing new together, those with news and nothing to mend too, everybody else alone. */
import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import { errorFields } from '../observability/log.ts';
import { patientsWithCharting, watchedDays } from '../waste/gap-cases.ts';
import { standsPrints } from '../store/stands.ts';
import { noCases } from '../worklist/case-keeping.ts';
import { serviceStarts } from '../worklist/start-of-service.ts';
import type { SweptPatient } from './compare-swept.ts';
import type { QuietPatient } from './keep-quiet.ts';
import { keepNew, newAmong } from './keep-new.ts';
import { keepQuiet, quietAmong, standsByPatient } from './keep-quiet.ts';
import type { KeptSweep } from './keep-swept.ts';
import { keepSwept, noteFailure } from './keep-swept.ts';
import type { Looked, SamePatient } from './look-at-patient.ts';
import { causeSaid, isDecided, isSame, refOf } from './look-at-patient.ts';
import type { SweepReport } from './sweep-report.ts';
import { addKept, addWatched } from './sweep-report.ts';
import type { Sweeping } from './sweeping.ts';
import type { WatchedCharting, WithCharting } from './watch-swept.ts';
import { isWithoutCharting, mayBeWithoutCharting, patientsSignedFor, watchSwept } from './watch-swept.ts';

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
    const stillSame = await stillTheSame(sweeping, charting, batch.filter(isSame));
    const known = await decidedUnless(stillSame, keeping, batch);
    const together = await keptTogether(keeping, known);
    for (const looked of known) {
      const kept = together.get(looked);
      if (kept === undefined) await keepAlone(keeping, looked);
      else if (kept !== 'done-elsewhere') await noteKept(keeping, looked, kept);
    }
    await rememberKept(
      keeping,
      known.filter(isDecided).filter((one) => mayHaveNews(together.get(one))),
    );
  };
}

interface Keeping {
  readonly sweeping: Sweeping;
  readonly report: SweepReport;
  readonly charting: WithCharting;
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

/** Everybody else, and whoever could not be kept together with others. */
async function keepAlone({ sweeping, report, charting }: Keeping, looked: Looked): Promise<void> {
  const decided = isSame(looked) ? await looked.decide() : ok(looked);
  const kept = decided.ok ? await keptOrWhy(sweeping, decided.value) : decided;
  if (!kept.ok) await noteFailed(sweeping, report, refOf(looked), kept.problem);
  else if (decided.ok && kept.value !== undefined)
    await noteKept({ sweeping, report, charting }, decided.value, kept.value);
}

/** Of whom all is as it was, there is no charting to look at either. */
async function noteKept({ sweeping, report, charting }: Keeping, looked: Looked, kept: KeptSweep): Promise<void> {
  addKept(report, kept);
  if (!isSame(looked)) await watch(sweeping, report, charting, looked);
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
  { sweeping, charting }: Keeping,
  batch: readonly Looked[],
): Promise<ReadonlyMap<Looked, KeptSweep | 'done-elsewhere'>> {
  const { db, run } = sweeping;
  const decided = batch.filter(isDecided);
  const kept = new Map<Looked, KeptSweep | 'done-elsewhere'>();
  try {
    const stands = await standsByPatient(db, run.tenant, decided.map(refOf));
    const [same, quiet] = [batch.filter(isSame), quietAmong(run, decided, stands)];
    await orEachAlone(sweeping, quiet.length + same.length, async () => {
      const claimed = await keepQuiet(db, run, { quiet, same });
      for (const one of quiet) rememberLook(sweeping, charting, one);
      for (const one of [...quiet.map(({ patient }) => patient), ...same])
        kept.set(one, claimed.has(refOf(one)) ? nothingNew(one) : 'done-elsewhere');
    });
    const fresh = newAmong(run, decided, stands);
    await orEachAlone(sweeping, fresh.length, async () => {
      const done = await keepNew(db, run, fresh);
      for (const { patient } of fresh) kept.set(patient, done.get(patient) ?? 'done-elsewhere');
    });
  } catch (error) {
    causeSaid(sweeping, 'not compared', error);
  }
  return kept;
}

/** One that is spoiled spoils the transaction of all: they are then kept one by one. */
async function orEachAlone({ run, log }: Sweeping, patients: number, keep: () => Promise<void>): Promise<void> {
  if (patients === 0) return;
  try {
    await keep();
  } catch (error) {
    log.warn('not kept together', { tenant: run.tenant, run: run.id, error: errorFields(error) });
  }
}

/** Those about whom the store, too, says what it said: nobody touched a case or a standing, or charted anything. */
async function stillTheSame(
  sweeping: Sweeping,
  charting: WithCharting,
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

const mayHaveNews = (kept: KeptSweep | 'done-elsewhere' | undefined): boolean =>
  kept === undefined || (kept !== 'done-elsewhere' && kept.kept);

/** Of whom something was kept just now, the next look finds nothing new if the store says so by now. */
async function rememberKept({ sweeping, charting }: Keeping, patients: readonly SweptPatient[]): Promise<void> {
  const { db, run } = sweeping;
  try {
    const stands = await standsByPatient(db, run.tenant, patients.map(refOf));
    for (const one of quietAmong(run, patients, stands)) rememberLook(sweeping, charting, one);
  } catch (error) {
    causeSaid(sweeping, 'not compared', error);
  }
}

/** Only where everything was read, and deciding again is all that the next look would do. */
function rememberLook(
  { desk, lastLooks, run: { tenant } }: Sweeping,
  charting: WithCharting,
  { patient: { assessed, visits, print }, call, stands }: QuietPatient,
): void {
  const { notRead, ledger, snapshot } = assessed;
  const wasReadWhole = notRead.every(({ key, why }) => why === 'not-offered' && key !== 'appointments');
  const hasLedger = (desk.site.withLedger === undefined) === (ledger === undefined);
  if (print === undefined || !wasReadWhole || !hasLedger || !isWithoutCharting(desk, charting, assessed)) return;
  lastLooks.remember(tenant, snapshot.patient.ref, snapshot.today, {
    ...{ print, stands, visits: visits.length, starts: serviceStarts(call) },
    ...(ledger === undefined ? {} : { ledger: { print: ledger.print(), printNow: ledger.printNow } }),
  });
}

const nothingNew = (looked: Looked): KeptSweep => ({
  ...{ kept: false, cases: noCases(), changes: { new: 0, changed: 0, gone: 0 } },
  ...(isSame(looked) ? { visits: looked.look.visits, asBefore: true } : { visits: looked.visits.length }),
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
