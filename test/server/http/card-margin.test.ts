import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { marginList } from '../../../api-contract/margin.schema.ts';
import { marginUtterance } from '../../../cds-hooks/margin-card.ts';
import type { DrugMargin } from '../../../cds-hooks/margin-card.ts';
import { decide } from '../../../domain/decision/decide.ts';
import { code, exampleDrug, exampleSnapshot, exampleVisit } from '../../../domain/decision/example-course.ts';
import { ruleBook } from '../../../domain/decision/rule-book.ts';
import { ndc11 } from '../../../domain/kernel/ndc11.ts';
import { plainDate, quarterOf } from '../../../domain/kernel/plain-date.ts';
import { decimal } from '../../../domain/kernel/rational.ts';
import { usdText } from '../../../domain/kernel/usd.ts';
import type { Snapshot } from '../../../domain/visit/snapshot.ts';
import { buildDrugIndex } from '../../../reference-data/drug-index.ts';
import { loadDrugTables } from '../../../reference-data/load.ts';
import { cardMargin } from '../../../server/http/card-margin.ts';
import { gatherDoses } from '../../../server/margin/gather-doses.ts';
import type { MarginBook } from '../../../server/margin/margin-book.ts';
import type { PlacedPrice } from '../../../server/store/price-book.ts';
import { aCoverage, anOrder } from '../../support/fhir-builders.ts';
import { NO_OTHER_PRICES, NO_TERMS } from '../../support/price-desks.ts';
import { csv, reportOf, scratchFolder } from '../imports/files.ts';
import { expectConformant } from './conformant.ts';
import { aScene, callOf, todaysVisit } from './hook-calls.ts';
import type { Lab } from './hook-lab.ts';
import { aKey, aTenant, bundleOf, forgetCards, openLab, outside } from './hook-lab.ts';

const POS = 'https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set';
const IN_HAND = { ndc: ndc11('00006302602'), codes: [code('J9271')] };

const price = (more: Partial<PlacedPrice> = {}): PlacedPrice => ({
  ndc: ndc11('00006302602'),
  account: 'GPO',
  unit: 'billing-unit',
  microDollars: 50_000_000n,
  from: plainDate('2026-01-01'),
  file: 'prices.csv',
  row: 3,
  fileId: '1',
  ...more,
});

const limitOn = (on: string, microDollarsPerUnit: bigint) => {
  const { from, label } = quarterOf(plainDate(on));
  const limit = {
    ...{ hcpcs: code('J9271'), quarterFrom: from, quarterLabel: label, microDollarsPerUnit },
    ...{ file: 'limits.csv', row: 12 },
  };
  return { row: 12, limit, provenance: { sources: ['limits.csv'], verification: 'file' as const } };
};

const bookOf = (more: Partial<MarginBook['desk']> = {}, limits = [limitOn('2026-12-15', 60_000_000n)]): MarginBook => ({
  desk: {
    drugs: buildDrugIndex({ ...loadDrugTables(), limits }),
    quarters: new Set(limits.map(({ limit }) => limit.quarterLabel)),
    prices: new Map([['J9271', [price()]]]),
    ...NO_OTHER_PRICES,
    terms: NO_TERMS,
    ...more,
  },
  groups: [],
});

const snapshot = (more: Partial<Snapshot> = {}, place = '11'): Snapshot => {
  const base = exampleSnapshot({
    visits: [
      exampleVisit('2026-12-15', {
        site: { placeOfService: place, location: 'Location/l1', name: 'Infusion center', stock: {} },
        drugs: [exampleDrug()],
      }),
    ],
  });
  return {
    ...base,
    coverages: base.coverages.slice(0, 1).map((coverage) => ({ ...coverage, product: 'medicare-ffs' as const })),
    ...more,
  };
};

const marginOf = (of: Snapshot, book = bookOf(), product?: typeof IN_HAND) => {
  const decision = decide(ruleBook, of, 'a'.repeat(64));
  return cardMargin(book, { decision, snapshot: of, order: of.visits[0]?.drugs[0]?.order ?? '', product });
};

