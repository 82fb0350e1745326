import { describe, expect, it } from 'vitest';
import { parseMue } from '../../../reference-data/cms/mue.ts';
import { limitRow, mueFile, paymentLimitFile } from './fixtures.ts';

const EDIT = ['J9041', '35', '3 Date of Service Edit: Clinical', 'Prescribing Information'];

const read = (layout: Parameters<typeof mueFile>[0]) => {
  const parsed = parseMue(mueFile(layout));
  if (!parsed.ok) throw new Error(parsed.problem.message);
  return parsed.value;
};

describe('a table of medically unlikely edits', () => {
  it('is found under its notice of several lines, which is one record', () => {
    const file = read({ rows: [EDIT] });
    expect(file.kept).toEqual([{ row: 3, code: 'J9041', setting: 'practitioner', units: 35, adjudication: 3 }]);
    expect(file.effective).toEqual({ from: '2026-07-01', until: '2026-09-30' });
  });

  it.each([
    ['Practitioner Services MUE Values', 'practitioner'],
    ['Outpatient Hospital Services MUE Values', 'outpatient-hospital'],
    ['DME Supplier Services MUE Values', 'dme-supplier'],
  ])('with the column "%s" is for %s', (column, setting) => {
    expect(read({ column, rows: [EDIT] }).kept[0]).toMatchObject({ setting });
  });

  it('keeps a value of zero, which is not the same as no edit', () => {
    expect(read({ rows: [['E0781', '0', '1 Line Edit', 'x']] }).kept[0]).toMatchObject({ units: 0, adjudication: 1 });
  });

  it.each([
    [['J9041', 'many', '3 x', ''], 'J9041 has no whole number of units: many'],
    [['J9041', '35', '', ''], 'J9041 has no adjudication indicator from 1 to 3'],
    [['bogus', '35', '3 x', ''], 'not a HCPCS or CPT code: BOGUS'],
  ])('rejects a row with its reason', (row, reason) => {
    expect(read({ rows: [row, EDIT] }).rejected).toEqual([{ row: 3, reason }]);
  });

  it('rejects the second row of a code', () => {
    expect(read({ rows: [EDIT, EDIT] }).rejected).toEqual([{ row: 4, reason: 'J9041 stands in row 3 already' }]);
  });

  it('may carry its quarter in the name of the download', () => {
    const file = read({ name: 'medicare-ncci-2026-q4-practitioner-services-mue-table.csv', rows: [EDIT] });
    expect(file.effective).toEqual({ from: '2026-10-01', until: '2026-12-31' });
  });

  it('is refused without a day from which it holds', () => {
    expect(parseMue(mueFile({ name: 'mue.csv', rows: [EDIT] }))).toMatchObject({
      ok: false,
      problem: { code: 'no-effective-dates' },
    });
  });

  it('is not a payment limit file', () => {
    const parsed = parseMue(paymentLimitFile({ rows: [limitRow('J9271', '1')] }));
    expect(parsed).toMatchObject({
      ok: false,
      problem: {
        code: 'wrong-kind',
        message: 'this is a CMS payment limit file, not a CMS table of medically unlikely edits',
      },
    });
  });
});
