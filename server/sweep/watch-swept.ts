/** After a patient was swept: was what was given in the last days charted as it was given? */
import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { RawResource } from '../../cds-hooks/prefetch.ts';
import { LOOKED_BACK_DAYS } from '../../domain/authorization/retro-authorization.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import { addDays, daysBetween } from '../../domain/kernel/plain-date.ts';
import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import type { Assessed } from '../assessment/assess-patient.ts';
import type { TenantDesk } from '../http/tenant-desk.ts';
import type { Database } from '../store/database.ts';
import { decisionsIn } from '../store/decisions.ts';
import { wasteRecords } from '../store/waste-records.ts';
import { chartingWatch } from '../waste/charting-watch.ts';
import { settleGapCases } from '../waste/gap-cases.ts';
import { wasGivenOn } from '../waste/given-doses.ts';
import type { ReadDispenses } from '../waste/read-dispenses.ts';
import { noDispenses, readDispenses } from '../waste/read-dispenses.ts';
import type { WatchedGaps } from '../waste/watch-gaps.ts';
import { daysLookedAt, REOPENS_FOR_DAYS, watchGaps } from '../waste/watch-gaps.ts';
import type { CaseCounts } from '../worklist/case-keeping.ts';
import type { BackendToken } from './backend-token.ts';
import type { SweepRun } from './sweeping.ts';

const DAYS_BACK = 3;
const READ_MS = 30_000;

/** What the watch needs of a sweep. */
export interface Watching {
  readonly db: Kysely<Database>;
  readonly desk: TenantDesk;
  readonly token: Pick<BackendToken, 'get' | 'forget'>;
  readonly run: Pick<SweepRun, 'tenant'>;
  readonly from: PlainDate;
  readonly to: PlainDate;
  readonly now: () => Date;
  readonly signal: AbortSignal;
}

export interface WatchedCharting extends WatchedGaps {
  readonly prepared: ReadDispenses;
  readonly cases: readonly CaseCounts[];
  /** What could not be looked at, so that nothing was concluded from it; the next sweep asks again. */
  readonly notRead: readonly { readonly what: string; readonly why: string }[];
}

/** Patients, by reference, as they were when the sweep began: most are in neither, and nothing is asked for them. */
export interface WithCharting {
  /** Who was treated lately, or has charting or a gap of it. */
  readonly toSettle: ReadonlySet<string>;
  /** Whose waste somebody signed for, as far back as a record may be reopened. */
  readonly signedFor: ReadonlySet<string>;
}

export async function patientsSignedFor(
  db: Kysely<Database>,
  tenant: string,
  today: PlainDate,
): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('waste_record')
    .select('patient_ref')
    .distinct()
    .where('tenant', '=', tenant)
    .where('visit_date', '>=', addDays(today, -REOPENS_FOR_DAYS))
    .execute();
  return new Set(rows.map(({ patient_ref }) => patient_ref));
}

/** What somebody charts while the sweep runs is seen by the next one. */
export async function watchSwept(sweeping: Watching, charting: WithCharting, patient: Swept): Promise<WatchedCharting> {
  return isWithoutCharting(sweeping.desk, charting, patient)
    ? NOTHING_TO_WATCH
    : lookAtCharting(sweeping, charting, patient);
}

type Swept = Pick<Assessed, 'snapshot' | 'resources'>;

async function lookAtCharting(
  sweeping: Watching,
  charting: WithCharting,
  { snapshot, resources }: Swept,
): Promise<WatchedCharting> {
  const { db, desk, run, now } = sweeping;
  const { tenant, timeZone, site } = desk;
  const takenBack = await administrationsTakenBack(sweeping, snapshot);
  const decisions = decisionsIn(db);
  const prepared = await preparedByEhr(sweeping, snapshot);
  const gaps = await watchGaps(
    {
      ...{ db, decisions, tenant: run.tenant, timeZone, policy: tenant.waste },
      ...{ drugs: site.knowledge.drugs, at: now() },
    },
    { snapshot, resources, ...(takenBack.ok ? { takenBack: takenBack.value } : {}) },
  );
  const watch = chartingWatch({ db, decisions }, desk, now());
  const { ref } = snapshot.patient;
  const mayHaveGaps = charting.toSettle.has(ref) || gaps.found > 0 || gaps.reopened > 0 || prepared.recorded > 0;
  const cases = mayHaveGaps ? [await settleGapCases(watch, snapshot.patient)] : [];
  for (const day of gaps.reopenedEarlier)
    cases.push(await settleGapCases(watch, snapshot.patient, { from: day, to: day }));
  const notRead = takenBack.ok ? [] : [{ what: 'administrations taken back', why: takenBack.problem }];
  return { ...gaps, cases, prepared, notRead };
}

const NOTHING_TO_WATCH: WatchedCharting = {
  ...{ found: 0, reopened: 0, reopenedEarlier: [], cases: [], notRead: [] },
  prepared: { recorded: 0, notRead: [] },
};

