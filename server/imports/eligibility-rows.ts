import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import { definedOnly } from '../assessment/defined-only.ts';
import type { CsvRow } from './csv-rows.ts';
import { periodIn } from './price-rows.ts';
import { cellsOf } from './row-cells.ts';

/** What a payer answered about one member on one day. */
export interface EligibilityRow {
  readonly payer: string;
  readonly memberId: string;
  readonly product?: string;
  readonly plan?: string;
  readonly activeFrom?: PlainDate;
  readonly activeTo?: PlainDate;
  readonly otherPayer?: string;
  readonly benefit?: 'medical' | 'pharmacy';
  readonly checkedOn: PlainDate;
}

/** Reads one row of the eligibility file, or says why it cannot be used. Pure. */
export function eligibilityRow(row: CsvRow): Result<EligibilityRow, string> {
  const cells = cellsOf(row);
  cells.need('payer', 'member_id', 'verified_at');
  const [payer, memberId, verified] = [cells.text('payer'), cells.text('member_id'), cells.moment('verified_at')];
  const { from: activeFrom, to: activeTo } = periodIn(cells, 'active_from', 'active_to');
  const benefit = cells.oneOf('benefit', ['medical', 'pharmacy'] as const);
  const reason = cells.reason();
  if (!payer || !memberId || !verified || reason !== undefined) return problem(reason ?? 'is not a check');
  const [product, plan, otherPayer] = (['product', 'plan', 'other_payer'] as const).map(cells.text);
  return ok({
    payer,
    memberId,
    checkedOn: verified.on,
    ...definedOnly({ activeFrom, activeTo, benefit, product, plan, otherPayer }),
  });
}
