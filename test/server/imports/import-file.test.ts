import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { hcpcs } from '../../../domain/kernel/hcpcs-code.ts';
import { ndc11 } from '../../../domain/kernel/ndc11.ts';
import { plainDate } from '../../../domain/kernel/plain-date.ts';
import { amount } from '../../../domain/kernel/quantity.ts';
import { decimal } from '../../../domain/kernel/rational.ts';
import { loadDrugIndex } from '../../../reference-data/load.ts';
import { packageRoot } from '../../../reference-data/package-root.ts';
import { STOCK } from '../../../sandbox/stories/clinic.ts';
import { contractFor } from '../../../server/imports/contract-choice.ts';
import { priceSense } from '../../../server/imports/price-sense.ts';
import { importedStamp, importedTables } from '../../../server/store/imported-tables.ts';
import { ROW_TABLES } from '../../../server/store/import-tables.ts';
import { openStaging, stageRows } from '../../../server/store/imports.ts';
import type { Store } from '../../../server/store/open-store.ts';
import { policyPacks } from '../../../server/store/policy-packs.ts';
import { pricesInForce } from '../../../server/margin/unit-cost.ts';
import { contractsOf, pricesFrom } from '../../../server/store/price-book.ts';
import { describeOnBothEngines } from '../../support/postgres-engines.ts';
import type { TakenIn } from './files.ts';
import { ALONE, aspFile, crosswalkFile, csv, mueFile, reportOf, scratchFolder, takeIn } from './files.ts';

const scratch = scratchFolder();
afterAll(scratch.remove);

const refusalOf = async (store: Store, file: TakenIn) => {
  const result = await takeIn(store, file);
  return result.ok ? undefined : result.problem;
};

/** How many rows and files the database holds, seen or unseen. */
async function held(store: Store): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of [...ROW_TABLES, 'import_file'] as const) {
    const rows = await store.db
      .selectFrom(table)
      .select(({ fn }) => fn.countAll<string>().as('n'))
      .execute();
    counts[table] = Number(rows[0]?.n);
  }
  return counts;
}

