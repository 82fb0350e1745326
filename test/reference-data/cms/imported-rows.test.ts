import { describe, expect, it } from 'vitest';
import { hcpcs } from '../../../domain/kernel/hcpcs-code.ts';
import { ndc11 } from '../../../domain/kernel/ndc11.ts';
import { plainDate } from '../../../domain/kernel/plain-date.ts';
import { parseCrosswalk } from '../../../reference-data/cms/crosswalk.ts';
import { limitsOf, packagesOf } from '../../../reference-data/cms/imported-rows.ts';
import { parsePaymentLimits } from '../../../reference-data/cms/payment-limits.ts';
import { buildDrugIndex, withImported } from '../../../reference-data/drug-index.ts';
import { loadDrugTables } from '../../../reference-data/load.ts';
import { crosswalkFile, crosswalkRow, limitRow, paymentLimitFile } from './fixtures.ts';

const effective = 'Effective October 1, 2026 through December 31, 2026';
const NDC = 'http://hl7.org/fhir/sid/ndc';
const visit = plainDate('2026-12-15');

describe('an imported quarter', () => {
  const parsed = parsePaymentLimits(
    paymentLimitFile({
      effective,
      rows: [limitRow('90371', '1'), limitRow('J9271', '61.5', { coinsurance: '18.25' })],
    }),
  );
  const limits = parsed.ok ? limitsOf(parsed.value, 'October.csv') : [];
  const index = buildDrugIndex(withImported(loadDrugTables(), { limits, stamp: 'october' }));

  it('prices its visits by its own rows, with file, row and coinsurance', () => {
    expect(index.paymentLimit(hcpcs('J9271'), visit)).toEqual({
      hcpcs: 'J9271',
      quarterFrom: '2026-10-01',
      quarterLabel: '2026Q4',
      microDollarsPerUnit: 61_500_000n,
      coinsuranceMillipercent: 18_250,
      file: 'October.csv',
      row: 11,
    });
  });

  it('leaves the visits of the quarter before it alone', () => {
    expect(index.paymentLimit(hcpcs('J9271'), plainDate('2026-09-30'))).toMatchObject({
      microDollarsPerUnit: 60_645_000n,
    });
  });
});

describe('an imported crosswalk', () => {
  const rows = [
    crosswalkRow('J9359', '11111-2222-33', ['1', '133.33', '134']),
    crosswalkRow('J1745', '11111-2222-44', ['2', '10', '20']),
  ];
  const parsed = parseCrosswalk(crosswalkFile({ effective, rows }));
  const packages = parsed.ok ? packagesOf(parsed.value, 'October crosswalk.csv') : [];
  const index = buildDrugIndex(withImported(loadDrugTables(), { packages, stamp: 'october' }));

  it('makes its packages known', () => {
    expect(index.identify([{ system: NDC, code: '11111-2222-44' }], undefined, visit)).toMatchObject({
      kind: 'known',
      hcpcs: 'J1745',
    });
    expect(index.packageOf(ndc11('11111-2222-44'), hcpcs('J1745'))).toMatchObject({
      containers: 2,
      kind: 'single-dose',
    });
  });

  it('lets a row that contradicts itself name its drug and nothing else', () => {
    expect(index.identify([{ system: NDC, code: '11111-2222-33' }], undefined, visit)).toMatchObject({
      kind: 'known',
      hcpcs: 'J9359',
    });
    expect(index.packageOf(ndc11('11111-2222-33'), hcpcs('J9359'))).not.toHaveProperty('content');
  });
});
