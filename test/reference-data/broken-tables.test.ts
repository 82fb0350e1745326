import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkTables } from '../../reference-data/check.ts';
import type { TableFile } from '../../reference-data/drug-tables.ts';
import { loadDrugIndex, loadDrugTables, parseDrugTables } from '../../reference-data/load.ts';
import { packageRoot, tablesFolder } from '../../reference-data/package-root.ts';

const textOf = (file: TableFile): string => readFileSync(join(tablesFolder(), file), 'utf8');

/** The shipped tables with one text replaced in one of them. */
function tablesWith(file: TableFile, from: string | RegExp, to: string) {
  expect(textOf(file)).toMatch(from);
  return parseDrugTables((name) => (name === file ? textOf(name).replace(from, to) : textOf(name)));
}

const messagesOf = (file: TableFile, from: string | RegExp, to: string): readonly string[] =>
  checkTables(tablesWith(file, from, to)).map((fault) => `${fault.file}: ${fault.message}`);

describe('a table that cannot be read', () => {
  it.each([
    ['drugs.csv', /^J0129,Orencia/m, 'X0129,Orencia', 'drugs.csv row 2: hcpcs cannot be read: X0129'],
    ['drugs.csv', /^(J0129,.*?,abatacept,Orencia),10,/m, '$1,ten,', 'drugs.csv row 2: not an amount: ten mg'],
    ['drugs.csv', /^(J0129,.*?,abatacept,Orencia),10,mg/m, '$1,10,spoon', 'drugs.csv row 2: not an amount: 10 spoon'],
    [
      'payment-limits.csv',
      /^J0129,2026-07-01/m,
      'J0129,2026-07-32',
      'payment-limits.csv row 2: quarter_from cannot be read: 2026-07-32',
    ],
    ['payment-limits.csv', '45.859', '0', 'payment-limits.csv row 2: limit_usd is not above zero'],
    ['payment-limits.csv', '45.859', '45.8590001', 'payment-limits.csv row 2: limit_usd has too many decimals'],
    [
      'containers.csv',
      'single-dose',
      'half-dose',
      'containers.csv row 2: kind is half-dose, not one of single-dose, multi-dose, unknown',
    ],
    [
      'sources.csv',
      /^cms-limits-2026q3/m,
      'other',
      'drugs.csv row 2: cites cms-limits-2026q3, which sources.csv does not list',
    ],
    ['drugs.csv', 'hcpcs,label', 'code,label', 'drugs.csv row 2: there is no column hcpcs'],
    ['mue.csv', /^J0129,practitioner,/m, 'J0129,', 'mue.csv row 2: has 6 cells, the header 7'],
  ] as const)('%s with a fault throws an error that names file and row', (file, from, to, message) => {
    expect(() => tablesWith(file, from, to)).toThrow(message);
  });
});

describe('the data check', () => {
  it('finds nothing wrong with the tables as they are', () => {
    expect(checkTables(loadDrugTables())).toEqual([]);
  });

  it.each([
    ['drugs.csv', /^(J9352,.*),2026-09-30,/m, '$1,2016-01-01,', 'drugs.csv: J9352 ends before it begins'],
    [
      'drugs.csv',
      /^(J9352,.*),2026-09-30,/m,
      '$1,2026-08-31,',
      'code-successions.csv: J9352 does not end the day before',
    ],
    [
      'code-successions.csv',
      /^(J9181,J9187,2026-10-01),10,/m,
      '$1,11,',
      'code-successions.csv: the factor is not the old unit over the unit of J9187',
    ],
    ['code-successions.csv', 'J9310,J9312', 'J9310,J9310', 'code-successions.csv: J9310 is not in drugs.csv'],
    ['code-successions.csv', /retired/, 'yes', 'code-successions.csv: says wrongly whether J9265 is in drugs.csv'],
    [
      'payment-limits.csv',
      /^J0174,2026-07-01/m,
      'J0174,2026-08-01',
      'payment-limits.csv: does not begin on the first day of a quarter',
    ],
    [
      'payment-limits.csv',
      /^(J0174,2026-07-01),2026Q3/m,
      '$1,2026Q2',
      'payment-limits.csv: 2026Q2 is not the quarter of 2026-07-01',
    ],
    ['payment-limits.csv', /^J0174,/m, 'J0129,', 'payment-limits.csv: J0129 2026-07-01 stands in row 2 already'],
    ['payment-limits.csv', /^J9271,/m, 'J0001,', 'payment-limits.csv: J9271 has no payment limit'],
    [
      'containers.csv',
      /^J9271,100,mg/m,
      'J9271,100,mL',
      'containers.csv: J9271 is billed in another measure than this content',
    ],
    ['containers.csv', /^J9271,/m, 'J0001,', 'containers.csv: J0001 is not in drugs.csv'],
    [
      'drugs.csv',
      /^(Q5107,Mvasi),bevacizumab/m,
      '$1,rituximab',
      'drugs.csv: Q5107 does not share the ingredient of its reference product',
    ],
    ['rxnorm.csv', ',abatacept,', ',abacus,', 'rxnorm.csv: no drug has the ingredient abacus'],
    ['names.csv', 'avastin,', 'Avastin,', 'names.csv: is not written in lower-case words'],
    [
      'mue.csv',
      'cms-mue-2026q2,transcription',
      'cms-mue-2026q2,file',
      'mue.csv: claims to be read in a file but cites none that was',
    ],
    [
      'mue.csv',
      'cms-mue-2026q2,transcription',
      'hearsay,transcription',
      'mue.csv: cites hearsay, which sources.csv does not list',
    ],
  ] as const)('finds the fault put into %s (%s)', (file, from, to, message) => {
    expect(messagesOf(file, from, to)).toContain(message);
  });
});

describe('the folder of the tables', () => {
  it('is found from a bundle in dist as well as from the sources', () => {
    expect(packageRoot(join(packageRoot(), 'dist', 'assets', 'chairready.mjs'))).toBe(packageRoot());
  });

  it('is looked for past a package.json of somebody else', () => {
    expect(packageRoot(join(packageRoot(), 'node_modules', 'zod', 'index.js'))).toBe(packageRoot());
  });

  it('is refused in a place that is no checkout', () => {
    expect(() => packageRoot('/nowhere/at/all.ts')).toThrow('no package.json of chairready above /nowhere/at/all.ts');
  });

  it('may be another one, whose tables then have another version', () => {
    const folder = mkdtempSync(join(tmpdir(), 'tables-'));
    const files = [
      'code-successions',
      'containers',
      'drugs',
      'mue',
      'names',
      'ndc',
      'payment-limits',
      'rxnorm',
      'sources',
    ] as const;
    for (const file of files)
      writeFileSync(join(folder, `${file}.csv`), textOf(`${file}.csv`).replace('45.859', '45.860'));
    expect(loadDrugIndex(folder).version).not.toBe(loadDrugIndex().version);
    rmSync(folder, { recursive: true });
  });
});
