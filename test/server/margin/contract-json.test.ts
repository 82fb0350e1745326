import { afterAll, beforeAll, expect, it } from 'vitest';
import { contractsOf } from '../../../server/store/price-book.ts';
import type { TestDatabase } from '../../support/postgres-engines.ts';
import { openTestDatabase } from '../../support/postgres-engines.ts';
import { csv, reportOf, scratchFolder, takeIn } from '../imports/files.ts';

const scratch = scratchFolder();
let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase('pglite');
});
afterAll(async () => {
  await database.store.close();
  scratch.remove();
});

const ROW = { payer: 'Sunrise Health Plan', hcpcs: ['J9271', 'J9299'], from: '2026-01-01', clause: 'Exhibit A' };

it('reads contracts from JSON as it does from CSV', async () => {
  const { store } = database;
  const contracts = [
    { ...ROW, form: ['percent-of-asp', 'percent-of-charges'], percent: ['115', '45'] },
    { ...ROW, form: 'fee-schedule' },
    'nothing',
  ];
  const path = scratch.write('contracts.json', JSON.stringify({ contracts }));
  const report = await reportOf(store, { kind: 'contracts', path, tenant: 'json' });
  expect(report).toMatchObject({ read: 3, kept: 1, effective: { from: '2026-01-01' } });
  expect(report.rejected).toEqual([
    { row: 2, reason: 'per_unit is blank' },
    { row: 3, reason: 'is not an object' },
  ]);
  const header = 'payer,hcpcs,form,percent,from,clause';
  const line = 'Sunrise Health Plan,J9271|J9299,percent-of-asp|percent-of-charges,115|45,2026-01-01,Exhibit A';
  await reportOf(store, { kind: 'contracts', path: scratch.write('c.csv', csv(header, [line])), tenant: 'csv' });
  const terms = async (tenant: string) =>
    (await contractsOf(store.db, tenant)).map(({ drugs, terms: said }) => ({ drugs, said }));
  expect(await terms('json')).toEqual(await terms('csv'));
});

it('refuses two contracts that are equally specific, a list without contracts, and JSON that breaks off', async () => {
  const { store } = database;
  const twice = [
    { ...ROW, form: 'fee-schedule', per_unit: 50 },
    { ...ROW, form: 'fee-schedule', per_unit: 60 },
  ];
  const refusal = async (name: string, text: string) => {
    const taken = await takeIn(store, { kind: 'contracts', path: scratch.write(name, text), tenant: 'refused' });
    return taken.ok ? 'taken' : taken.problem;
  };
  expect(await refusal('twice.json', JSON.stringify(twice))).toMatchObject({
    code: 'invalid',
    message: expect.stringContaining('rows 1 and 2 are equally specific') as string,
  });
  expect(await refusal('other.json', '{"policies": []}')).toMatchObject({ code: 'wrong-kind' });
  expect(await refusal('cut.json', '[{"payer": "Sun')).toMatchObject({ code: 'truncated' });
  expect(await contractsOf(store.db, 'refused')).toEqual([]);
});
