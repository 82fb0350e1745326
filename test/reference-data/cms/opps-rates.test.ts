import { expect, it } from 'vitest';
import { parseOppsRates } from '../../../reference-data/cms/opps-rates.ts';
import { addendumB } from '../../server/imports/files.ts';

const NAME = '508 version of October 2026 Web Addendum B.10.31.26.csv';

const parsed = (name: string, text: string) => parseOppsRates({ name, bytes: Buffer.from(text, 'latin1') });

it('reads status and rate of each code, for the quarter of the month in the name', () => {
  const found = parsed(
    NAME,
    addendumB([
      ['J9271', 'K', '$59.001'],
      ['J9045', 'N', ' '],
      ['96413', 'S', '$1,340.00'],
    ]),
  );
  expect(found).toMatchObject({
    ok: true,
    value: {
      kind: 'opps',
      effective: { from: '2026-10-01', until: '2026-12-31', fileDate: '2026-10-31' },
      read: 3,
      kept: [
        { row: 6, code: 'J9271', statusIndicator: 'K', paymentMicroDollars: 59_001_000n },
        { row: 7, code: 'J9045', statusIndicator: 'N' },
        { row: 8, code: '96413', statusIndicator: 'S', paymentMicroDollars: 1_340_000_000n },
      ],
      rejected: [],
    },
  });
});

it('names rows that are none, and keeps the first of a code that stands twice', () => {
  const found = parsed(
    NAME,
    addendumB([
      ['J9271', 'K', '$59.00'],
      ['J9271', 'N', ''],
      ['J9045', '', ''],
      ['total', 'K', ''],
    ]),
  );
  expect(found).toMatchObject({
    ok: true,
    value: {
      kept: [{ code: 'J9271', statusIndicator: 'K' }],
      rejected: [
        { row: 7, reason: 'J9271 stands in row 6 already' },
        { row: 8, reason: 'not a status indicator: blank' },
        { row: 9, reason: 'not a HCPCS code: TOTAL' },
      ],
    },
  });
});

it('refuses a file that names no quarter, and one of another kind', () => {
  const text = addendumB([['J9271', 'K', '$59.00']]);
  expect(parsed('Addendum B.csv', text)).toMatchObject({ ok: false, problem: { code: 'no-effective-dates' } });
  const other = parsed(NAME, 'HCPCS Code,Payment Limit\r\nJ9271,59.000\r\n');
  expect(other).toMatchObject({ ok: false, problem: { code: 'wrong-kind' } });
});
