import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { flipsView } from '../../../api-contract/margin.schema.ts';
import { exampleSnapshot } from '../../../domain/decision/example-course.ts';
import { decide } from '../../../domain/decision/decide.ts';
import { ruleBook } from '../../../domain/decision/rule-book.ts';
import { exactJson } from '../../../domain/kernel/exact-json.ts';
import { plainDate } from '../../../domain/kernel/plain-date.ts';
import { configSchema } from '../../../server/config/config.schema.ts';
import { flipsViewOf, flipVisitsOf } from '../../../server/margin/flips-view.ts';
import { openFlipWatch } from '../../../server/margin/flip-watch.ts';
import { bookedMark } from '../../../server/margin/booked-doses.ts';
import { gatherDoses } from '../../../server/margin/gather-doses.ts';
import { marginDetailOf } from '../../../server/margin/margin-detail.ts';
import { marginListOf } from '../../../server/margin/margin-view.ts';
import { openPriceDesk } from '../../../server/margin/open-desk.ts';
import type { ScenarioId } from '../../../domain/margin/scenario.ts';
import { parsePolicyPack } from '../../../reference-data/policy-pack.ts';
import type { ImportKind } from '../../../server/imports/import-kind.ts';
import { silentLog } from '../../../server/observability/log.ts';
import { newDecisionId } from '../../../server/store/decisions.ts';
import type { BookedDoseRow } from '../../../server/store/margin-booked.ts';
import type { Store } from '../../../server/store/open-store.ts';
import { describeOnBothEngines } from '../../support/postgres-engines.ts';
import { addendumB, aspFile, csv, reportOf, scratchFolder } from '../imports/files.ts';

const scratch = scratchFolder();
const TODAY = plainDate('2026-12-01');

afterAll(() => {
  scratch.remove();
});

const tenantNamed = (id: string) => {
  const file = {
    tenants: [
      {
        id,
        name: id,
        cdsClient: { iss: 'https://ehr.test', jwksUrl: 'https://ehr.test/jwks' },
        fhir: { baseUrl: 'https://ehr.test/fhir' },
      },
    ],
  };
  const [tenant] = configSchema.parse(file).tenants;
  if (tenant === undefined) throw new Error('no tenant');
  return tenant;
};

const aDose = (tenant: string, at: number, more: Partial<BookedDoseRow> = {}): BookedDoseRow => ({
  tenant,
  appointment: `Appointment/a${String(at)}`,
  order_ref: 'MedicationRequest/m1',
  patient_ref: `Patient/p${String(at)}`,
  visit_date: '2027-01-12',
  hcpcs: 'J9271',
  drug_name: 'Keytruda',
  units: 200,
  discarded_units: 0,
  supply: 'buy-and-bill',
  payer: 'Medicare',
  payer_identifiers: [],
  product: 'medicare-ffs',
  location: 'Location/l1',
  site_name: 'Infusion center',
  setting: 'office',
  decision_id: 'd',
  ...more,
});

const PRICES = 'ndc,account,unit,price,from,to,source,prompt_pay_percent,rebate_percent,rebate_status';
const CONTRACTS = 'payer,product,site,hcpcs,form,percent,per_unit,amount,from,to,clause';

const limitsOf = (name: string, quarter: string, limit: string): string =>
  scratch.write(
    name,
    aspFile([
      ['J9271', limit],
      ['Q5118', '1.000'],
    ]).replace('July 1, 2026 through September 30, 2026', quarter),
  );

async function take(store: Store, tenant: string, kind: ImportKind, path: string): Promise<void> {
  await reportOf(store, { kind, path, tenant });
}

