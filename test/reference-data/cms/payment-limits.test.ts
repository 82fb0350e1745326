import { describe, expect, it } from 'vitest';
import { parsePaymentLimits } from '../../../reference-data/cms/payment-limits.ts';
import { bytesOf, crosswalkFile, crosswalkRow, limitRow, paymentLimitFile } from './fixtures.ts';

const read = (...args: Parameters<typeof paymentLimitFile>) => {
  const parsed = parsePaymentLimits(paymentLimitFile(...args));
  if (!parsed.ok) throw new Error(parsed.problem.message);
  return parsed.value;
};
const refusal = (upload: Parameters<typeof parsePaymentLimits>[0]) => {
  const parsed = parsePaymentLimits(upload);
  return parsed.ok ? undefined : parsed.problem;
};

describe('a payment limit file', () => {
  it('gives each code its dollars, its coinsurance and its record number', () => {
    const file = read({
      rows: [
        limitRow('J9271', '60.645'),
        limitRow('J9299', '33.1', { coinsurance: '19.596', notes: 'Inflation-adjusted coinsurance' }),
      ],
    });
    expect(file).toMatchObject({ kind: 'payment-limits', read: 2, rejected: [], warnings: [] });
    expect(file.kept).toMatchObject([
      { row: 10, code: 'J9271', microDollarsPerUnit: 60_645_000n, coinsuranceMillipercent: 20_000 },
      {
        row: 11,
        code: 'J9299',
        microDollarsPerUnit: 33_100_000n,
        coinsuranceMillipercent: 19_596,
        notes: 'Inflation-adjusted coinsurance',
      },
    ]);
  });

  it('says its quarter in its preamble and its date in its name', () => {
    expect(read({ rows: [limitRow('J9271', '1')] }).effective).toEqual({
      from: '2026-07-01',
      until: '2026-09-30',
      fileDate: '2026-06-23',
    });
  });

  it('is the same whatever its name; without a date in the name there is none', () => {
    const file = read({ name: 'download (3).csv', rows: [limitRow('J9271', '1')] });
    expect(file.effective).toEqual({ from: '2026-07-01', until: '2026-09-30' });
  });

  it('that restates a quarter differs by the date in its name', () => {
    const file = read({ name: 'Restated JUL 2026 Pricing File 081526.csv', rows: [limitRow('J9271', '1')] });
    expect(file.effective).toMatchObject({ from: '2026-07-01', fileDate: '2026-08-15' });
  });

  it('may have another number of preamble rows', () => {
    expect(read({ preambleRows: 3, rows: [limitRow('J9271', '1')] }).kept[0]).toMatchObject({ row: 5 });
  });

  it('may have its columns in another order', () => {
    const header = ['Payment Limit', 'Notes', 'HCPCS Code', 'HCPCS Code Dosage', 'Co-insurance Percentage'];
    const file = read({ header, rows: [['60.645', '', 'J9271', '1 MG', '20.000']] });
    expect(file.kept[0]).toMatchObject({ code: 'J9271', microDollarsPerUnit: 60_645_000n, dosage: '1 MG' });
  });

  it('is Windows-1252: a no-break space is no broken character', () => {
    const file = read({ rows: [limitRow('J9325', '1.000', { dosage: '1 million\u00a0PFU' })] });
    expect(file.kept[0]?.dosage).toBe('1 million\u00a0PFU');
  });

  it('may hold line breaks in its notes, which are not rows', () => {
    const file = read({ rows: [limitRow('J9271', '1', { notes: 'one\ntwo' }), limitRow('J9299', '2')] });
    expect(file.kept.map(({ row }) => row)).toEqual([10, 11]);
  });

  it('keeps a vaccine without its licensed description', () => {
    const [vaccine] = read({ rows: [limitRow('90371', '130.664')] }).kept;
    expect(vaccine).toMatchObject({ code: '90371', microDollarsPerUnit: 130_664_000n });
    expect(vaccine).not.toHaveProperty('description');
  });

  it('reads limits with a dollar sign and thousands', () => {
    expect(read({ rows: [limitRow('J3399', '$1,234.567')] }).kept[0]?.microDollarsPerUnit).toBe(1_234_567_000n);
  });

  it.each([
    [limitRow('A9606', 'N/A'), 'A9606 has no payment limit: N/A'],
    [limitRow('A9606', ''), 'A9606 has no payment limit'],
    [limitRow('J9271', '-1'), 'J9271 has no payment limit: -1'],
    [limitRow('J92', '1'), 'not a HCPCS code: J92'],
    [limitRow('', '1'), 'not a HCPCS code: blank'],
  ])('rejects a row with its reason', (row, reason) => {
    expect(read({ rows: [limitRow('J0001', '1'), row] })).toMatchObject({ read: 2, rejected: [{ row: 11, reason }] });
  });

  it('rejects the second row of a code', () => {
    const file = read({ rows: [limitRow('J9271', '1'), limitRow('J9271', '2')] });
    expect(file.rejected).toEqual([{ row: 11, reason: 'J9271 stands in row 10 already' }]);
    expect(file.kept).toHaveLength(1);
  });

  it('does not count blank rows', () => {
    const blank = limitRow('J9271', '1').map(() => '');
    expect(read({ rows: [limitRow('J9271', '1'), blank, limitRow('J9299', '1')] })).toMatchObject({
      read: 2,
      kept: [{ row: 10 }, { row: 12 }],
    });
  });

  it('knows the billing unit where the dosage is one plain amount', () => {
    const units = read({
      rows: [
        limitRow('J0001', '1', { dosage: 'UP TO 50 MG' }),
        limitRow('J0002', '1', { dosage: '100,000 UNITS' }),
        limitRow('J0003', '1', { dosage: '.625 GM' }),
        limitRow('J0004', '1', { dosage: '3 mg/1 mg' }),
      ],
    }).kept.map(({ billingUnit }) => billingUnit?.value.n);
    expect(units).toEqual([50n, 100_000n, 625n, undefined]);
  });
});

