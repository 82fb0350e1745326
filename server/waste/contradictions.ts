/** Signed records held against what the tables and the amounts say now. */
import type { DrugToSign, WasteCharting } from '../../api-contract/waste.schema.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import { preparations } from '../store/waste-preparations.ts';
import type { StoredRecord } from '../store/waste-records.ts';
import { chartedDrug } from './charted-drug.ts';
import type { Gap, GapWatch } from './given-doses.ts';
import { preparedAmounts } from './preparation-content.ts';
import { chartingIn } from './record-view.ts';
import type { DrugOfVisit, VisitOfDay } from './visits-of-day.ts';

/** Signed lines that the amounts no longer give, or a package that the tables now know to be another. */
export async function contradictions(
  { db, tenant, drugs, policy }: GapWatch,
  records: readonly StoredRecord[],
  visits: readonly VisitOfDay[],
): Promise<readonly Gap[]> {
  const gaps: Gap[] = [];
  for (const record of records) {
    const drug = visits.flatMap((visit) => visit.drugs).find(({ line }) => line === record.line);
    const signed = chartingIn(record.after);
    if (drug === undefined || signed === undefined) continue;
    const why = await contradiction({ db, tenant, drugs, policy }, { record, signed, drug });
    const { appointment, line, hcpcs } = record;
    if (why !== undefined) gaps.push({ appointment, line, hcpcs, kind: 'does-not-add-up', why });
  }
  return gaps;
}

interface SignedDrug {
  readonly record: StoredRecord;
  readonly signed: WasteCharting;
  readonly drug: DrugOfVisit;
}

async function contradiction(
  { db, tenant, drugs, policy }: Pick<GapWatch, 'db' | 'tenant' | 'drugs' | 'policy'>,
  { record, signed, drug }: SignedDrug,
): Promise<string | undefined> {
  const { preparation_id: id, visit_date: date, line, version } = record;
  const [preparation] = id === null ? [] : await preparations(db, { tenant, id });
  const { vials, dose, given, circumstance } = signed;
  const entry: DrugToSign = { line, version, vials, dose, given, circumstance, confirmed: true, reason: 'as signed' };
  const again = chartedDrug(entry, {
    ...{ drug, on: date as PlainDate, drugs, policy },
    ...(preparation === undefined ? {} : { preparation: preparedAmounts(preparation) }),
  });
  if (!again.ok) return `The signed amounts no longer hold: ${again.problem.message}`;
  const same = JSON.stringify(again.value.lines) === JSON.stringify(signed.lines);
  return same ? undefined : 'The signed amounts give other claim lines than the ones signed for';
}