describeOnBothEngines('A payment limit file', (database) => {
  const first = scratch.write(
    'JUL 2026 Pricing File 062326.csv',
    aspFile([
      ['J9271', '59.123', '19.596'],
      ['A9606', ''],
      ['Q5118', '12.5'],
    ]),
  );
  const restated = scratch.write('JUL 2026 Pricing File 071426.csv', aspFile([['J9271', '60.000']]));

  it('is taken in whole, and every row keeps its file, its row and its quarter', async () => {
    const { store } = database();
    expect(await reportOf(store, { kind: 'asp', path: first })).toEqual({
      file: 'JUL 2026 Pricing File 062326.csv',
      kind: 'asp',
      effective: { from: '2026-07-01', until: '2026-09-30' },
      read: 3,
      kept: 2,
      rejected: [{ row: 11, reason: 'A9606 has no payment limit' }],
      warnings: [],
      unchanged: false,
    });
    const { limits } = await importedTables(store.db);
    expect(limits[0]?.limit).toEqual({
      hcpcs: 'J9271',
      quarterFrom: '2026-07-01',
      quarterLabel: '2026Q3',
      microDollarsPerUnit: 59_123_000n,
      coinsuranceMillipercent: 19_596,
      file: 'JUL 2026 Pricing File 062326.csv',
      row: 10,
    });
    expect(limits.map(({ limit }) => limit.hcpcs)).toEqual(['J9271', 'Q5118']);
  });

  it('changes nothing the second time and says so, whatever its name', async () => {
    const { store } = database();
    const [before, stamp] = [await held(store), await importedStamp(store.db)];
    const again = await reportOf(store, { kind: 'asp', path: first });
    expect(again).toMatchObject({ unchanged: true, read: 3, kept: 2, rejected: [{ row: 11 }] });
    expect(Object.keys(again).slice(0, 4)).toEqual(['file', 'kind', 'effective', 'read']);
    expect(await held(store)).toEqual(before);
    expect(await importedStamp(store.db)).toBe(stamp);
  });

  it('restated takes the place of the first one, which is kept', async () => {
    const { store } = database();
    const stamp = await importedStamp(store.db);
    await reportOf(store, { kind: 'asp', path: restated });
    const { limits } = await importedTables(store.db);
    expect(limits.map(({ limit }) => [limit.hcpcs, limit.microDollarsPerUnit])).toEqual([['J9271', 60_000_000n]]);
    expect((await held(store))['payment_limit']).toBe(3);
    expect(await importedStamp(store.db)).not.toBe(stamp);
  });

  it('that is older than the restated one does not take its place, though it comes later', async () => {
    const { store } = database();
    const older = scratch.write('JUL 2026 Pricing File 060126.csv', aspFile([['J9271', '1.000']]));
    await reportOf(store, { kind: 'asp', path: older });
    const { limits } = await importedTables(store.db);
    expect(limits.map(({ limit }) => limit.microDollarsPerUnit)).toEqual([60_000_000n]);
  });

  it.each([
    ['empty', '', 'empty'],
    ['a crosswalk', crosswalkFile([['J9271', '00006-3026-02', '1', '10', '10']]), 'wrong-kind'],
    ['a header only', aspFile([]), 'empty'],
    ['cut in a record', aspFile([['J9271', '59.123']]).slice(0, -30), 'truncated'],
    ['a ZIP', 'PK\u0003\u0004', 'wrong-kind'],
    ['without any limit', aspFile([['A9606', '']]), 'nothing-kept'],
  ])('that is %s is refused and leaves nothing behind', async (name, text, code) => {
    const { store } = database();
    const before = await held(store);
    const path = scratch.write(`${name} 010126.csv`, text);
    expect(await refusalOf(store, { kind: 'asp', path })).toMatchObject({ code });
    expect(await held(store)).toEqual(before);
  });

  it('that does not exist is refused by a sentence', async () => {
    const { store } = database();
    expect(await refusalOf(store, { kind: 'asp', path: '/nowhere/at.csv' })).toMatchObject({ code: 'unreadable' });
  });
});

describeOnBothEngines('A crosswalk and a table of unlikely edits', (database) => {
  it('keep a package that contradicts itself for identity, never for units', async () => {
    const { store } = database();
    const path = scratch.write(
      'Crosswalk 062326.csv',
      crosswalkFile([
        ['J9355', '50242-0132-01', '1', '15', '15'],
        ['J9359', '79952-0110-01', '1', '133.33', '134'],
        ['J7331', '888867413689', '1', '1', '1'],
      ]),
    );
    const report = await reportOf(store, { kind: 'crosswalk', path });
    expect(report).toMatchObject({ read: 3, kept: 2, rejected: [{ row: 12 }], warnings: [{ row: 11 }] });
    const { packages } = await importedTables(store.db);
    const provenance = { sources: ['Crosswalk 062326.csv'], verification: 'file' };
    expect(packages).toEqual([
      { row: 10, ndc: '50242013201', hcpcs: 'J9355', containers: 1, content: amount('150', 'mg'), provenance },
      { row: 11, ndc: '79952011001', hcpcs: 'J9359', provenance },
    ]);
  });

  it('keep one table of edits per setting, and of each the newest', async () => {
    const { store } = database();
    const take = (name: string, text: string) => reportOf(store, { kind: 'mue', path: scratch.write(name, text) });
    const practitioner = 'Practitioner Services MUE Values';
    await take(
      'P_Eff_07-01-2026.csv',
      mueFile(practitioner, [
        ['J9045', '22'],
        ['J9355', '0'],
      ]),
    );
    await take('P_Eff_10-01-2026.csv', mueFile(practitioner, [['J9045', '24']]));
    await take('O_Eff_07-01-2026.csv', mueFile('Outpatient Hospital Services MUE Values', [['J9045', '23']]));
    const { mues } = await importedTables(store.db);
    expect(mues.map(({ hcpcs: code, setting, units, quarter }) => [code, setting, units, quarter])).toEqual([
      ['J9045', 'outpatient-hospital', 23, '2026Q3'],
      ['J9045', 'practitioner', 24, '2026Q4'],
    ]);
  });
});