describe('a file that is no payment limit file', () => {
  it('is refused when empty', () => {
    expect(refusal({ name: 'a.csv', bytes: new Uint8Array() })).toEqual({
      code: 'empty',
      message: 'the file is empty',
    });
  });

  it('is refused with a header and no rows', () => {
    expect(refusal(paymentLimitFile({ rows: [] }))?.code).toBe('empty');
  });

  it('is refused when it is a crosswalk, and called one', () => {
    const upload = crosswalkFile({ rows: [crosswalkRow('J9271', '00006-3026-02', ['1', '10', '10'])] });
    expect(refusal(upload)).toEqual({
      code: 'wrong-kind',
      message: 'this is a CMS NDC-HCPCS crosswalk, not a CMS payment limit file',
    });
  });

  it('is refused when it is a ZIP', () => {
    expect(refusal({ name: 'a.csv', bytes: bytesOf('PK\u0003\u0004 and so on') })?.message).toContain('unpack it');
  });

  it('is refused without the dates of its quarter', () => {
    expect(refusal(paymentLimitFile({ effective: 'soon', rows: [limitRow('J9271', '1')] }))?.code).toBe(
      'no-effective-dates',
    );
  });

  it('is refused when it breaks off in a row', () => {
    const { name, bytes } = paymentLimitFile({ rows: [limitRow('J9271', '60.645'), limitRow('J9299', '33.1')] });
    expect(refusal({ name, bytes: bytes.slice(0, -12) })).toEqual({
      code: 'truncated',
      message: 'the file breaks off in row 11',
    });
  });

  it('is refused when it breaks off inside quotes', () => {
    const { name, bytes } = paymentLimitFile({ rows: [limitRow('J9271', '1', { notes: 'one, two' })] });
    expect(refusal({ name, bytes: bytes.slice(0, -4) })).toMatchObject({ code: 'truncated' });
  });

  it('is refused when a file of real size ends before the Q codes, and taken when it reaches them', () => {
    const many = Array.from({ length: 101 }, (_, at) => limitRow(`J${String(1000 + at)}`, '1'));
    expect(refusal(paymentLimitFile({ rows: many }))).toMatchObject({ code: 'truncated' });
    expect(refusal(paymentLimitFile({ rows: [...many, limitRow('Q5101', '1')] }))).toBeUndefined();
  });
});
