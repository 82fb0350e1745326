import { describe, expect, it } from 'vitest';
import { marginUtterance } from '../../../cds-hooks/margin-card.ts';
import { code, exampleDrug, exampleSnapshot, exampleVisit } from '../../../domain/decision/example-course.ts';
import { ndc11 } from '../../../domain/kernel/ndc11.ts';
import { plainDate, quarterOf } from '../../../domain/kernel/plain-date.ts';
import type { Snapshot } from '../../../domain/visit/snapshot.ts';
import { loadDrugIndex } from '../../../reference-data/load.ts';
import type { HookMemory } from '../../../server/http/hook-memory.ts';
import { unitMargin } from '../../../server/http/unit-margin.ts';
import type { PlacedPrice } from '../../../server/store/price-book.ts';

const drugs = loadDrugIndex();
const ON = plainDate('2026-12-15');
const facts = drugs.facts(code('J9271'), ON);
if (facts === undefined) throw new Error('Keytruda is in the table');

const price = (more: Partial<PlacedPrice> = {}): PlacedPrice => ({
  ndc: ndc11('00006302602'),
  account: 'GPO',
  unit: 'billing-unit',
  microDollars: 50_000_000n,
  from: plainDate('2026-01-01'),
  file: 'prices.csv',
  row: 3,
  ...more,
});

const snapshot = (more: Partial<Snapshot> = {}, place = '11'): Snapshot => {
  const base = exampleSnapshot({
    visits: [exampleVisit('2026-12-15', { site: { placeOfService: place, stock: {} }, drugs: [exampleDrug()] })],
  });
  const quarter = quarterOf(ON);
  const limit = {
    hcpcs: code('J9271'),
    quarterFrom: quarter.from,
    quarterLabel: '2026Q4',
    microDollarsPerUnit: 60_000_000n,
    file: 'limits.csv',
    row: 12,
  };
  return {
    ...base,
    coverages: base.coverages.slice(0, 1).map((coverage) => ({ ...coverage, product: 'medicare-ffs' as const })),
    knowledge: { ...base.knowledge, drugs: [facts], limits: [limit] },
    ...more,
  };
};

const marginOf = (of: Snapshot, prices: readonly PlacedPrice[] = [price()]) => {
  const memory: Pick<HookMemory, 'prices' | 'contracts'> = {
    prices: () => Promise.resolve(prices),
    contracts: () => Promise.resolve([]),
  };
  const order = of.visits[0]?.drugs[0]?.order ?? '';
  return unitMargin(memory, { tenant: 'lab', snapshot: of, order, product: undefined, drugs });
};

describe('the margin of one unit', () => {
  it('is figured where payer, place, limit of the quarter and cost are known, and names no patient', async () => {
    const margin = await marginOf(snapshot());
    if (margin === undefined) throw new Error('a margin was expected');
    // 60.00 less 2 % of the 80 % that Medicare pays, less 50.00.
    const { card } = marginUtterance(margin, {
      uuid: () => 'u',
      links: [{ label: 'l', url: 'u', type: 'smart', appContext: 'c' }],
    });
    expect(card.summary).toMatch(
      /^Keytruda \(J9271\), .+: earns \$9\.04 a unit \(estimate\)\. No change of therapy\.$/,
    );
    expect(card.detail).toMatch(/limits\.csv, row 12, 2026Q4/);
    expect(card.detail).toMatch(/prices\.csv, row 3, GPO/);
  });

  it.each([
    ['no price is known', snapshot(), []],
    ['only a 340B price is known', snapshot(), [price({ account: '340B' })]],
    [
      'two packages cost differently',
      snapshot(),
      [price(), price({ ndc: ndc11('00006302604'), microDollars: 51_000_000n })],
    ],
    ['the kind of place is not known', snapshot({}, ''), [price()]],
    ['how the payer pays is not known', snapshot({ coverages: exampleSnapshot().coverages }), [price()]],
    [
      'the limit is of an older quarter',
      snapshot({
        knowledge: {
          ...snapshot().knowledge,
          limits: snapshot().knowledge.limits.map((limit) => ({ ...limit, quarterFrom: plainDate('2026-07-01') })),
        },
      }),
      [price()],
    ],
  ])('is not given where %s', async (_name, of, prices) => {
    expect(await marginOf(of, prices)).toBeUndefined();
  });

  it('reads the price of a package by what the package holds', async () => {
    const margin = await marginOf(snapshot(), [price({ unit: 'package', microDollars: 5_000_000_000n })]);
    expect(margin?.answer.acquisition).toEqual((await marginOf(snapshot()))?.answer.acquisition);
  });
});