const PRICE_HEADER = 'ndc,account,unit,price,from,to,source';
const NDC = ndc11('00006-3026-02');

describeOnBothEngines('A pharmacy price file', (database) => {
  it('is priced by the day and by the file that came last, and a day without a price has none', async () => {
    const { store } = database();
    const lines = [
      '00006-3026-02,GPO,package,5432.123456,2026-07-01,2026-09-30,wholesaler',
      '00006-3026-02,340B,package,0.01,2026-07-01,,',
    ];
    const report = await reportOf(store, { kind: 'prices', path: scratch.write('p1.csv', csv(PRICE_HEADER, lines)) });
    expect(report).toMatchObject({ read: 2, kept: 2, rejected: [], effective: { from: '2026-07-01' } });
    expect(report.effective).not.toHaveProperty('until');
    const accounts = async (on: string, tenant = 'clinic') =>
      pricesInForce(await pricesFrom(store.db, tenant, plainDate(on)), plainDate(on))
        .filter(({ ndc }) => ndc === NDC)
        .map(({ account, microDollars, file, row }) => [account, microDollars, file, row])
        .sort();
    expect(await accounts('2026-09-30')).toEqual([
      ['340B', 10_000n, 'p1.csv', 3],
      ['GPO', 5_432_123_456n, 'p1.csv', 2],
    ]);
    expect(await accounts('2026-10-01')).toEqual([['340B', 10_000n, 'p1.csv', 3]]);
    expect(await accounts('2026-06-30')).toEqual([]);
    expect(await accounts('2026-09-30', 'other')).toEqual([]);
    const later = csv(PRICE_HEADER, ['00006302602,gpo,package,5000,2026-08-01,,']);
    await reportOf(store, { kind: 'prices', path: scratch.write('p2.csv', later) });
    expect(await accounts('2026-09-30')).toContainEqual(['GPO', 5_000_000_000n, 'p2.csv', 2]);
    expect(await accounts('2026-07-31')).toContainEqual(['GPO', 5_432_123_456n, 'p1.csv', 2]);
  });

  it('of the sandbox is kept whole beside its contracts, with a price for every drug that its clinic stocks', async () => {
    const { store } = database();
    const drugs = loadDrugIndex();
    const beside = { ...ALONE, priceSense: () => Promise.resolve(priceSense(drugs)) };
    const invented = (name: string): string => join(packageRoot(), 'sandbox', 'prices', name);
    const [tenant, on] = ['sandbox', plainDate('2026-12-01')];
    const prices = await reportOf(store, {
      ...{ kind: 'prices', path: invented('pharmacy-prices.csv'), tenant, beside },
    });
    const contracts = await reportOf(store, {
      ...{ kind: 'contracts', path: invented('payer-contracts.csv'), tenant, beside },
    });
    for (const { rejected, warnings = [] } of [prices, contracts]) expect([...rejected, ...warnings]).toEqual([]);
    const priced = pricesInForce(await pricesFrom(store.db, tenant, on), on).map(({ ndc }) => ndc);
    for (const code of Object.keys(STOCK))
      expect(priced.filter((ndc) => drugs.packageOf(ndc, hcpcs(code)) !== undefined)).not.toEqual([]);
  });

  it('names every row that is no price', async () => {
    const { store } = database();
    const path = scratch.write(
      'bad.csv',
      csv(PRICE_HEADER, [
        '00006-3026-02,WAC,package,100,2026-07-01,2026-12-31,',
        '00006-3026-02,WAC,package,101,2026-12-31,,',
        '00006-3026-02,WAC,package,-1,2027-01-01,,',
        '00006-3026-02,WAC,package,0,2027-01-01,,',
        '0000630260,WAC,package,1,2027-01-01,,',
        '00006-3026-02,VIP,vial,1.0000001,,,',
        '',
        '00006-3026-02,WAC,package,5',
        '00006-3026-02,WAC,package,102,2027-01-01,,',
      ]),
    );
    const { read, kept, rejected } = await reportOf(store, { kind: 'prices', path, tenant: 'bad' });
    expect([read, kept]).toEqual([8, 2]);
    const amountReason = 'price is not an amount above zero in dollars, with six decimals at most';
    expect(rejected).toEqual([
      { row: 3, reason: 'WAC price of this package overlaps row 2' },
      { row: 4, reason: amountReason },
      { row: 5, reason: amountReason },
      { row: 6, reason: 'ndc has ten digits without hyphens, which fit several products: write it with hyphens' },
      {
        row: 7,
        reason: `from is blank; account is not one of WAC, GPO, 340B; unit is not one of package, billing-unit; ${amountReason}`,
      },
      { row: 9, reason: 'has 4 cells where the header names 7' },
    ]);
  });

  it.each([
    [
      'of another kind',
      csv('payer,member_id,active_from,active_to,verified_at', ['a,b,,,2026-01-01']),
      'this is a file of eligibility checks, not a pharmacy price file',
    ],
    [
      'without a column',
      csv('ndc,account,unit,from', ['1,2,3,4']),
      'this is not a pharmacy price file: its header lacks price',
    ],
    [
      'cut in its last row',
      csv(PRICE_HEADER, ['00006-3026-02,WAC,package,100,2026-07-01,,', '00006-3026-02,WAC,pac']),
      'the file breaks off in row 3',
    ],
    [
      'cut inside quotes',
      csv(PRICE_HEADER, ['00006-3026-02,WAC,package,100,2026-07-01,,"never clo']),
      'the file breaks off inside a quoted text that begins in row 2',
    ],
    [
      'all wrong',
      csv(PRICE_HEADER, ['x,WAC,package,100,2026-07-01,,']),
      'none of its 1 rows can be used:\n  row 2: ndc is not a National Drug Code in 11 digits',
    ],
  ])('that is %s is refused, and nothing of it is kept', async (name, text, message) => {
    const { store } = database();
    const before = await held(store);
    expect(await refusalOf(store, { kind: 'prices', path: scratch.write(`${name}.csv`, text) })).toMatchObject({
      message,
    });
    expect(await held(store)).toEqual(before);
  });

  it('is held against the payment limit', async () => {
    const { store } = database();
    const beside = {
      ...ALONE,
      priceSense: () =>
        Promise.resolve(({ microDollars }: { microDollars: bigint }) =>
          microDollars > 10n ** 9n ? { reject: 'too dear' } : { warn: 'odd' },
        ),
    };
    const lines = ['00006-3026-02,WAC,package,2000,2026-07-01,,', '00006-3026-02,GPO,package,5,2026-07-01,,'];
    const path = scratch.write('dear.csv', csv(PRICE_HEADER, lines));
    const report = await reportOf(store, { kind: 'prices', path, tenant: 'dear', beside });
    expect(report).toMatchObject({ rejected: [{ row: 2, reason: 'too dear' }], warnings: [{ row: 3, reason: 'odd' }] });
  });
});

