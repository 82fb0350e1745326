import { describe, expect, it } from 'vitest';
import { hcpcs } from '../../domain/kernel/hcpcs-code.ts';
import { ndc11 } from '../../domain/kernel/ndc11.ts';
import { plainDate } from '../../domain/kernel/plain-date.ts';
import { amount } from '../../domain/kernel/quantity.ts';
import { planUnits } from '../../domain/waste/unit-plan.ts';
import { buildDrugIndex, withImported } from '../../reference-data/drug-index.ts';
import { loadDrugIndex, loadDrugTables } from '../../reference-data/load.ts';

const drugs = loadDrugIndex();
const limitOn = (code: string, on: string) => drugs.paymentLimit(hcpcs(code), plainDate(on));

describe('facts of a code', () => {
  it('begin and end with the code', () => {
    expect(drugs.facts(hcpcs('J9181'), plainDate('2026-09-30'))?.label).toBe('etoposide');
    expect(drugs.facts(hcpcs('J9181'), plainDate('2026-10-01'))).toBeUndefined();
    expect(drugs.facts(hcpcs('J9187'), plainDate('2026-09-30'))).toBeUndefined();
    expect(drugs.facts(hcpcs('J9187'), plainDate('2026-10-01'))?.label).toBe('etoposide');
  });

  it('are there for claims from before July 2023', () => {
    expect(drugs.facts(hcpcs('J1745'), plainDate('2023-06-30'))?.ingredient).toBe('infliximab');
  });

  it('of one ingredient hold the reference product, biosimilars and other routes', () => {
    const codes = drugs.ofIngredient('Trastuzumab', plainDate('2026-11-21')).map((facts) => facts.hcpcs);
    expect(codes).toEqual(['J9355', 'J9356', 'Q5112', 'Q5113', 'Q5114', 'Q5116', 'Q5117', 'Q5146']);
  });
});

describe('the payment limit', () => {
  it('is that of the quarter of the day', () => {
    expect(limitOn('J9271', '2026-09-30')).toMatchObject({
      quarterLabel: '2026Q3',
      microDollarsPerUnit: 60_645_000n,
      row: 0,
    });
  });

  it('is the newest earlier one where the quarter is not loaded', () => {
    expect(limitOn('J9271', '2026-12-15')).toMatchObject({ quarterLabel: '2026Q3' });
  });

  it('is never that of a later quarter', () => {
    expect(limitOn('J9271', '2026-07-01')).toBeDefined();
    expect(limitOn('J9271', '2026-06-30')).toBeUndefined();
  });

  it('says nothing for a code without any', () => {
    expect(limitOn('Q5159', '2026-11-21')).toBeUndefined();
  });
});

describe('quarters that were imported', () => {
  const shipped = loadDrugTables();
  const october = (micro: bigint) => ({
    row: 10,
    limit: {
      hcpcs: hcpcs('J9271'),
      quarterFrom: plainDate('2026-10-01'),
      quarterLabel: '2026Q4',
      microDollarsPerUnit: micro,
      file: 'October 2026.csv',
      row: 512,
    },
    provenance: { sources: ['import'], verification: 'file' as const },
  });

  it('lie over the shipped ones, the later of two files for one quarter on top', () => {
    const index = buildDrugIndex(withImported(shipped, { limits: [october(1n), october(2n)], stamp: 'a' }));
    expect(index.paymentLimit(hcpcs('J9271'), plainDate('2026-12-15'))).toMatchObject({
      microDollarsPerUnit: 2n,
      row: 512,
    });
    expect(index.paymentLimit(hcpcs('J9271'), plainDate('2026-09-30'))).toMatchObject({ quarterLabel: '2026Q3' });
  });

  it('give the tables another version', () => {
    const version = (stamp: string) => buildDrugIndex(withImported(shipped, { stamp })).version;
    expect(new Set([drugs.version, version('a'), version('b')]).size).toBe(3);
    expect(version('a')).toBe(version('a'));
  });
});

describe('a package', () => {
  it('is known by its code, content and kind', () => {
    const row = drugs.packageOf(ndc11('67457-0847-44'), hcpcs('Q5114'));
    expect(row).toMatchObject({ kind: 'multi-dose', content: { measure: 'mass', value: { n: 420n, d: 1n } } });
    expect(drugs.hcpcsOfNdc(ndc11('67457-0847-44'), plainDate('2026-11-21'))).toEqual(['Q5114']);
  });

  it('whose crosswalk row contradicts itself has no content and no kind', () => {
    const row = drugs.packageOf(ndc11('79952-0110-01'), hcpcs('J9359'));
    expect(row).toMatchObject({ kind: 'unknown' });
    expect(row).not.toHaveProperty('content');
  });

  it('of another code is not this one', () => {
    expect(drugs.packageOf(ndc11('79952-0110-01'), hcpcs('J9271'))).toBeUndefined();
  });
});

describe('a code that is billed by the vial', () => {
  it('knows what its vial holds, so that a dose in units of activity can be counted', () => {
    const facts = drugs.facts(hcpcs('J9266'), plainDate('2026-11-21'));
    const plan = (units: string) => facts && planUnits(facts, amount(units, 'units'), undefined);
    expect(plan('3750')).toMatchObject({ ok: true, value: { planned: 1, discarded: 0 } });
    expect(plan('3751')).toMatchObject({ ok: true, value: { planned: 2, discarded: 0 } });
    expect(facts && planUnits(facts, amount('1', 'each'), undefined)).toMatchObject({ value: { planned: 1 } });
  });
});

describe('the medically unlikely edit', () => {
  it('of bortezomib is the 35 units of a vial', () => {
    expect(drugs.mue(hcpcs('J9041'))).toMatchObject({ units: 35, adjudication: 3 });
  });

  it('that is not published is not a limit of zero', () => {
    expect(drugs.mue(hcpcs('J0174'))).toBeUndefined();
    expect(drugs.mue(hcpcs('J9041'), 'outpatient-hospital')).toBeUndefined();
  });
});

describe('the replacements', () => {
  it('turn an authorization for 20 units of J9181 into 200 of J9187', () => {
    const succession = drugs.successions().find(({ from }) => from === 'J9181');
    expect(succession).toMatchObject({ to: 'J9187', on: '2026-10-01', unitsFactor: { n: 10n, d: 1n } });
  });
});
