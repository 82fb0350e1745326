import { parseHcpcs } from '../../domain/kernel/hcpcs-code.ts';
import { quarterOf } from '../../domain/kernel/plain-date.ts';
import { isWhole } from '../../domain/kernel/rational.ts';
import type { LimitRow, PackageRow, Provenance } from '../drug-tables.ts';
import type { CmsFile } from './cms-file.ts';
import type { CrosswalkRow } from './crosswalk.ts';
import type { PaymentLimitRow } from './payment-limits.ts';

/** The rows of a payment limit file as `withImported` takes them; CPT codes are left out, for no drug of ours has one. */
export const limitsOf = (file: CmsFile<PaymentLimitRow>, fileName: string): readonly LimitRow[] =>
  file.kept.flatMap(({ code, row, microDollarsPerUnit, coinsuranceMillipercent }) => {
    const parsed = parseHcpcs(code);
    if (!parsed.ok) return [];
    const limit = {
      hcpcs: parsed.value,
      quarterFrom: file.effective.from,
      quarterLabel: quarterOf(file.effective.from).label,
      microDollarsPerUnit,
      ...(coinsuranceMillipercent === undefined ? {} : { coinsuranceMillipercent }),
      file: fileName,
      row,
    };
    return [{ row, limit, provenance: readIn(fileName) }];
  });

/** The rows of a crosswalk as `withImported` takes them; a row that contradicts itself has neither content nor count. */
export const packagesOf = (file: CmsFile<CrosswalkRow>, fileName: string): readonly PackageRow[] =>
  file.kept.flatMap(({ code, ndc, row, units }) => {
    const parsed = parseHcpcs(code);
    if (!parsed.ok) return [];
    const counted = units !== undefined && isWhole(units.containers) ? { containers: Number(units.containers.n) } : {};
    const content = units?.content === undefined ? {} : { content: units.content };
    return [{ row, ndc, hcpcs: parsed.value, ...content, ...counted, provenance: readIn(fileName) }];
  });

const readIn = (fileName: string): Provenance => ({ sources: [fileName], verification: 'file' });