const known = (margin: DrugMargin | undefined): DrugMargin => {
  if (margin === undefined) throw new Error('a margin was expected');
  return margin;
};

const cardOf = (margin: DrugMargin) =>
  marginUtterance(margin, { uuid: () => 'u', links: [{ label: 'l', url: 'u', type: 'smart', appContext: 'c' }] }).card;

/** The visits of the snapshot as the margin page groups them: 200 units in the middle. */
const aGroup = (units: number): MarginBook['groups'][number] => ({
  ...{ hcpcs: 'J9271', drug_name: 'Keytruda', payer: 'Sunrise Health Plan', product: 'medicare-ffs' },
  ...{ payer_identifiers: ['urn:example:payer|sunrise'], location: 'Location/l1', site_name: 'Infusion center' },
  ...{ setting: 'office', supply: 'buy-and-bill', units, discarded_units: 0, visits: 3 },
  ...{ first_visit: '2026-12-08', last_visit: '2027-01-19' },
});

describe('the figure of the margin card', () => {
  it('is of one unit where no visit is booked, and names no patient', () => {
    // 60.00 less 2 % of the 80 % that Medicare pays, less 50.00.
    const { summary, detail } = cardOf(known(marginOf(snapshot())));
    expect(summary).toMatch(/^Keytruda \(J9271\), .+: earns \$9\.04 a unit \(estimate\)\. No change of therapy\.$/);
    expect(detail).toMatch(/limits\.csv, row 12, 2026Q4, in force from Oct 1, 2026/);
    expect(detail).toMatch(/prices\.csv, row 3, GPO/);
    expect(detail).not.toMatch(/Patient\/|Appointment\//);
  });

  it('is that of the typical booked visit, whatever this patient is given', () => {
    const supply = marginOf(snapshot())?.site;
    expect(supply).toBe('Infusion center (office)');
    const booked = {
      ...snapshot(),
      visits: [
        exampleVisit('2026-12-15', { ...snapshot().visits[0], drugs: [exampleDrug({ supply: 'buy-and-bill' })] }),
      ],
    };
    const margin = known(marginOf(booked, { ...bookOf(), groups: [aGroup(400)] }));
    expect(margin).toMatchObject({ dose: 'booked', units: 400, on: '2026-12-08' });
    expect(usdText(margin.total)).toBe('3616.00');
    const { summary, detail } = cardOf(margin);
    expect(summary).toContain('earns $3616.00 a visit (estimate)');
    expect(detail.split('\n').slice(0, 7)).toEqual([
      '$3616.00',
      'A typical booked visit: 400 units of 1 mg. Payer: Sunrise Health Plan. Site: Infusion center (office). An estimate for Dec 8, 2026, of no single patient.',
      '- Allowed: $24000.00',
      '- Sequestration: -$384.00',
      '- Patient share not paid: $0.00',
      '- Cost of the drug: -$20000.00',
      '- Margin: $3616.00',
    ]);
  });

  it('shows the quarters before it, and which way they go', () => {
    const limits = [limitOn('2026-08-15', 62_000_000n), limitOn('2026-12-15', 60_000_000n)];
    expect(cardOf(known(marginOf(snapshot(), bookOf({}, limits)))).detail).toMatch(
      /^Trend: 2026Q3 \$11\.01, 2026Q4 \$9\.04 \(falling\)\.$/m,
    );
    expect(cardOf(known(marginOf(snapshot()))).detail).not.toContain('Trend');
  });

  it('says a loss as a loss', () => {
    const dear = bookOf({ prices: new Map([['J9271', [price({ microDollars: 60_000_000n })]]]) });
    const { summary, detail } = cardOf(known(marginOf(snapshot(), dear)));
    expect(summary).toMatch(/: loses \$0\.96 a unit \(estimate\)\. Tell the pharmacy manager; no change of therapy\.$/);
    expect(detail.split('\n')[0]).toBe('-$0.96');
  });

  const priced = (...prices: readonly PlacedPrice[]) => bookOf({ prices: new Map([['J9271', prices]]) });
  const dearer = price({ ndc: ndc11('00006302604'), microDollars: 51_000_000n });

  it.each([
    ['no price is known', snapshot(), priced()],
    ['only a 340B price is known', snapshot(), priced(price({ account: '340B' }))],
    ['two packages cost differently', snapshot(), priced(price(), dearer)],
    ['the kind of place is not known', snapshot({}, ''), bookOf()],
    ['how the payer pays is not known', snapshot({ coverages: exampleSnapshot().coverages }), bookOf()],
    ['the limit is of an older quarter', snapshot(), bookOf({}, [limitOn('2026-08-15', 60_000_000n)])],
  ])('is not given where %s', (_name, of, book) => {
    expect(marginOf(of, book)).toBeUndefined();
  });

  it('follows the package in hand where two packages cost differently, and the page where they do not', () => {
    expect(usdText(known(marginOf(snapshot(), priced(price(), dearer), IN_HAND)).total)).toBe('9.04');
    const other = { ...IN_HAND, ndc: dearer.ndc };
    expect(usdText(known(marginOf(snapshot(), priced(price(), dearer), other)).total)).toBe('8.04');
    expect(usdText(known(marginOf(snapshot(), priced(price()), other)).total)).toBe('9.04');
  });

  it('takes 340B prices, discounts and rebates as the page does', () => {
    const program = {
      from: plainDate('2020-01-01'),
      gpoBarred: true,
      carvesOutMedicaid: false,
      patientsEligible: true,
    };
    const terms = { ...NO_TERMS, programs: new Map([['Location/l1', program]]) };
    const prices = new Map([
      ['J9271', [price(), price({ account: '340B', microDollars: 40_000_000n, promptPayMillipercent: 2000, row: 4 })]],
    ]);
    // 59.04 less 40.00, of which 2 % is taken off.
    expect(usdText(known(marginOf(snapshot(), bookOf({ prices, terms }))).total)).toBe('19.84');
  });

  it('gives no amount for a unit where a whole visit is paid at once', () => {
    const contract = {
      ...{ payer: 'Sunrise Health Plan', drugs: 'any' as const, from: plainDate('2026-01-01'), row: 2, fileId: '2' },
      ...{ file: 'contracts.csv', terms: { form: 'percent-of-asp' as const, percent: decimal('110') } },
    };
    const commercial = snapshot({ coverages: exampleSnapshot().coverages });
    expect(marginOf(commercial, bookOf({ contracts: [contract] }))).toBeDefined();
    const terms = { form: 'case-rate' as const, amount: known(marginOf(snapshot())).total };
    expect(marginOf(commercial, bookOf({ contracts: [{ ...contract, terms }] }))).toBeUndefined();
  });

  it('keeps the sentence and drops every figure where the tenant has switched figures off', () => {
    const card = cardOf({ ...known(marginOf(snapshot())), hidesFigures: true });
    expect(card.summary).toMatch(/earns \(estimate\)\. No change of therapy\.$/);
    expect(`${card.summary}${card.detail}`).not.toMatch(/\$|\d\.\d{2}/);
    expect(card.links).toHaveLength(1);
  });

  it('reads the price of a package by what the package holds', () => {
    const packages = priced(price({ unit: 'package', microDollars: 5_000_000_000n }));
    expect(marginOf(snapshot(), packages)?.total).toEqual(marginOf(snapshot())?.total);
  });
});

describe('the card beside the page', () => {
  const scratch = scratchFolder();
  const roles = ['pharmacist', 'pharmacy-manager', 'finance', 'infusion-nurse', 'scheduler', 'prescriber'] as const;
  let lab: Lab;
  beforeAll(async () => {
    outside.listen({ onUnhandledRequest: 'bypass' });
    const key = await aKey('ES384', 'es');
    const client = { jwks: { keys: [key.jwk] } };
    const shown = Object.fromEntries(roles.map((role) => [`Practitioner/${role}`, role]));
    lab = await openLab(key, [
      aTenant({ roles: shown }, client),
      aTenant({ id: 'mute', roles: shown, cards: { marginFigures: false } }, { ...client, iss: 'https://mute.test' }),
    ]);
    const prices = csv('ndc,account,unit,price,from,to,source', ['00006-3026-02,GPO,billing-unit,54.20,2026-01-01,,w']);
    // Paid by a schedule of its own: no quarter of payment limits is needed.
    const contracts = csv('payer,product,site,hcpcs,form,percent,per_unit,amount,from,to,clause', [
      'Sunrise Health Plan,,,J9271,fee-schedule,,61.50,,2026-01-01,,Exhibit A',
    ]);
    for (const tenant of ['lab', 'mute']) {
      await reportOf(lab.store, { kind: 'prices', path: scratch.write(`${tenant}-p.csv`, prices), tenant });
      await reportOf(lab.store, { kind: 'contracts', path: scratch.write(`${tenant}-c.csv`, contracts), tenant });
    }
  });
  afterEach(() => forgetCards(lab));
  afterAll(async () => {
    scratch.remove();
    await lab.close();
    outside.close();
  });

  const visit = todaysVisit({
    participant: [
      { actor: { reference: 'Patient/p1' }, status: 'accepted' },
      { actor: { reference: 'Location/l1' }, status: 'accepted' },
    ],
  });
  const place = {
    ...{ resourceType: 'Location', id: 'l1', name: 'Infusion center' },
    type: [{ coding: [{ system: POS, code: '11' }] }],
  };
  const scene = (role: string) =>
    aScene({
      user: `Practitioner/${role}`,
      prefetch: {
        ...aScene().prefetch,
        appointments: bundleOf(visit, place),
        medications: bundleOf(anOrder()),
        coverages: bundleOf(aCoverage()),
        administrations: null,
      },
    });
  const marginsFor = async (service: string, role: string, iss?: string) => {
    await forgetCards(lab);
    const path = { aud: `https://chairready.test/cds-services/${service}` };
    const headers = { authorization: `Bearer ${await lab.token({ ...path, ...(iss === undefined ? {} : { iss }) })}` };
    const response = await lab.call(service, callOf(service, scene(role)), headers);
    return expectConformant(await response.json()).filter(({ source }) => source.topic.code === 'margin');
  };

  it('shows at verification what the page shows, to the cent', async () => {
    // The other tenant has no such visit on its page yet.
    const [unbooked] = await marginsFor('infusion-verify', 'finance', 'https://mute.test');
    expect(unbooked?.detail).toContain('One unit');
    await marginsFor('infusion-check-in', 'infusion-nurse');
    await gatherDoses(lab.store.db, 'lab');
    const bearer = await lab.signIn('pharmacist', { user: 'Practitioner/pharmacist' });
    const page = marginList.parse(await (await lab.api(bearer, 'GET', '/api/margin')).json());
    const figure = page.rows[0]?.figure?.margin;
    expect(figure).toBe('1460.00');
    const [card] = await marginsFor('infusion-verify', 'pharmacist');
    expect(card?.detail.split('\n')[0]?.replace('$', '')).toBe(figure);
    expect(card?.detail).toContain(page.rows[0]?.site);
    expect(card?.detail).toContain('Exhibit A');
  });

  it('is on the chart for the pharmacy alone', async () => {
    const heard: string[] = [];
    for (const role of roles) if ((await marginsFor('infusion-chart', role)).length > 0) heard.push(role);
    expect(heard).toEqual(['pharmacist', 'pharmacy-manager']);
  });

  it('holds no figure where the tenant has switched figures off', async () => {
    const [card] = await marginsFor('infusion-verify', 'pharmacist', 'https://mute.test');
    expect(card?.summary).toMatch(/(earns|loses) \(estimate\)/);
    expect(JSON.stringify(card)).not.toMatch(/\$\d/);
  });
});
