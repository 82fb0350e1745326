/** Prices that drugs are paid by and not bought at: list prices, charges, and those of scenarios. */
import type { Result } from '../../domain/kernel/result.ts';
import type { CsvLayout } from './csv-layout.ts';
import { LAYOUTS } from './csv-layout.ts';
import type { CsvRow } from './csv-rows.ts';
import type { ImportJob, ReadImport } from './import-job.ts';
import type { Charge, Listed, ListPrice, ScenarioPrice } from './list-price-rows.ts';
import { chargeRow, listPriceRow, scenarioPriceRow } from './list-price-rows.ts';
import { overlapFinder } from './price-rows.ts';
import { placed, reading } from './read-rows.ts';
import { spanOf } from './span.ts';

/** What is odd about a price beside the payment limit; none of these is bound to it. */
export interface ListSense {
  readonly listPrice: (price: ListPrice) => string | undefined;
  /** Of one billing unit of a code; `called` is the file's own word for it. */
  readonly perUnit: (price: Omit<Charge, 'site'>, called: 'charge' | 'price') => string | undefined;
}

/** Average wholesale prices, which no table may contradict: one that looks like that of another unit is named. */
export const readAwp = listReader<ListPrice>({
  layout: LAYOUTS.awp,
  parse: listPriceRow,
  keyOf: ({ ndc }) => ndc,
  called: () => 'AWP of this package',
  odd: (price, sense) => sense.listPrice(price),
  stage: ({ ndc, unit, microDollars }, shared, job) =>
    job.stage('list_price', { ...shared, ndc, unit, price_micro_dollars: String(microDollars) }),
});

/** What is charged for one billing unit of a code. */
export const readCharges = listReader<Charge>({
  layout: LAYOUTS.charges,
  parse: chargeRow,
  keyOf: ({ code, site }) => `${code} ${site ?? ''}`,
  called: () => 'charge for this code',
  odd: (charge, sense) => sense.perUnit(charge, 'charge'),
  stage: ({ code, site = null, microDollars }, shared, job) =>
    job.stage('drug_charge', { ...shared, code, site, charge_micro_dollars: String(microDollars) }),
});

/** What is odd beside the limit is named: a scenario may well cut a price, but not to that of another unit. */
export const readScenarioPrices = listReader<ScenarioPrice>({
  layout: LAYOUTS['scenario-prices'],
  parse: scenarioPriceRow,
  keyOf: ({ code, scenario }) => `${code} ${scenario}`,
  called: ({ scenario }) => `${scenario} price of this code`,
  odd: (price, sense) => sense.perUnit(price, 'price'),
  stage: ({ code, scenario, microDollars }, shared, job) =>
    job.stage('scenario_price', { ...shared, code, scenario, price_micro_dollars: String(microDollars) }),
});

/** What one kind of list has of its own. */
interface List<Row extends Listed> {
  readonly layout: CsvLayout;
  readonly parse: (row: CsvRow) => Result<Row, string>;
  /** Two rows of one key may not hold on one day. */
  readonly keyOf: (price: Row) => string;
  readonly called: (price: Row) => string;
  readonly odd: (price: Row, sense: ListSense) => string | undefined;
  readonly stage: (price: Row, shared: ReturnType<typeof sharedColumns>, job: ImportJob) => Promise<void>;
}

function listReader<Row extends Listed>(list: List<Row>): (senseOf: () => Promise<ListSense>) => ReadImport {
  return (senseOf) => async (job) => {
    const span = spanOf();
    const [overlapping, sense] = [overlapFinder(list.keyOf), await senseOf()];
    return reading(job, list.layout, span, list.parse, async (price, row) => {
      const before = overlapping(price, row);
      if (before !== undefined) return `${list.called(price)} overlaps row ${before}`;
      const warning = list.odd(price, sense);
      if (warning !== undefined) job.count.warn(row, warning);
      span.add(price.from, price.to);
      await list.stage(price, sharedColumns(job, row, price), job);
      return undefined;
    });
  };
}

const sharedColumns = (job: ImportJob, row: number, { from, to, source }: Listed) => ({
  ...placed(job, row),
  effective_from: from,
  effective_until: to ?? null,
  source: source ?? null,
});