describeOnBothEngines('the flip watch', (database) => {
  const watchOf = (store: Store, id: string) =>
    openFlipWatch({ db: store.db, tenants: [{ tenant: tenantNamed(id), today: () => TODAY }], log: silentLog });

  const flipsIn = async (store: Store, tenant: string) => {
    const view = await flipsViewOf(store.db, { tenant, userRef: 'Practitioner/x', mayListVisits: false });
    return flipsView.parse(view).watches;
  };

  it('finds the drug that a new quarter turns to a loss, with its visits, its break-even and both workings', async () => {
    const { store } = database();
    const id = 'flip';
    await store.db
      .insertInto('booked_dose')
      .values([1, 2, 3].map((at) => aDose(id, at)))
      .execute();
    // White bags are not bought here, and a visit before today is over: neither flips.
    await store.db
      .insertInto('booked_dose')
      .values([aDose(id, 4, { supply: 'white-bag' }), aDose(id, 5, { visit_date: '2026-11-30' })])
      .execute();
    // 55.00 + 6 % = 58.30, of which 57.3672 is left; the drug costs 54.20.
    await take(
      store,
      id,
      'asp',
      limitsOf(`${id} october 091826.csv`, 'October 1, 2026 through December 31, 2026', '58.300'),
    );
    await take(
      store,
      id,
      'prices',
      scratch.write(`${id} p.csv`, csv(PRICES, ['00006-3026-02,GPO,billing-unit,54.20,2026-01-01,,w,,,'])),
    );
    const watch = watchOf(store, id);
    const waiting = async () =>
      (await flipsViewOf(store.db, { tenant: id, userRef: 'x', mayListVisits: false })).waiting;
    expect(await waiting()).toEqual([`${id} october 091826.csv`, `${id} p.csv`]);
    await watch.wake();
    expect(await waiting()).toEqual([]);
    expect((await flipsIn(store, id)).flatMap(({ flips }) => flips)).toEqual([]);

    // ASP 6 % lower: 51.70.
    await take(
      store,
      id,
      'asp',
      limitsOf(`${id} january 121826.csv`, 'January 1, 2027 through March 31, 2027', '54.802'),
    );
    await watch.wake();
    const [newest] = await flipsIn(store, id);
    expect(newest).toMatchObject({ file: `${id} january 121826.csv`, visits: 4, priced: 4 });
    expect(newest?.flips).toHaveLength(1);
    const [flip] = newest?.flips ?? [];
    // 200 x 54.802 x 0.984 = 10785.0336; less 10840.
    expect(flip).toMatchObject({
      change: 'turned-negative',
      hcpcs: 'J9271',
      payer: 'Medicare',
      visits: 3,
      firstVisit: '2027-01-12',
      // 200 x 58.3 x 0.984 - 10840 = 633.44 each
      wasTotal: '1900.32',
      nowTotal: '-164.91',
      changePerVisit: '-688.41',
      breakEvenAsp: '51.9635',
    });
    expect(flip?.wasPrice).toContain('2026Q4 (newest loaded before)');
    expect(flip?.nowPrice).toContain('january 121826.csv, row 10, 2027Q1');
    expect(flip?.working.now.map(({ source }) => source).join()).toContain(`${id} p.csv, row 2, GPO`);
    const visits = await flipVisitsOf(store.db, id, { watchId: newest?.id ?? '', flipNo: flip?.flipNo ?? 0 });
    expect(visits.visits.map(({ patient }) => patient)).toEqual(['Patient/p1', 'Patient/p2', 'Patient/p3']);
    // Another tenant sees nothing of it.
    expect((await flipVisitsOf(store.db, 'other', { watchId: newest?.id ?? '', flipNo: 1 })).visits).toEqual([]);

    // A second look finds nothing new.
    await watch.wake();
    expect(await flipsIn(store, id)).toHaveLength(3);
    await watch.stop();
  });

  it('counts prompt payment and an earned rebate, and leaves out one that is only expected', async () => {
    const { store } = database();
    const id = 'net';
    await store.db.insertInto('booked_dose').values(aDose(id, 1)).execute();
    const lines = [
      '00006-3026-02,GPO,billing-unit,100.00,2026-01-01,2027-01-31,w,2,3,earned',
      '00006-3026-02,GPO,billing-unit,100.00,2027-02-01,,w,,3,expected',
    ];
    await take(store, id, 'prices', scratch.write('net.csv', csv(PRICES, lines)));
    const desk = await openPriceDesk(store.db, { tenant: tenantNamed(id), from: TODAY });
    const list = await marginListOf(store.db, desk, { tenant: id, userRef: 'x', today: TODAY });
    expect(list.rows[0]?.figure?.acquisition).toBe('19000.00');
    const detail = await marginDetailOf(store.db, desk, {
      tenant: id,
      today: TODAY,
      key: list.rows[0]?.key ?? '',
      policies: [],
    });
    expect(detail?.waterfall.map(({ label }) => label)).toEqual([
      'Allowed',
      'Sequestration',
      'Patient share not paid',
      'Cost of the drug',
      'Margin',
    ]);
    expect(detail?.worksheet.map(({ label }) => label).join()).toContain('rebate earned by contract');
    await store.db.updateTable('booked_dose').set({ visit_date: '2027-02-02' }).where('tenant', '=', id).execute();
    const later = await marginListOf(store.db, desk, { tenant: id, userRef: 'x', today: TODAY });
    expect(later.rows[0]?.figure?.acquisition).toBe('20000.00');
  });

  it('refuses to pick between contracts that are equally specific, names both, and gives no figure without a quarter', async () => {
    const { store } = database();
    const id = 'tied';
    const commercial = { payer: 'Sunrise Health Plan', product: 'commercial' };
    await store.db
      .insertInto('booked_dose')
      .values([aDose(id, 1, commercial), aDose(id, 2, { visit_date: '2027-08-01' })])
      .execute();
    const byDrug = 'Sunrise Health Plan,,,J9271,percent-of-asp,115,,,2026-01-01,,Exhibit A';
    const byProduct = 'Sunrise Health Plan,commercial,,any,percent-of-asp,110,,,2026-01-01,,Exhibit B';
    await take(store, id, 'contracts', scratch.write('a.csv', csv(CONTRACTS, [byDrug])));
    await take(store, id, 'contracts', scratch.write('b.csv', csv(CONTRACTS, [byProduct])));
    const desk = await openPriceDesk(store.db, { tenant: tenantNamed(id), from: TODAY });
    const list = await marginListOf(store.db, desk, { tenant: id, userRef: 'x', today: TODAY });
    const [medicare, sunrise] = list.rows;
    expect(sunrise?.noFigure).toEqual({
      code: 'contracts-tied',
      why: 'equally specific contracts: a.csv, row 2, from 2026-01-01 (Exhibit A) and b.csv, row 2, from 2026-01-01 (Exhibit B)',
    });
    expect(medicare?.noFigure).toEqual({
      code: 'quarter-not-loaded',
      why: 'no price in force: load the payment limits of 2027Q3',
    });
    expect(list.quartersToLoad).toContainEqual({ quarter: '2027Q3', visits: 1 });
  });

  it('pays a packaged hospital drug nothing by itself, says what it takes for granted, and prices giving it apart', async () => {
    const { store } = database();
    const id = 'hospital';
    await store.db
      .insertInto('booked_dose')
      .values([1, 2].map((at) => aDose(id, at, { setting: 'hopd', location: 'Location/off' })))
      .execute();
    await take(
      store,
      id,
      'asp',
      limitsOf(`${id} january 122726.csv`, 'January 1, 2027 through March 31, 2027', '58.300'),
    );
    const price = '00006-3026-02,GPO,billing-unit,54.20,2026-01-01,,w,,,';
    await take(store, id, 'prices', scratch.write(`${id} p.csv`, csv(PRICES, [price])));
    const tenant = tenantNamed(id);
    const offCampus = {
      ...tenant,
      sites: [{ location: 'Location/off', campus: 'PO' as const, ruralSoleCommunityHospital: false }],
    };
    const shown = async (there = offCampus) => {
      const desk = await openPriceDesk(store.db, { tenant: there, from: TODAY });
      const list = await marginListOf(store.db, desk, { tenant: id, userRef: 'x', today: TODAY });
      const key = list.rows[0]?.key ?? '';
      return marginDetailOf(store.db, desk, { tenant: id, today: TODAY, key, policies: [] });
    };
    const watch = watchOf(store, id);
    await watch.wake();
    const before = await shown();
    // 11,660.00 x 0.984: neither the status of the drug nor the deductible of 2027 is known, and both are said.
    expect(before?.row.figure).toMatchObject({ expected: '11473.44', margin: '633.44' });
    expect(before?.row.figure?.priceSource).toContain('taken to be paid by itself: no Addendum B of 2027Q1 is loaded');
    expect(before?.assumptions.join()).toContain('load the Addendum B of 2027Q1');
    expect(before?.assumptions.join()).toContain('inpatient deductible of 2027 is not loaded');
    expect(before?.administration[0]).toMatchObject({
      code: '96413',
      why: 'no price in force: the Addendum B of 2027Q1 is not loaded',
    });

    const rates = scratch.write(
      `January 2027 Web Addendum B.12.20.26.csv`,
      addendumB([
        ['96413', 'S', '$340.00'],
        ['J9271', 'N', ' '],
      ]),
    );
    await take(store, id, 'opps', rates);
    await watch.wake();
    await watch.stop();
    const after = await shown();
    expect(after?.row.figure).toMatchObject({ allowed: '0.00', margin: '-10840.00', band: 'loss' });
    expect(after?.worksheet[0]?.source).toBe('status N, January 2027 Web Addendum B.12.20.26.csv, row 7');
    // 340.00 x 0.40, then 0.984 of it.
    expect(after?.administration[0]).toEqual({
      code: '96413',
      words: 'infusion of chemotherapy or a complex biologic, first hour',
      allowed: '136.00',
      expected: '133.82',
      source: 'January 2027 Web Addendum B.12.20.26.csv, row 6, 2027Q1, 40 % of it off campus',
    });
    // The rule can be switched off, should a court undo it.
    const undone = { ...offCampus, margin: { ...tenant.margin, rulesOff: ['off-campus-administration' as const] } };
    expect((await shown(undone))?.administration[0]).toMatchObject({ allowed: '340.00' });
    expect(after?.administration[1]?.why).toContain('lists no payment for 96365');
    expect((await flipsIn(store, id))[0]?.flips).toMatchObject([{ change: 'turned-negative', visits: 2 }]);
  });

  it('tells visits apart by the day on which a price changes within their quarter, and by payer and site', async () => {
    const { store } = database();
    const id = 'midway';
    const flat = { payer: 'Flat Plan', product: 'commercial' };
    const doses = [
      aDose(id, 1, { ...flat, visit_date: '2027-01-31' }),
      aDose(id, 2, { ...flat, visit_date: '2027-02-01' }),
      aDose(id, 3, { ...flat, visit_date: '2027-02-15' }),
      aDose(id, 4, { ...flat, visit_date: '2027-02-15', units: 100, discarded_units: 3 }),
      aDose(id, 5, { payer: null, product: null, visit_date: '2027-02-15' }),
      aDose(id, 6, { ...flat, visit_date: '2027-02-15', location: null, site_name: 'Elsewhere' }),
    ];
    await store.db.insertInto('booked_dose').values(doses).execute();
    const contract = 'Flat Plan,,,any,fee-schedule,,60,,2026-01-01,,F';
    await take(store, id, 'contracts', scratch.write(`${id} c.csv`, csv(CONTRACTS, [contract])));
    const priceOf = (dollars: string, from: string, to = '') =>
      `00006-3026-02,GPO,billing-unit,${dollars},${from},${to},w,,,`;
    await take(store, id, 'prices', scratch.write(`${id} 1.csv`, csv(PRICES, [priceOf('50', '2026-01-01')])));
    const watch = watchOf(store, id);
    await watch.wake();
    const dearer = [priceOf('50', '2026-01-01', '2027-01-31'), priceOf('70', '2027-02-01')];
    await take(store, id, 'prices', scratch.write(`${id} 2.csv`, csv(PRICES, dearer)));
    await watch.wake();
    await watch.stop();
    const [newest] = await flipsIn(store, id);
    expect(new Set(newest?.flips.map(({ place }) => place))).toEqual(new Set(['Infusion center', 'Elsewhere']));
    const found = newest?.flips.map(({ site, visits, wasTotal, nowTotal }) => [site, visits, wasTotal, nowTotal]);
    // 200 and 200 and 103 units at 10 above, then 10 below.
    expect(found).toEqual([
      ['Infusion center (office)', 3, '5030.00', '-5030.00'],
      ['Elsewhere (office)', 1, '2000.00', '-2000.00'],
    ]);
    expect(newest?.flips[0]?.working.now[0]?.source).toBe('midway c.csv, row 2, from 2026-01-01 (F)');
    const flipNo = newest?.flips[0]?.flipNo ?? 0;
    const { visits } = await flipVisitsOf(store.db, id, { watchId: newest?.id ?? '', flipNo });
    expect(visits.map(({ patient, units, was, now }) => [patient, units, was, now])).toEqual([
      ['Patient/p2', 200, '2000.00', '-2000.00'],
      ['Patient/p3', 200, '2000.00', '-2000.00'],
      ['Patient/p4', 103, '1030.00', '-1030.00'],
    ]);
  });

  it('prices AWP less a share and a share of charges from the row that says it, and never without one', async () => {
    const { store } = database();
    const id = 'listed';
    const of = (payer: string) => ({ payer, product: 'commercial', visit_date: '2026-12-15' });
    await store.db
      .insertInto('booked_dose')
      .values([aDose(id, 1, of('Awp Mutual')), aDose(id, 2, of('Charge Health')), aDose(id, 3, of('Lesser Plan'))])
      .execute();
    const contracts = [
      'Awp Mutual,,,any,awp-minus,15,,,2026-01-01,,A',
      'Awp Mutual,,,96413,fee-schedule,,180.25,,2026-01-01,,A2',
      'Charge Health,,,any,percent-of-charges,45,,,2026-01-01,,B',
      'Lesser Plan,,,any,lesser-of|awp-minus|percent-of-charges,15|45,,,2026-01-01,,C',
    ];
    await take(store, id, 'contracts', scratch.write(`${id} c.csv`, csv(CONTRACTS, contracts)));
    const price = '00006-3026-02,GPO,billing-unit,50,2026-01-01,,w,,,';
    await take(store, id, 'prices', scratch.write(`${id} p.csv`, csv(PRICES, [price])));
    const shown = async () => {
      const desk = await openPriceDesk(store.db, { tenant: tenantNamed(id), from: TODAY });
      const list = await marginListOf(store.db, desk, { tenant: id, userRef: 'x', today: TODAY });
      const rows = new Map(list.rows.map((row) => [row.payer, row]));
      const key = rows.get('Awp Mutual')?.key ?? '';
      return { rows, awp: await marginDetailOf(store.db, desk, { tenant: id, today: TODAY, key, policies: [] }) };
    };
    const none = await shown();
    expect([...none.rows.values()].map(({ figure }) => figure)).toEqual([undefined, undefined, undefined]);
    expect(none.rows.get('Awp Mutual')?.noFigure?.why).toContain('no price in force: load average wholesale prices');
    expect(none.rows.get('Charge Health')?.noFigure?.why).toBe('no price in force: load charges that list J9271');

    // Of the package: 100 units. The second row begins after the visit.
    const awp = ['00006-3026-02,package,7000,2026-07-01,2026-12-31,', '00006-3026-02,package,1,2027-01-01,,'];
    const charges = ['J9271,150,2026-01-01,,,', 'J9271,120,2026-01-01,,Location/l1,', 'J9271,-1,2027-01-01,,,'];
    await take(store, id, 'awp', scratch.write(`${id} awp.csv`, csv('ndc,unit,awp,from,to,source', awp)));
    const path = scratch.write(`${id} charges.csv`, csv('hcpcs,charge,from,to,site,source', charges));
    expect(await reportOf(store, { kind: 'charges', path, tenant: id })).toMatchObject({
      kept: 2,
      rejected: [{ row: 4, reason: expect.stringContaining('charge is not an amount above zero') as string }],
    });
    const { rows, awp: detail } = await shown();
    // 200 x 70 x 0.85; 200 x 120 x 0.45; the less of the two.
    expect(rows.get('Awp Mutual')?.figure).toMatchObject({ allowed: '11900.00', margin: '1900.00' });
    expect(rows.get('Charge Health')?.figure).toMatchObject({ allowed: '10800.00', margin: '800.00' });
    expect(rows.get('Lesser Plan')?.figure).toMatchObject({ allowed: '10800.00' });
    expect(detail?.worksheet.map(({ source }) => source)).toEqual([
      'listed awp.csv, row 2, AWP from 2026-07-01; listed c.csv, row 2, from 2026-01-01 (A)',
      'listed p.csv, row 2, GPO from 2026-01-01 (not a 340B site)',
      'to the cent, half away from zero',
    ]);
    expect(rows.get('Charge Health')?.figure?.priceSource).toBe('listed charges.csv, row 3, charge from 2026-01-01');
    expect(detail?.administration[0]).toMatchObject({
      allowed: '180.25',
      source: 'listed c.csv, row 3, from 2026-01-01 (A2)',
    });
  });

  it('plays a scenario with the price of its file alone, labels it, and says what it leaves as it is', async () => {
    const { store } = database();
    const id = 'scenario';
    await store.db
      .insertInto('booked_dose')
      .values([aDose(id, 1, { visit_date: '2026-12-15' }), aDose(id, 2, { visit_date: '2026-12-15', setting: 'asc' })])
      .execute();
    const october = 'October 1, 2026 through December 31, 2026';
    await take(store, id, 'asp', limitsOf(`${id} october 091926.csv`, october, '58.300'));
    const price = '00006-3026-02,GPO,billing-unit,54.20,2026-01-01,,w,,,';
    await take(store, id, 'prices', scratch.write(`${id} p.csv`, csv(PRICES, [price])));
    const shown = async (scenarios: readonly ScenarioId[]) => {
      const desk = await openPriceDesk(store.db, { tenant: tenantNamed(id), from: TODAY });
      const played = { ...desk, terms: { ...desk.terms, scenarios } };
      const { rows } = await marginListOf(store.db, played, { tenant: id, userRef: 'x', today: TODAY });
      const key = rows.find(({ site }) => site.includes('office'))?.key ?? '';
      const detail = await marginDetailOf(store.db, played, { tenant: id, today: TODAY, key, policies: [] });
      return { rows, detail, unchanged: detail?.scenarios.flatMap(({ unchanged }) => unchanged ?? []) };
    };
    const before = await shown(['globe', 'negotiated-2028']);
    expect(before.detail?.row.figure?.margin).toBe('633.44');
    expect(before.unchanged).toEqual([
      'Unchanged, for no scenario price of it is loaded: J9271.',
      'It begins on Jan 1, 2028: no visit that is shown is within it.',
    ]);
    // At a surgery center the same drug is paid only beside a procedure, and that it was is taken for granted.
    const center = before.rows.find(({ site }) => site.includes('surgery center'));
    expect(center?.figure?.priceSource).toContain('taken to be paid by itself beside a covered procedure');

    const lines = ['J9271,globe,40,2026-10-01,,proposal', 'J9271,globe,-1,2027-01-01,,', 'J9271,oz,1,2027-01-01,,'];
    const path = scratch.write(`${id} s.csv`, csv('hcpcs,scenario,price,from,to,source', lines));
    expect(await reportOf(store, { kind: 'scenario-prices', path, tenant: id })).toMatchObject({
      kept: 1,
      rejected: [
        { row: 3, reason: expect.stringContaining('price is not an amount above zero') as string },
        { row: 4, reason: expect.stringContaining('scenario is not one of globe, negotiated-2028') as string },
      ],
    });
    const { detail, unchanged } = await shown(['globe']);
    // 11660 allowed; 20 % of 200 x 40 = 1600 from the patient; 2 % of 10060 = 201.20 cut.
    expect(detail?.row.figure).toMatchObject({ expected: '11458.80', margin: '618.80' });
    expect(detail?.worksheet[1]?.label).toContain('proposed and not final: GLOBE');
    expect(detail?.worksheet[1]?.source).toContain('benchmark: scenario s.csv, row 2, scenario price from 2026-10-01');
    expect(unchanged).toEqual([]);
    // Off again, nothing is left of it.
    expect((await shown([])).detail?.row.figure?.margin).toBe('633.44');
  });

  it('lists other products and sites by name, with what the policy says of each, whatever they earn', async () => {
    const { store } = database();
    const id = 'others';
    const lane = { hcpcs: 'J9035', drug_name: 'Avastin', units: 40, payer: 'Step Plan', product: 'commercial' };
    await store.db
      .insertInto('booked_dose')
      .values([
        aDose(id, 1, lane),
        aDose(id, 2, { ...lane, setting: 'hopd', location: 'Location/h', site_name: 'Annex' }),
      ])
      .execute();
    const rates = [
      'Step Plan,,,J9035,fee-schedule,,90,,2026-01-01,,A',
      'Step Plan,,,Q5118,fee-schedule,,60,,2026-01-01,,B',
    ];
    await take(store, id, 'contracts', scratch.write(`${id} c.csv`, csv(CONTRACTS, rates)));
    const prices = [
      '50242-0060-01,GPO,billing-unit,70,2026-01-01,,w,,,',
      '00069-0315-01,GPO,billing-unit,65,2026-01-01,,w,,,',
    ];
    await take(store, id, 'prices', scratch.write(`${id} p.csv`, csv(PRICES, prices)));
    const pack = {
      ...{ pack: 'others', version: '1' },
      policies: [
        {
          ...{ id: 'step', payer: { identifiers: [], names: ['Step Plan'] }, drugs: ['J9035', 'Q5118'] },
          ...{ inForce: { from: '2026-01-01' }, authorization: { required: true }, step: { prefer: ['Q5118'] } },
          ...{ siteOfCare: { allowed: ['11'] }, priors: { approval: '0.9', strength: '20' } },
          source: { document: 'Step policy', section: '4', readOn: '2026-01-01' },
        },
      ],
    };
    const policies = parsePolicyPack(pack);
    if (!policies.ok) throw new Error(JSON.stringify(policies.problem));
    const desk = await openPriceDesk(store.db, { tenant: tenantNamed(id), from: TODAY });
    const { rows } = await marginListOf(store.db, desk, { tenant: id, userRef: 'x', today: TODAY });
    const key = rows.find(({ site }) => site.includes('office'))?.key ?? '';
    const question = { tenant: id, today: TODAY, key, policies: policies.value.policies };
    const detail = await marginDetailOf(store.db, desk, question);
    const codes = detail?.products.map(({ hcpcs }) => hcpcs) ?? [];
    // The preferred one loses money and neither hides nor comes first or last for it.
    expect(codes.length).toBeGreaterThan(2);
    expect(codes).toEqual([...codes].sort());
    const [booked, preferred] = ['J9035', 'Q5118'].map((code) => detail?.products.find(({ hcpcs }) => hcpcs === code));
    expect(booked).toMatchObject({ isBooked: true, payerPrefers: false, approval: 0.9, margin: '800.00' });
    expect(preferred).toMatchObject({ isBooked: false, payerPrefers: true, approval: 0.9, margin: '-200.00' });
    const unlisted = detail?.products.find(({ hcpcs }) => hcpcs !== 'J9035' && hcpcs !== 'Q5118');
    expect(unlisted?.payerPrefers).toBe(false);
    expect(unlisted?.approval).toBeUndefined();
    expect(detail?.sites.map(({ site, isBooked, payerAllows }) => [site, isBooked, payerAllows])).toEqual([
      ['Annex (hospital outpatient)', false, 'no'],
      ['Infusion center (office)', true, 'yes'],
    ]);
    expect(detail?.policy).toBe('Step policy, 4');
  });

  it('reads booked doses from kept decisions, and forgets what a later whole one no longer names', async () => {
    const { store } = database();
    const snapshot = exampleSnapshot();
    const decision = decide(ruleBook, snapshot, 'r');
    const keep = (visits: typeof decision.visits, at: string) =>
      store.decisions.keepDecision({
        id: newDecisionId(),
        tenant: 'gather',
        service: 'app',
        hookInstance: 'h',
        receivedAt: new Date(at),
        answeredAt: new Date(at),
        today: decision.today,
        patientRef: snapshot.patient.ref,
        role: 'pharmacist',
        decision: exactJson.stringify({ ...decision, visits }),
        snapshot: exactJson.stringify(snapshot),
        rulesVersion: 'r',
        cards: [],
      });
    const isReading = async () => {
      const desk = await openPriceDesk(store.db, { tenant: tenantNamed('gather'), from: TODAY });
      return (await marginListOf(store.db, desk, { tenant: 'gather', userRef: 'x', today: TODAY })).isReading;
    };
    await keep(decision.visits, '2026-11-21T15:00:00Z');
    expect(await isReading()).toBe(true);
    expect(await gatherDoses(store.db, 'gather')).toBe(1);
    expect(await isReading()).toBe(false);
    const booked = await store.db.selectFrom('booked_dose').selectAll().where('tenant', '=', 'gather').execute();
    expect(booked.map(({ appointment }) => appointment).sort()).toEqual(
      decision.visits.map(({ appointment }) => appointment).sort(),
    );
    expect(booked[0]).toMatchObject({
      hcpcs: decision.visits[0]?.drugs[0]?.hcpcs,
      units: decision.visits[0]?.drugs[0]?.plannedUnits,
    });
    await keep([], '2026-11-21T16:00:00Z');
    await gatherDoses(store.db, 'gather');
    const left = await store.db
      .selectFrom('booked_dose')
      .select('appointment')
      .where('tenant', '=', 'gather')
      .execute();
    expect(left).toEqual([]);
  });

  it('reads no decision that tells of booked visits what the one before told, and ends as if it had read all', async () => {
    const { store } = database();
    const snapshot = exampleSnapshot();
    const decision = decide(ruleBook, snapshot, 'r');
    const [some] = decision.visits;
    if (some === undefined) throw new Error('no visit');
    const dearer = { ...some, drugs: some.drugs.map((drug) => ({ ...drug, plannedUnits: null })) };
    const kinds = {
      whole: { service: 'app', visits: decision.visits },
      'one visit': { service: 'infusion-chart', visits: [some] },
      changed: { service: 'infusion-chart', visits: [dearer] },
      draft: { service: 'infusion-booking', visits: [{ ...some, appointment: 'Appointment/#draft' }] },
      none: { service: 'app', visits: [] },
    };
    type Kind = keyof typeof kinds;
    let minute = 0;
    const keep = async (tenant: string, kind: Kind, isMarked: boolean, at = (minute += 1)) => {
      const said = { ...decision, visits: kinds[kind].visits };
      const { service } = kinds[kind];
      await store.decisions.keepDecision({
        ...{
          id: newDecisionId(),
          tenant,
          service,
          hookInstance: 'h',
          role: 'pharmacist',
          rulesVersion: 'r',
          cards: [],
        },
        ...{ receivedAt: new Date(at * 1000), answeredAt: new Date(at * 1000), today: decision.today },
        ...{ patientRef: snapshot.patient.ref },
        ...{ decision: exactJson.stringify(said), snapshot: exactJson.stringify(snapshot) },
        booked: isMarked ? bookedMark(service, said, snapshot) : undefined,
      });
    };
    const dosesOf = async (tenant: string) => {
      const rows = await store.db.selectFrom('booked_dose').selectAll().where('tenant', '=', tenant).execute();
      return rows
        .map(({ decision_id: _decision, tenant: _tenant, ...row }) => JSON.stringify(row, Object.keys(row).sort()))
        .sort();
    };

    const read: number[] = [];
    for (const kind of ['whole', 'draft', 'whole', 'one visit', 'one visit', 'changed', 'one visit', 'none'] as const) {
      await keep('marks', kind, true);
      const before = minute * 1000;
      // What was read in the last minute is looked at again: that is not what is counted here.
      await store.db
        .updateTable('booked_dose_mark')
        .set({ received_at: new Date(before - 1 + 60_000) })
        .where('tenant', '=', 'marks')
        .execute();
      read.push(await gatherDoses(store.db, 'marks'));
    }
    expect(read).toEqual([1, 0, 0, 1, 0, 1, 1, 1]);

    const anyKind = fc.constantFrom<Kind[]>('whole', 'one visit', 'changed', 'draft', 'none');
    const stories = fc.sample(fc.array(fc.record({ kind: anyKind, isLate: fc.boolean(), isGathered: fc.boolean() })), {
      numRuns: 6,
      seed: 7,
    });
    for (const [at, story] of stories.entries()) {
      for (const { kind, isLate, isGathered } of story) {
        minute += 2;
        const moment = isLate ? minute - 3 : minute;
        for (const isMarked of [true, false]) await keep(`${String(at)} ${String(isMarked)}`, kind, isMarked, moment);
        if (isGathered)
          for (const isMarked of [true, false]) await gatherDoses(store.db, `${String(at)} ${String(isMarked)}`);
      }
      for (const isMarked of [true, false]) await gatherDoses(store.db, `${String(at)} ${String(isMarked)}`);
      expect(await dosesOf(`${String(at)} true`), JSON.stringify(story)).toEqual(await dosesOf(`${String(at)} false`));
    }
  });
});
