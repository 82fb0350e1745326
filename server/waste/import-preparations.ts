/** `import preparation`: what the pharmacy system says was opened. All rows of a preparation are kept, or none. */
import type { Kysely } from 'kysely';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import { plainDate } from '../../domain/kernel/plain-date.ts';
import { groupBy } from '../../domain/kernel/group-by.ts';
import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import { todayIn } from '../assessment/today.ts';
import type { WastePolicy } from '../config/waste-policy.schema.ts';
import { LAYOUTS } from '../imports/csv-layout.ts';
import { readCsv } from '../imports/csv-rows.ts';
import type { ImportJob, ReadImport } from '../imports/import-job.ts';
import type { Database } from '../store/database.ts';
import { decisionsIn } from '../store/decisions.ts';
import type { ChartingWatch } from './gap-cases.ts';
import { settleGapCases } from './gap-cases.ts';
import type { PlannedPreparation, PreparingDesk } from './plan-preparation.ts';
import { keepPlanned, Overtaken } from './plan-preparation.ts';
import type { PreparationGroup, PreparationRow } from './preparation-rows.ts';
import { groupOf, preparationKey, preparationRow } from './preparation-rows.ts';
import { preparationOfVisit } from './preparation-of-visit.ts';

/** What a configured tenant says of its charting. */
export interface PreparationSetting extends Pick<ChartingWatch, 'staff' | 'holidays' | 'isSilent'> {
  readonly policy: WastePolicy;
  readonly timeZone: string;
}

/** Where preparations of a file are kept, and what they are held against. */
export interface PreparationIntake extends PreparationSetting, Pick<PreparingDesk, 'tenant' | 'drugs'> {
  readonly db: Kysely<Database>;
}

/** A day of a large hospital has some thousands; more is another kind of file. */
const MOST_ROWS = 50_000;

export const readPreparations =
  (intakeOf: (tenant: string) => Promise<PreparationIntake | undefined>): ReadImport =>
  async (job) => {
    const intake = await intakeOf(job.tenant);
    if (intake === undefined)
      return problem({ code: 'invalid', message: 'preparations need a configured tenant: its visits and its policy' });
    const rows: PreparationRow[] = [];
    const read = await readRows(job, rows);
    if (!read.ok) return read;
    if (rows.length > MOST_ROWS)
      return problem({ code: 'invalid', message: `more than ${String(MOST_ROWS)} rows: take in a day at a time` });
    const desk = deskOf(job, intake);
    const planned = await plannedGroups(job, desk, rows);
    job.whenShown(async (transaction) => {
      for (const one of planned) {
        const kept = await keepPlanned(transaction, desk, one).catch(overtakenOnly);
        if (kept === undefined) return OVERTAKEN;
      }
      return undefined;
    });
    job.afterShown(() => settleGaps(desk, intake, planned));
    return ok({ effective: spanOf(rows) });
  };

/** What was prepared changes what is left to chart: cases open and close with the file, as they do at the screen. */
async function settleGaps(
  desk: PreparingDesk,
  { staff, holidays, isSilent }: PreparationIntake,
  planned: readonly PlannedPreparation[],
): Promise<void> {
  const days = new Map(
    planned.map(({ row: { patient_ref: ref, visit_date: date } }) => [`${ref} ${date}`, { ref, day: plainDate(date) }]),
  );
  for (const { ref, day } of days.values())
    await settleGapCases({ ...desk, staff, holidays, isSilent }, { ref }, { from: day, to: day });
}

const OVERTAKEN = 'somebody recorded one of these preparations while the file was read: take it in again';

function overtakenOnly(error: unknown): undefined {
  if (error instanceof Overtaken) return undefined;
  throw error;
}

/** Rows that can be read are counted as kept or rejected once it is known whether their whole preparation is. */
async function readRows(job: ImportJob, rows: PreparationRow[]) {
  const count = { ...job.count, keep: () => undefined };
  const broken = new Map<string, number>();
  const read = await readCsv(job.file, LAYOUTS.preparation, count, (row) => {
    const parsed = preparationRow(row);
    if (parsed.ok) {
      rows.push(parsed.value);
      return undefined;
    }
    broken.set(`${row.cell('appointment')} ${row.cell('date')}`, row.row);
    return parsed.problem;
  });
  dropBroken(job, rows, broken);
  return read;
}

/** Of a visit with a row that cannot be read nothing is kept: that row may be one more package of the same drug. */
function dropBroken({ count }: ImportJob, rows: PreparationRow[], broken: ReadonlyMap<string, number>): void {
  const kept: PreparationRow[] = [];
  for (const one of rows.splice(0)) {
    const { appointment, date } = one.head;
    const by =
      broken.get(`${appointment} ${date}`) ?? broken.get(`${appointment.slice('Appointment/'.length)} ${date}`);
    if (by === undefined) kept.push(one);
    else count.reject(one.row, `row ${String(by)} of the same visit cannot be read`);
  }
  rows.push(...kept);
}

const deskOf = ({ tenant, observedAt, fileName, actor }: ImportJob, intake: PreparationIntake): PreparingDesk => ({
  ...{ db: intake.db, decisions: decisionsIn(intake.db), tenant, timeZone: intake.timeZone, drugs: intake.drugs },
  ...{ today: todayIn(intake.timeZone, observedAt), policy: intake.policy, now: observedAt },
  ...{ user: actor ?? `file ${fileName}`, role: 'import', source: 'csv' },
});

async function plannedGroups(
  job: ImportJob,
  desk: PreparingDesk,
  rows: readonly PreparationRow[],
): Promise<readonly PlannedPreparation[]> {
  const planned: PlannedPreparation[] = [];
  const taken = new Set<string>();
  for (const group of groupBy(rows, preparationKey).values()) {
    const outcome = onceEach(taken, await plannedGroup(desk, groupOf(group)));
    for (const { row } of group) countRow(job, row, outcome);
    if (outcome.ok && outcome.value !== undefined) planned.push(outcome.value);
  }
  return planned;
}

function countRow({ count }: ImportJob, row: number, outcome: Result<PlannedPreparation | undefined, string>): void {
  if (!outcome.ok) {
    count.reject(row, outcome.problem);
    return;
  }
  count.keep();
  if (outcome.value === undefined) count.warn(row, 'is recorded already, just so');
}

/** One drug of one visit named once by its order and once by its code would be two first versions of one entry. */
function onceEach(
  taken: Set<string>,
  outcome: Result<PlannedPreparation | undefined, string>,
): Result<PlannedPreparation | undefined, string> {
  if (!outcome.ok || outcome.value === undefined) return outcome;
  const { appointment, line } = outcome.value.row;
  const key = JSON.stringify([appointment, line]);
  if (taken.has(key)) return problem('this drug of this visit stands in the file twice, with and without its order');
  taken.add(key);
  return outcome;
}

/** Undefined where the same is recorded already. */
const plannedGroup = (
  desk: PreparingDesk,
  group: Result<PreparationGroup, string>,
): Promise<Result<PlannedPreparation | undefined, string>> =>
  group.ok ? preparationOfVisit(desk, group.value) : Promise.resolve(group);

function spanOf(rows: readonly PreparationRow[]): { readonly from: PlainDate; readonly until: PlainDate } | null {
  const days = rows.map(({ head }) => head.date).sort();
  const [from, until] = [days[0], days.at(-1)];
  return from === undefined || until === undefined ? null : { from, until };
}
