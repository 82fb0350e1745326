import type { HcpcsCode } from '../../domain/kernel/hcpcs-code.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import type { Rational } from '../../domain/kernel/rational.ts';
import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import { definedOnly } from '../assessment/defined-only.ts';
import type { CsvRow } from './csv-rows.ts';
import { cellsOf } from './row-cells.ts';
import type { NamedPatient } from './who.ts';
import { namedPatient } from './who.ts';

/** Units that were given, or claimed, on one day. */
export interface UsageRow {
  readonly named: NamedPatient;
  readonly number?: string;
  readonly hcpcs: HcpcsCode;
  readonly units: Rational;
  readonly date: PlainDate;
}

/** Reads one row of the usage file, or says why it cannot be counted. Pure. */
export function usageRow(row: CsvRow): Result<UsageRow, string> {
  const cells = cellsOf(row);
  const named = namedPatient(cells);
  cells.need('hcpcs', 'units', 'date');
  const [hcpcs, units, date] = [cells.code('hcpcs'), cells.decimal('units'), cells.date('date')];
  const reason = cells.reason();
  if (!hcpcs || !units || !date || reason !== undefined) return problem(reason ?? 'is not a use');
  return ok({ named, hcpcs, units, date, ...definedOnly({ number: cells.text('number') }) });
}
