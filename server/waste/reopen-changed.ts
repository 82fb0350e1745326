/** Reopens signed records whose administration the chart has changed since. */
import type { RawResource } from '../../cds-hooks/prefetch.ts';
import { isObject } from '../../cds-hooks/prefetch.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import { amountText, compareAmounts, sameMeasure } from '../../domain/kernel/quantity.ts';
import type { StoredRecord } from '../store/waste-records.ts';
import { keepEvent } from '../store/waste-records.ts';
import { amountOfWire } from './charted-drug.ts';
import type { GapWatch, GivenDose, WatchedPatient } from './given-doses.ts';
import { chartingIn } from './record-view.ts';

/** The chart says another amount than the one signed for, or that there was no administration at all. */
export async function reopenChanged(
  { db, tenant, at }: GapWatch,
  patient: WatchedPatient,
  records: readonly StoredRecord[],
  given: readonly GivenDose[],
  day: PlainDate,
): Promise<number> {
  let reopened = 0;
  for (const record of records) {
    const reason = amended(record, given) ?? enteredInError(record, given, patient, day);
    if (reason === undefined) continue;
    const event = { tenant, record_id: record.id, kind: 'reopened' as const, at, actor: null, role: null, reason };
    if (await keepEvent(db, event)) reopened += 1;
  }
  return reopened;
}

function amended(record: StoredRecord, given: readonly GivenDose[]): string | undefined {
  const charted = given.find(({ hcpcs }) => hcpcs === record.hcpcs)?.amount;
  const after = chartingIn(record.after);
  if (charted === undefined || after === undefined) return undefined;
  const signed = amountOfWire(after.given);
  if (!sameMeasure(charted, signed) || compareAmounts(charted, signed) === 0) return undefined;
  return `The chart says ${amountText(charted)} was given; ${amountText(signed)} was signed for`;
}

function enteredInError(
  record: StoredRecord,
  given: readonly GivenDose[],
  { inError }: WatchedPatient,
  day: PlainDate,
): string | undefined {
  if (given.some(({ hcpcs }) => hcpcs === record.hcpcs) || inError === undefined) return undefined;
  const isOurs = inError.some((one) => isForOrder(one, record.order_ref) && writtenOn(one) === day);
  return isOurs ? 'The administration was marked as entered in error' : undefined;
}

function isForOrder(administration: RawResource, order: string | null): boolean {
  const request = administration['request'];
  const reference = isObject(request) ? request['reference'] : undefined;
  return order !== null && typeof reference === 'string' && reference.endsWith(order);
}

function writtenOn(administration: RawResource): string | undefined {
  const period = administration['effectivePeriod'];
  const written = isObject(period) ? period['start'] : administration['effectiveDateTime'];
  return typeof written === 'string' ? written.slice(0, 10) : undefined;
}
