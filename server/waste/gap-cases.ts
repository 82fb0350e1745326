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
import type { NewCase } from '../store/cases.ts';
import { CHARTING_KINDS } from '../store/cases.ts';
import type { CaseCounts } from '../worklist/case-keeping.ts';
import { noCases } from '../worklist/case-keeping.ts';
import type { StaffSettings } from '../worklist/own-critical.ts';
import { settleCharting } from '../worklist/settle-charting.ts';
import type { GapDesk, GapSpan } from './gaps.ts';
import { DAYS_BACK, gapsOf } from './gaps.ts';

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
  span: GapSpan = { from: addDays(watch.today, -DAYS_BACK), to: watch.today },
): Promise<CaseCounts> {
  const { db, tenant, now: at, today, holidays, staff } = watch;
  if (!(await hasCharting(watch, patient.ref, span))) return noCases();
  const gaps = await gapsOf({ ...watch, patientRef: patient.ref }, span);
  const wanted = [...groupBy(gaps, workOf).values()].flatMap((of) => caseOf(of, watch));
  return db
    .transaction()
    .execute((transaction) =>
      settleCharting(transaction, { tenant, at, today, holidays, staff, patient, wanted, ...span }),
    );
}

/** Most patients of a sweep were not treated on these days: one look tells, before their visits are read. */
async function hasCharting({ db, tenant }: ChartingWatch, patient: string, { from, to }: GapSpan): Promise<boolean> {
  const onThese = (column: string) =>
    sql`tenant = ${tenant} and patient_ref = ${patient} and ${sql.ref(column)} between ${from}::date and ${to}::date`;
  const { rows } = await sql<{ found: boolean }>`
    select exists (select from service_start where ${onThese('service_date')})
      or exists (select from waste_record where ${onThese('visit_date')})
      or exists (select from waste_preparation where ${onThese('visit_date')})
      or exists (select from waste_gap where ${onThese('visit_date')} and settled_at is null)
      or exists (select from authorization_case
        where ${onThese('visit_date')} and state in ('open', 'assigned', 'waiting')
          and work_kind in (${sql.join([...CHARTING_KINDS])})) as found
  `.execute(db);
  return rows[0]?.found === true;
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