const CONTRACT_HEADER = 'payer,product,site,hcpcs,form,percent,per_unit,amount,from,to,clause';

describeOnBothEngines('A file of payer contracts', (database) => {
  const ask = {
    payer: { identifiers: [], names: ['Sunrise Health Plan'] },
    hcpcs: hcpcs('J9271'),
    on: plainDate('2026-12-15'),
  };

  it('answers with the most specific terms in force', async () => {
    const { store } = database();
    const path = scratch.write(
      'contracts.csv',
      csv(CONTRACT_HEADER, [
        'Sunrise Health Plan,,,any,percent-of-charges,60,,,2026-01-01,,4.1',
        'Sunrise Health Plan,,,J9271|J9299,percent-of-asp,115.5,,,2026-01-01,2026-12-31,4.2',
        'Sunrise Health Plan,commercial,,J9271,percent-of-asp|percent-of-charges,120|80,,,2026-01-01,,4.3',
        'Harvest Mutual,,Location/l1,,fee-schedule,,54.2,,2026-07-01,,',
        'Harvest Mutual,exchange,,,case-rate,,,900,2026-01-01,2026-06-30,',
        'Harvest Mutual,,,,percent-of-asp,1,2,,2026-01-01,,',
      ]),
    );
    const report = await reportOf(store, { kind: 'contracts', path });
    expect(report).toMatchObject({
      kept: 5,
      rejected: [{ row: 7, reason: 'per_unit does not belong to percent-of-asp' }],
    });
    const contracts = await contractsOf(store.db, 'clinic');
    const terms = (more: object) => {
      const choice = contractFor(contracts, { ...ask, ...more });
      return choice.kind === 'one' ? choice.contract.terms : choice.kind;
    };
    expect(terms({})).toEqual({ form: 'percent-of-asp', percent: decimal('115.5') });
    expect(terms({ on: plainDate('2027-01-01') })).toEqual({ form: 'percent-of-charges', percent: decimal('60') });
    expect(terms({ product: 'commercial' })).toMatchObject({
      form: 'lesser-of',
      of: [{ form: 'percent-of-asp' }, { form: 'percent-of-charges' }],
    });
    expect(terms({ payer: { identifiers: [], names: ['Nobody'] } })).toBe('none');
    expect(terms({ on: plainDate('2025-12-31') })).toBe('none');
  });

  it('that came later replaces the terms that say the same', async () => {
    const { store } = database();
    const path = scratch.write(
      'newer.csv',
      csv(CONTRACT_HEADER, ['Sunrise Health Plan,,,J9271,fee-schedule,,70,,2026-11-01,,5']),
    );
    await reportOf(store, { kind: 'contracts', path });
    const choice = contractFor(await contractsOf(store.db, 'clinic'), ask);
    expect(choice).toMatchObject({ kind: 'one', contract: { clause: '5', file: 'newer.csv', row: 2 } });
  });

  it('that ties with an older one leaves the choice to people', async () => {
    const { store } = database();
    const line = 'Harvest Mutual,exchange,,,case-rate,,,950,2026-07-01,,';
    await reportOf(store, { kind: 'contracts', path: scratch.write('tie.csv', csv(CONTRACT_HEADER, [line])) });
    const contracts = await contractsOf(store.db, 'clinic');
    const harvest = { ...ask, payer: { identifiers: [], names: ['Harvest Mutual'] } };
    expect(contractFor(contracts, { ...harvest, product: 'exchange', site: 'Location/l1' })).toMatchObject({
      kind: 'ambiguous',
      contracts: [
        { file: 'contracts.csv', row: 5 },
        { file: 'tie.csv', row: 2 },
      ],
    });
    expect(contractFor(contracts, { ...harvest, product: 'exchange' })).toMatchObject({ kind: 'one' });
  });

  it('is refused whole where two of its rows could both hold on one visit', async () => {
    const { store } = database();
    const before = await held(store);
    const lines = [
      'Lakeside,commercial,,J9271,case-rate,,,900,2026-01-01,,',
      'Lakeside,,Location/l1,J9271,case-rate,,,800,2026-06-01,,',
    ];
    const path = scratch.write('tied.csv', csv(CONTRACT_HEADER, lines));
    const refusal = await refusalOf(store, { kind: 'contracts', path });
    expect(refusal?.message).toContain('rows 2 and 3 are equally specific for Lakeside');
    expect(await held(store)).toEqual(before);
  });
});