/** Nobody signed for anything, nothing was given in the last days, and there is no dispense record to be read. */
export function isWithoutCharting(desk: TenantDesk, charting: WithCharting, patient: Swept): boolean {
  if (!mayBeWithoutCharting(desk, charting, patient.snapshot.patient.ref)) return false;
  const { timeZone } = desk;
  return daysLookedAt(patient.snapshot.today).every((day) => !wasGivenOn({ timeZone }, patient, day));
}

/** As far as it can be told without the record. */
export const mayBeWithoutCharting = ({ tenant }: TenantDesk, { toSettle, signedFor }: WithCharting, ref: string) =>
  !(tenant.waste.dispenses || toSettle.has(ref) || signedFor.has(ref));

/** What the pharmacy opened, from the EHR's own dispense records, where the site has them. */
async function preparedByEhr(
  { db, desk, token, run, now, signal }: Watching,
  { patient, today }: Assessed['snapshot'],
): Promise<ReadDispenses> {
  const { tenant, timeZone, site, gateway } = desk;
  if (!tenant.waste.dispenses) return { recorded: 0, notRead: [] };
  const held = await tokenOrAnew(token);
  if (!held.ok) return noDispenses(`could not be read: ${held.problem}`);
  const at = now();
  const read = await readDispenses(
    {
      desk: {
        ...{ db, decisions: decisionsIn(db), tenant: run.tenant, timeZone, today, drugs: site.knowledge.drugs },
        ...{ policy: tenant.waste, now: at },
      },
      gateway,
      call: { accessToken: held.value, deadline: at.getTime() + READ_MS, signal },
    },
    patient.ref,
    today,
  );
  return read;
}

/** One that was refused is asked for anew, once: it may have been of an earlier key. */
async function tokenOrAnew(token: Watching['token']): Promise<Result<string, string>> {
  const held = await token.get();
  if (held.ok) return held;
  token.forget();
  return token.get();
}

/** Asked for only where somebody signed: the usual read leaves them out. A problem where the EHR does not say. */
async function administrationsTakenBack(
  { db, desk, token, run, now, signal }: Watching,
  { patient, today }: Assessed['snapshot'],
): Promise<Result<readonly RawResource[], string>> {
  const [patientRef, from] = [patient.ref, addDays(today, -REOPENS_FOR_DAYS)];
  const signed = await wasteRecords(db, { tenant: run.tenant, patientRef, from });
  if (signed.length === 0) return ok([]);
  const held = await tokenOrAnew(token);
  if (!held.ok) return held;
  const query = `MedicationAdministration?patient=${encodeURIComponent(patientRef)}&status=entered-in-error,not-done`;
  const call = { accessToken: held.value, deadline: now().getTime() + READ_MS, signal };
  const found = await desk.gateway.search(query, call);
  if (!found.ok) return problem(found.problem.code);
  return found.value.complete ? ok(found.value.resources) : problem('not read to the end');
}

/**
 * A night's sweep looks at everybody of the last weeks, because a dose may be charted late and by then have no visit ahead
 * of it, and at everybody with open work; one during the day at those whose charting has begun.
 */
const NIGHTLY_SPAN_DAYS = 7;

/** Patients who may have no visit ahead any more, and whose last one is still to be charted or was just signed for. */
export async function patientsToWatch({
  db,
  run,
  from,
  to,
}: Pick<Watching, 'db' | 'run' | 'from' | 'to'>): Promise<readonly string[]> {
  const since = addDays(from, -DAYS_BACK);
  const isNightly = daysBetween(from, to) > NIGHTLY_SPAN_DAYS;
  const signedSince = isNightly ? addDays(from, -REOPENS_FOR_DAYS) : since;
  const { tenant } = run;
  const { rows } = await sql<{ patient: string }>`
    select patient_ref as patient from waste_record
      where tenant = ${tenant} and visit_date >= ${signedSince}::date
    union
    select patient_ref from waste_preparation where tenant = ${tenant} and visit_date >= ${since}::date
    union
    select patient_ref from waste_gap where tenant = ${tenant} and settled_at is null and visit_date >= ${since}::date
    union
    select patient_ref from cds_call
      where tenant = ${tenant} and patient_ref is not null and today = ${addDays(from, -1)}::date
        and ${isNightly}::boolean
    union
    select patient_ref from service_start
      where tenant = ${tenant} and service_date >= ${addDays(from, -LOOKED_BACK_DAYS)}::date
        and service_date < ${from}::date and ${isNightly}::boolean
    union
    select patient_ref from authorization_case
      where tenant = ${tenant} and state in ('open', 'assigned', 'waiting') and visit_date < ${from}::date
        and ${isNightly}::boolean
  `.execute(db);
  return rows.map(({ patient }) => patient);
}
