import { describe, expect, it } from 'vitest';
import { parseCrosswalk } from '../../../reference-data/cms/crosswalk.ts';
import { crosswalkFile, crosswalkRow, limitRow, paymentLimitFile } from './fixtures.ts';

const read = (...args: Parameters<typeof crosswalkFile>) => {
  const parsed = parseCrosswalk(crosswalkFile(...args));
  if (!parsed.ok) throw new Error(parsed.problem.message);
  return parsed.value;
};

describe('a crosswalk', () => {
  it('gives each package its code and what one container holds', () => {
    const [row] = read({ rows: [crosswalkRow('J1745', '57894-0030-01', ['1', '10', '10'])] }).kept;
    expect(row).toMatchObject({ row: 10, ndc: '57894003001', code: 'J1745', drugName: 'Somedrug', dosage: '10 MG' });
    expect(row?.units).toMatchObject({ content: { measure: 'mass', value: { n: 100n, d: 1n } } });
  });

  it('tells a carton of ten from a vial', () => {
    const [row] = read({ rows: [crosswalkRow('J2469', '00409-2504-10', ['10', '10', '100'], '25 MCG')] }).kept;
    expect(row?.units).toMatchObject({
      containers: { n: 10n },
      unitsPerContainer: { n: 10n },
      unitsPerPackage: { n: 100n },
    });
    expect(row?.units?.content?.value).toEqual({ n: 1n, d: 4n });
  });

  it('keeps a row that contradicts itself for identity, warns of it and never uses its units', () => {
    const file = read({ rows: [crosswalkRow('J9359', '79952-0110-01', ['1', '133.33', '134'], '0.075 MG')] });
    expect(file.kept).toMatchObject([{ ndc: '79952011001', code: 'J9359' }]);
    expect(file.kept[0]).not.toHaveProperty('units');
    expect(file.warnings).toEqual([
      { row: 10, reason: 'BILLUNITSPKG 134 is not PKG QTY 1 x BILLUNITS 133.33: not used for units' },
    ]);
    expect(file.rejected).toEqual([]);
  });

  it('takes fractions that agree exactly', () => {
    const [row] = read({ rows: [crosswalkRow('J0129', '00003-2188-11', ['4', '12.5', '50'])] }).kept;
    expect(row?.units?.content?.value).toEqual({ n: 125n, d: 1n });
  });

  it('warns of units that are no numbers or zero', () => {
    const file = read({
      rows: [
        crosswalkRow('J0001', '00003-2188-11', ['1', 'one', '1']),
        crosswalkRow('J0001', '00003-2188-12', ['0', '1', '0']),
      ],
    });
    expect(file.warnings.map(({ row }) => row)).toEqual([10, 11]);
    expect(file.kept.every(({ units }) => units === undefined)).toBe(true);
  });

  it.each([
    ['888867413689', 'not a National Drug Code in 11 digits: 888867413689'],
    ['GG100', 'not a National Drug Code in 11 digits: GG100'],
    ['', 'not a National Drug Code in 11 digits: blank'],
  ])('rejects %s in the place of an NDC instead of padding it', (ndc, reason) => {
    const file = read({ rows: [crosswalkRow('J7331', ndc, ['1', '1', '1'])] });
    expect(file).toMatchObject({ read: 1, kept: [], rejected: [{ row: 10, reason }] });
  });

  it('rejects a row that repeats another, but keeps one package under two codes', () => {
    const units = ['1', '10', '10'] as const;
    const rows = [
      crosswalkRow('J0885', '55513-0126-10', units),
      crosswalkRow('Q4081', '55513-0126-10', units),
      crosswalkRow('J0885', '55513-0126-10', units),
    ];
    expect(read({ rows })).toMatchObject({
      kept: [{ code: 'J0885' }, { code: 'Q4081' }],
      rejected: [{ row: 12, reason: 'repeats row 10' }],
    });
  });

  it.each(['_2023_CODE', '_2026_CODE', '_2027_CODE'])('is found by a header that begins with %s', (first) => {
    const header = [
      first,
      'Short Description',
      'LABELER NAME',
      'NDC',
      'Drug Name',
      'HCPCS dosage',
      'PKG SIZE',
      'PKG QTY',
      'BILLUNITS',
      'BILLUNITSPKG',
    ];
    const rows = [crosswalkRow('J1745', '57894-0030-01', ['1', '10', '10']).slice(0, 10)];
    expect(read({ header, rows }).kept).toHaveLength(1);
  });

  it('does not mind 252 cells per row', () => {
    const wide = Array.from({ length: 240 }, () => '');
    const row = [...crosswalkRow('J1745', '57894-0030-01', ['1', '10', '10']), ...wide];
    expect(read({ rows: [row] }).kept).toHaveLength(1);
  });

  it('is not a payment limit file', () => {
    const parsed = parseCrosswalk(paymentLimitFile({ rows: [limitRow('J9271', '1')] }));
    expect(parsed).toMatchObject({ ok: false, problem: { code: 'wrong-kind' } });
  });

  it('of real size, 8000 rows of 252 cells, is read to its last row', () => {
    const tail = Array.from({ length: 240 }, () => '');
    const rows = Array.from({ length: 8000 }, (_, at) => [
      ...crosswalkRow(at < 7999 ? 'J1745' : 'Q5103', `57894-${String(at).padStart(4, '0')}-01`, ['1', '10', '10']),
      ...tail,
    ]);
    const parsed = parseCrosswalk(crosswalkFile({ rows }));
    expect(parsed).toMatchObject({ ok: true, value: { read: 8000, rejected: [], warnings: [] } });
    expect(parsed.ok && parsed.value.kept.at(-1)).toMatchObject({ row: 8009, code: 'Q5103', ndc: '57894799901' });
  });
});