const pack = (version: string, from: string) => ({
  pack: 'regional-plans',
  version,
  policies: [
    {
      id: 'sunrise',
      payer: { identifiers: [], names: ['Sunrise Health Plan'] },
      drugs: 'any',
      inForce: { from },
      authorization: { required: true },
      source: { document: 'Sunrise policy manual', readOn: '2026-11-01' },
    },
  ],
});

describeOnBothEngines('A policy pack', (database) => {
  it('replaces the one of its name that came before', async () => {
    const { store } = database();
    const take = (name: string, content: unknown) =>
      reportOf(store, { kind: 'policies', path: scratch.write(name, JSON.stringify(content)) });
    expect(await take('pack1.json', pack('1', '2026-01-01'))).toMatchObject({
      read: 1,
      kept: 1,
      effective: { from: '2026-01-01' },
    });
    await take('pack2.json', pack('2', '2026-02-01'));
    expect(await policyPacks(store.db)).toMatchObject([
      { pack: 'regional-plans', version: '2', policies: [{ inForce: { from: '2026-02-01' } }] },
    ]);
  });

  it.each([
    [
      'with faults',
      JSON.stringify({ pack: 'x', version: '1', policies: [{ id: '' }] }),
      /policies\[0\]\.id: .*\n.*policies\[0\]\.payer/s,
    ],
    ['that is no JSON', 'ndc,account', /is JSON, and this file is not/],
    ['that breaks off', JSON.stringify(pack('3', '2026-01-01')).slice(0, -20), /breaks off/],
  ])('%s is refused whole', async (name, text, message) => {
    const { store } = database();
    const before = await held(store);
    const path = scratch.write(`${name}.json`, text);
    expect((await refusalOf(store, { kind: 'policies', path }))?.message).toMatch(message);
    expect(await held(store)).toEqual(before);
  });

  it('that contradicts a policy in force is refused and names both', async () => {
    const { store } = database();
    const twin = { ...pack('1', '2026-01-01').policies[0], payer: { identifiers: [], names: ['Sunrise Health Plan'] } };
    const path = scratch.write('twin.json', JSON.stringify({ pack: 'twin', version: '1', policies: [twin] }));
    const beside = {
      ...ALONE,
      policies: async () => (await policyPacks(store.db)).flatMap(({ policies }) => policies),
    };
    const refusal = await refusalOf(store, { kind: 'policies', path, beside });
    expect(refusal?.message).toContain('regional-plans/sunrise and twin/sunrise are equally specific');
  });
});

