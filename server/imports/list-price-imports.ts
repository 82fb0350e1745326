/** Prices that drugs are paid by and not bought at: list prices, charges, and those of scenarios. */
import { LAYOUTS } from './csv-layout.ts';
import type { ImportJob, ReadImport } from './import-job.ts';
import type { Charge, ListPrice, ScenarioPrice } from './list-price-rows.ts';
import { chargeRow, listPriceRow, scenarioPriceRow } from './list-price-rows.ts';
import { overlapFinder } from './price-rows.ts';
import { placed, reading } from './read-rows.ts';
import { spanOf } from './span.ts';

/** What is odd about a list price or a charge beside the payment limit; neither is bound to it. */
export interface ListSense {
  readonly listPrice: (price: ListPrice) => string | undefined;
  readonly charge: (charge: Pick<Charge, 'code' | 'microDollars' | 'from'>) => string | undefined;
}

/** Average wholesale prices, which no table may contradict: one that looks like that of another unit is named. */
export const readAwp =
  (senseOf: () => Promise<ListSense>): ReadImport =>
  async (job) => {
    const span = spanOf();
    const [overlapping, sense] = [overlapFinder(({ ndc }: ListPrice) => ndc), await senseOf()];
    return reading(job, LAYOUTS.awp, span, listPriceRow, async (price, row) => {
      const before = overlapping(price, row);
      if (before !== undefined) return `AWP of this package overlaps row ${before}`;
      warnOf(job, row, sense.listPrice(price));
      span.add(price.from, price.to);
      const { ndc, unit } = price;
      const columns = { ndc, unit, price_micro_dollars: String(price.microDollars), ...periodColumns(price) };
      await job.stage('list_price', { ...placed(job, row), ...columns });
      return undefined;
    });
  };

/** What is charged for one billing unit of a code. */
export const readCharges =
  (senseOf: () => Promise<ListSense>): ReadImport =>
  async (job) => {
    const span = spanOf();
    const [overlapping, sense] = [overlapFinder(({ code, site }: Charge) => `${code} ${site ?? ''}`), await senseOf()];
    return reading(job, LAYOUTS.charges, span, chargeRow, async (charge, row) => {
      const before = overlapping(charge, row);
      if (before !== undefined) return `charge for this code overlaps row ${before}`;
      warnOf(job, row, sense.charge(charge));
      span.add(charge.from, charge.to);
      const { code, site = null } = charge;
      const columns = { code, site, charge_micro_dollars: String(charge.microDollars), ...periodColumns(charge) };
      await job.stage('drug_charge', { ...placed(job, row), ...columns });
      return undefined;
    });
  };

/** What is odd beside the limit is named: a scenario may well cut a price, but not to that of another unit. */
export const readScenarioPrices =
  (senseOf: () => Promise<ListSense>): ReadImport =>
  async (job) => {
    const span = spanOf();
    const overlapping = overlapFinder(({ code, scenario }: ScenarioPrice) => `${code} ${scenario}`);
    const sense = await senseOf();
    return reading(job, LAYOUTS['scenario-prices'], span, scenarioPriceRow, async (price, row) => {
      const before = overlapping(price, row);
      if (before !== undefined) return `${price.scenario} price of this code overlaps row ${before}`;
      warnOf(job, row, sense.charge(price)?.replace('charge', 'price'));
      span.add(price.from, price.to);
      const { code, scenario } = price;
      const columns = { code, scenario, price_micro_dollars: String(price.microDollars), ...periodColumns(price) };
      await job.stage('scenario_price', { ...placed(job, row), ...columns });
      return undefined;
    });
  };

const warnOf = ({ count }: ImportJob, row: number, warning: string | undefined): void => {
  if (warning !== undefined) count.warn(row, warning);
};

const periodColumns = ({ from, to, source }: ListPrice | Charge | ScenarioPrice) => ({
  effective_from: from,
  effective_until: to ?? null,
  source: source ?? null,
});
