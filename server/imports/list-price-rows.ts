import type { Ndc11 } from '../../domain/kernel/ndc11.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import type { PricedScenario } from '../../domain/margin/scenario.ts';
import { PRICED_SCENARIOS } from '../../domain/margin/scenario.ts';
import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import { isProcedureCode } from '../../reference-data/cms/cells.ts';
import { definedOnly } from '../assessment/defined-only.ts';
import type { CsvRow } from './csv-rows.ts';
import type { PriceUnit } from './price-rows.ts';
import { ndcOf, periodIn, PRICE_UNITS } from './price-rows.ts';
import type { RowCells } from './row-cells.ts';
import { cellsOf } from './row-cells.ts';

/** What every row of these lists says. */
export interface Listed {
  readonly microDollars: bigint;
  readonly from: PlainDate;
  readonly to?: PlainDate;
  readonly source?: string;
}

/** The average wholesale price of one package, or of one billing unit of it. */
export interface ListPrice extends Listed {
  readonly ndc: Ndc11;
  readonly unit: PriceUnit;
}

/** What is charged for one billing unit of a code, or for giving a drug once, at one site or at all. */
export interface Charge extends Listed {
  readonly code: string;
  readonly site?: string;
}

/** What one billing unit costs under a scenario: a negotiated price, or a benchmark. */
export interface ScenarioPrice extends Listed {
  readonly code: string;
  readonly scenario: PricedScenario;
}

/** Reads one row of a file of average wholesale prices, or says why it is none. Pure. */
export function listPriceRow(row: CsvRow): Result<ListPrice, string> {
  const cells = cellsOf(row);
  cells.need('ndc', 'unit', 'awp', 'from');
  const ndc = ndcOf(cells);
  const unit = cells.oneOf('unit', PRICE_UNITS);
  const microDollars = cells.microDollars('awp');
  const { from, to } = periodIn(cells);
  const reason = cells.reason();
  if (!ndc || !unit || microDollars === undefined || !from || reason !== undefined)
    return problem(reason ?? 'is not a price');
  return ok({ ndc, unit, microDollars, from, ...definedOnly({ to, source: cells.text('source') }) });
}

/** Reads one row of a file of charges, or says why it is none. Pure. */
export function chargeRow(row: CsvRow): Result<Charge, string> {
  const cells = cellsOf(row);
  cells.need('hcpcs', 'charge', 'from');
  const code = codeIn(cells);
  const microDollars = cells.microDollars('charge');
  const { from, to } = periodIn(cells);
  const reason = cells.reason();
  if (!code || microDollars === undefined || !from || reason !== undefined) return problem(reason ?? 'is not a charge');
  return ok({
    ...{ code, microDollars, from },
    ...definedOnly({ to, site: cells.text('site'), source: cells.text('source') }),
  });
}

/** Reads one row of a file of scenario prices, or says why it is none. Pure. */
export function scenarioPriceRow(row: CsvRow): Result<ScenarioPrice, string> {
  const cells = cellsOf(row);
  cells.need('hcpcs', 'scenario', 'price', 'from');
  const code = codeIn(cells);
  const scenario = cells.oneOf('scenario', PRICED_SCENARIOS);
  const microDollars = cells.microDollars('price');
  const { from, to } = periodIn(cells);
  const reason = cells.reason();
  if (!code || !scenario || microDollars === undefined || !from || reason !== undefined)
    return problem(reason ?? 'is not a price');
  return ok({ code, scenario, microDollars, from, ...definedOnly({ to, source: cells.text('source') }) });
}

/** Of a drug, or of giving one. */
function codeIn(cells: RowCells): string | undefined {
  const code = cells.text('hcpcs')?.toUpperCase();
  if (code === undefined || isProcedureCode(code)) return code;
  cells.fault('hcpcs is not a HCPCS code');
  return undefined;
}
