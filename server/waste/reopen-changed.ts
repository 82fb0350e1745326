/** Reopens signed records whose administration the chart has changed since. */
import { chartedDay, chartedOrder } from '../../cds-hooks/charted-doses.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import { amountText, compareAmounts, sameMeasure } from '../../domain/kernel/quantity.ts';
import { isZero } from '../../domain/kernel/rational.ts';
import type { StoredRecord } from '../store/waste-records.ts';
import { keepEvent } from '../store/waste-records.ts';
import { amountOfWire } from './charted-drug.ts';
import type { GapWatch, GivenDose, WatchedPatient } from './given-doses.ts';
import { chartingIn } from './record-view.ts';

/** One day of one patient: what was signed for, and what the chart says of it now. */
export interface SignedDay {
  readonly records: readonly StoredRecord[];
  readonly given: readonly GivenDose[];
  readonly day: PlainDate;
}

/** The chart says another amount than the one signed for, or that there was no administration at all. Gives how many. */
export async function reopenChanged(watch: GapWatch, patient: WatchedPatient, signed: SignedDay): Promise<number> {
  const { db, tenant, at } = watch;
  let reopened = 0;
  for (const record of signed.records) {
    const dose = doseOf(record, signed.given);
    const reason = dose === undefined ? takenBack(record, watch, patient, signed.day) : amended(record, dose);
    if (reason === undefined) continue;
    const event = { tenant, record_id: record.id, kind: 'reopened' as const, at, actor: null, role: null, reason };
    if (await keepEvent(db, event)) reopened += 1;
  }
  return reopened;
}

/** By its order; by its code where the chart or the record names none. */
const doseOf = ({ order_ref, hcpcs }: StoredRecord, given: readonly GivenDose[]): GivenDose | undefined =>
  given.find(({ order }) => order !== undefined && order === order_ref) ??
  given.find((dose) => (dose.order === undefined || order_ref === null) && dose.hcpcs === hcpcs);

function amended(record: StoredRecord, { amount: charted }: GivenDose): string | undefined {
  const after = chartingIn(record.after);
  if (charted === undefined || after === undefined) return undefined;
  const signed = amountOfWire(after.given);
  if (!sameMeasure(charted, signed) || compareAmounts(charted, signed) === 0) return undefined;
  return `The chart says ${amountText(charted)} was given; ${amountText(signed)} was signed for`;
}

function takenBack(
  record: StoredRecord,
  { timeZone }: GapWatch,
  { takenBack: all = [] }: WatchedPatient,
  day: PlainDate,
): string | undefined {
  const own = all.filter((one) => chartedOrder(one) === record.order_ref && chartedDay(one, timeZone) === day);
  if (own.some(({ status }) => status === 'entered-in-error'))
    return 'The administration was marked as entered in error';
  const after = chartingIn(record.after);
  const isSignedAsGiven = after !== undefined && !isZero(amountOfWire(after.given).value);
  return isSignedAsGiven && own.some(({ status }) => status === 'not-done')
    ? 'The chart says now that the dose was not given'
    : undefined;
}