describeOnBothEngines('Rows of a file that never became visible', (database) => {
  it('count for nobody, and go with the next import', async () => {
    const { store } = database();
    const file = { tenant: null, kind: 'asp', checksum: '0'.repeat(64), fileName: 'half.csv' };
    const id = await openStaging(store.db, file);
    const row = {
      file_id: id,
      row_number: 10,
      effective_from: '2026-07-01',
      effective_until: '2026-09-30',
      code: 'J9271',
    };
    await stageRows(store.db, 'payment_limit', [
      { ...row, micro_dollars_per_unit: '1', dosage: '1 MG', coinsurance_millipercent: null, notes: null },
    ]);
    expect((await importedTables(store.db)).limits).toEqual([]);
    const path = scratch.write('whole 062326.csv', aspFile([['J9299', '30.1']]));
    await reportOf(store, { kind: 'asp', path });
    expect(await held(store)).toMatchObject({ payment_limit: 1, import_file: 1 });
  });

  it('come from one import at a time, so that the same file twice at once is taken in once', async () => {
    const { store } = database();
    const path = scratch.write('twice 062426.csv', aspFile([['J9299', '30.2']]));
    const reports = await Promise.all([1, 2, 3].map(() => reportOf(store, { kind: 'asp', path })));
    expect(reports.filter(({ unchanged }) => !unchanged)).toHaveLength(1);
  });
});
