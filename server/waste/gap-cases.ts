/** Gaps in charting as work: each has a case on the worklist as long as it is there, with whoever has to close it. */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { WasteGapView } from '../../api-contract/waste.schema.ts';
import { addOpenDays } from '../../domain/kernel/business-calendar.ts';
import { groupBy } from '../../domain/kernel/group-by.ts';
import { parseHcpcs } from '../../domain/kernel/hcpcs-code.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import { addDays, plainDate } from '../../domain/kernel/plain-date.ts';
import type { PatientFacts } from '../../domain/visit/snapshot.ts';
import { definedOnly } from '../assessment/defined-only.ts';
import type { NewCase } from '../store/open-case.ts';
import { CHARTING_KINDS } from '../store/cases.ts';
import type { CaseCounts } from '../worklist/case-keeping.ts';
import { noCases } from '../worklist/case-keeping.ts';
import type { StaffSettings } from '../worklist/own-critical.ts';
import { settleCharting } from '../worklist/settle-charting.ts';
import type { GapDesk, GapSpan } from './gaps.ts';
import { gapsOf } from './gaps.ts';
import { DAYS_BACK } from './unsigned-days.ts';

/** One site's charting, and who may be given its cases. */
export interface ChartingWatch extends Omit<GapDesk, 'patientRef'> {
  readonly staff: StaffSettings;
  readonly holidays: readonly PlainDate[];
  /** The tenant shows no cards. */
  readonly isSilent: boolean;
}

/** Whose cases; name and birth date where they are at hand. */
export type WatchedPerson = Pick<PatientFacts, 'ref' | 'name' | 'birthDate'>;

/**
 * Opens and closes the cases of one patient by their gaps, of the last days or of the days given. An older gap's case
 * stays until something is done on its own day.
 */
export async function settleGapCases(
  watch: ChartingWatch,
  patient: WatchedPerson,
  span: GapSpan = watchedDays(watch.today),
): Promise<CaseCounts> {
  const { db, tenant, now: at, today, holidays, staff } = watch;
  if ((await patientsWithCharting(watch, span, patient.ref)).size === 0) return noCases();
  const gaps = await gapsOf({ ...watch, patientRef: patient.ref }, span);
  const wanted = [...groupBy(gaps, workOf).values()].flatMap((of) => caseOf(of, watch));
  return db
    .transaction()
    .execute((transaction) =>
      settleCharting(transaction, { tenant, at, today, holidays, staff, patient, wanted, ...span }),
    );
}

/** The days whose gaps have cases of their own accord. */
export const watchedDays = (today: PlainDate): GapSpan => ({ from: addDays(today, -DAYS_BACK), to: today });

/** Whoever was treated on these days, or has charting or a gap of them: all others have nothing to settle. */
export async function patientsWithCharting(
  { db, tenant }: Pick<ChartingWatch, 'db' | 'tenant'>,
  { from, to }: GapSpan,
  patient?: string,
): Promise<ReadonlySet<string>> {
  const whose = patient === undefined ? sql`` : sql`and patient_ref = ${patient}`;
  const onThese = (column: string) =>
    sql`tenant = ${tenant} ${whose} and ${sql.ref(column)} between ${from}::date and ${to}::date`;
  const { rows } = await sql<{ patient: string }>`
    select patient_ref as patient from service_start where ${onThese('service_date')}
    union select patient_ref from waste_record where ${onThese('visit_date')}
    union select patient_ref from waste_preparation where ${onThese('visit_date')}
    union select patient_ref from waste_gap where ${onThese('visit_date')} and settled_at is null
    union select patient_ref from authorization_case
      where ${onThese('visit_date')} and state in ('open', 'assigned', 'waiting')
        and work_kind in (${sql.join([...CHARTING_KINDS])})
  `.execute(db);
  return new Set(rows.map((row) => row.patient));
}

/** A remainder is the pharmacy's to settle; everything else lies with the charge nurse before the claim leaves. */
const kindOf = ({ kind }: WasteGapView): 'remainder' | 'charting' =>
  kind === 'remainder-expired' ? 'remainder' : 'charting';

/** What has one case: one drug of one visit, for one desk. */
const workOf = (gap: WasteGapView): string => JSON.stringify([gap.appointment, gap.line, kindOf(gap)]);

function caseOf(gaps: readonly WasteGapView[], watch: ChartingWatch): readonly NewCase[] {
  const [gap] = gaps;
  if (gap === undefined) return [];
  const why = [...new Set(gaps.map((one) => one.why))].join('; ');
  const workKind = kindOf(gap);
  return [
    {
      ...{ tenant: watch.tenant, patientRef: gap.patient, visitDate: gap.date, appointmentKey: gap.appointment },
      // A drug without an order has its line here, so that two of them at one visit are two cases.
      ...definedOnly({ orderRef: gap.line, hcpcs: gap.hcpcs }),
      ...{ workKind, route: workKind === 'remainder' ? 'pharmacy' : 'charge-nurse', why },
      dueBy: addOpenDays(plainDate(gap.date), 1, new Set(watch.holidays)),
      ...{ openedAt: watch.now, severity: 'warning', isSilent: watch.isSilent },
      digest: createHash('sha256').update(why).digest('hex'),
      facts: {
        ...{ sentence: why, step: STEP[gap.kind], severity: 'warning' },
        ...definedOnly({ drug: drugOf(gap, watch) }),
      },
    },
  ];
}

const STEP: Readonly<Record<WasteGapView['kind'], string>> = {
  'not-charted': 'chart what was discarded',
  'not-signed': 'sign for the dose, or say that it was not given',
  reopened: 'correct the signed record',
  'awaiting-witness': 'have a second person witness it',
  'does-not-add-up': 'correct the signed record',
  'remainder-expired': 'discard the held remainder, or say who received it',
};

function drugOf({ hcpcs, date }: WasteGapView, { drugs }: ChartingWatch): string | undefined {
  const code = hcpcs === undefined ? undefined : parseHcpcs(hcpcs);
  return code?.ok === true ? (drugs.facts(code.value, plainDate(date))?.label ?? hcpcs) : hcpcs;
}
