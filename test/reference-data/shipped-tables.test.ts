import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hcpcs } from '../../domain/kernel/hcpcs-code.ts';
import { plainDate } from '../../domain/kernel/plain-date.ts';
import { amountText } from '../../domain/kernel/quantity.ts';
import { decimal } from '../../domain/kernel/rational.ts';
import { planVials } from '../../domain/waste/vial-planner.ts';
import { checkTables, MOST_USED } from '../../reference-data/check.ts';
import { TABLE_FILES } from '../../reference-data/drug-tables.ts';
import { loadDrugIndex, loadDrugTables } from '../../reference-data/load.ts';
import { packageRoot, tablesFolder } from '../../reference-data/package-root.ts';

const tables = loadDrugTables();
const drugs = loadDrugIndex();
const day = plainDate('2026-11-21');
const strengthsOf = (code: string) =>
  drugs.facts(hcpcs(code), day)?.containers.map(({ content }) => amountText(content));
const kindsOf = (code: string) =>
  drugs.containersOf(hcpcs(code)).map(({ content, kind }) => `${amountText(content)} ${kind}`);

describe('the shipped drug tables', () => {
  it('pass the data check without a single fault', () => {
    expect(checkTables(tables)).toEqual([]);
  });

  it('hold 339 codes, 338 payment limits and more than forty of the most used infusions', () => {
    expect(tables.drugs).toHaveLength(339);
    expect(tables.limits).toHaveLength(338);
    expect(new Set(MOST_USED).size).toBeGreaterThanOrEqual(40);
  });

  it('have the checksums that SOURCES.md states', () => {
    const stated = readFileSync(join(packageRoot(), 'reference-data', 'SOURCES.md'), 'utf8');
    for (const file of TABLE_FILES) {
      const sum = createHash('sha256')
        .update(readFileSync(join(tablesFolder(), file)))
        .digest('hex');
      expect(stated, file).toContain(`| ${file} |`);
      expect(stated, `${file} is now ${sum}`).toContain(sum);
    }
  });

  it('carry no name of a CPT code and no descriptor longer than a label', () => {
    for (const { facts } of tables.drugs) {
      expect(facts.hcpcs).toMatch(/^[JQ]\d{4}$/);
      expect(facts.label.length).toBeLessThanOrEqual(32);
    }
  });

  it.each([
    ['J3262', ['80 mg', '200 mg', '400 mg']],
    ['J9299', ['40 mg', '100 mg', '120 mg', '240 mg']],
    ['J9047', ['10 mg', '30 mg', '60 mg']],
    ['J9177', ['20 mg', '30 mg']],
    ['J1745', ['100 mg']],
    ['J9035', ['100 mg', '400 mg']],
    ['Q5118', ['100 mg', '400 mg']],
  ])('know every strength of %s', (code, strengths) => {
    expect(strengthsOf(code)).toEqual(strengths);
  });

  it.each([
    ['J1745', '350', '400'],
    ['J3262', '331', '360'],
    ['J9177', '91.25', '100'],
    ['J9047', '106.4', '110'],
    ['J9035', '1086', '1100'],
    ['J9299', '243', '260'],
    ['J9145', '1091.2', '1100'],
    ['J9305', '865', '900'],
  ])('let the planner cover %s %s mg with vials of %s mg', (code, dose, total) => {
    const contents = drugs.facts(hcpcs(code), day)?.containers.map(({ content }) => content.value) ?? [];
    expect(planVials(decimal(dose), contents)).toMatchObject({ ok: true, value: { total: decimal(total) } });
  });

  it('know the 100 and 500 mg vials of pemetrexed', () => {
    expect(strengthsOf('J9305')).toEqual(expect.arrayContaining(['100 mg', '500 mg']));
  });

  it('say single-dose or multi-dose for each strength of trastuzumab, not for its code', () => {
    expect(kindsOf('Q5114')).toEqual(['150 mg single-dose', '420 mg multi-dose']);
    expect(kindsOf('J9355')).toEqual(['150 mg single-dose', '420 mg multi-dose']);
  });

  it('say unknown where labelers differ', () => {
    expect(kindsOf('J9171')).toEqual(['20 mg unknown', '80 mg unknown', '160 mg unknown']);
  });

  it('never plan the abatacept syringes or the vial of trastuzumab that is gone', () => {
    expect(strengthsOf('J0129')).toEqual(['250 mg']);
    expect(strengthsOf('J9355')).toEqual(['150 mg']);
  });

  it('count the fractional units exactly', () => {
    expect(drugs.facts(hcpcs('J9359'), day)?.billingUnit.value).toEqual({ n: 3n, d: 40n });
    expect(drugs.facts(hcpcs('J9321'), day)?.billingUnit.value).toEqual({ n: 4n, d: 25n });
  });

  it('are frozen, so that no decision can change the next one', () => {
    const facts = drugs.facts(hcpcs('J9271'), day);
    expect(() => Object.assign(facts ?? {}, { label: 'other' })).toThrow(TypeError);
  });
});
