import type { MarginAnswer } from '../../domain/margin/margin-answer.ts';
import { marginAnswer } from '../../domain/margin/margin-answer.ts';
import type { MarginProblem } from '../../domain/margin/payment-form.ts';
import { fixedText } from '../../domain/kernel/rational.ts';
import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import { usdText } from '../../domain/kernel/usd.ts';
import { loadDrugIndex } from '../../reference-data/load.ts';
import { parsedOptions } from './command-options.ts';
import { idOf, lineErrorOf } from '../lines/line-fields.schema.ts';
import { worksheetTexts } from '../margin/worksheet-texts.ts';
import type { MarginLine } from './margin-line.schema.ts';
import { marginLine } from './margin-line.schema.ts';
import { hasDoubtfulStatus } from '../../domain/waste/modifier-duty.ts';
import type { OppsInForce, PriceInForce } from './margin-question.ts';
import { marginQuestion, oppsInForce, priceInForce } from './margin-question.ts';
import type { CommandStreams, LineOutcome } from './ndjson-lines.ts';
import type { LineError } from '../lines/line-error.ts';
import { runNdjson } from './ndjson-lines.ts';
import type { PriceTables } from './price-tables.ts';
import { PriceTablesUnread } from './price-tables.ts';

const USAGE = `Usage: chairready margin < questions.ndjson > answers.ndjson

Reads one JSON object per line and writes one per line: what the payer allows, what is expected after sequestration and
unpaid patient shares, what the drug cost, the margin, and the working line by line. Without "price" the payment limit
in force on the day counts and is named in "priceSource"; where none is in force, no figure is given. Imported quarters
count as well: they come from the running server, or from the database itself. Where there is no database yet, the
shipped table counts and "priceSource" says "table":"shipped". A line with a price never opens the database. For a
hospital ("hopd") that Medicare pays, an imported Addendum B of the quarter tells the status, and the patient share is
capped, unless the line has "opps".

  {"id":"1","hcpcs":"J9271","on":"2026-12-15","setting":"office","units":200,"discardedUnits":0,
   "payer":{"form":"medicare-part-b"},"price":{"asp":"55.00"},"acquisition":{"perUnit":"54.20"}}   (on one line)

A line that cannot be used gives {"line","id","error":{"code","path","message"}}; the exit status is then 1.
Scenarios (off unless named in "scenarios", from the day each would begin): "cy2027-opps-340b" and "globe" are proposed
and not final, "negotiated-2028" is scheduled. "globe" needs price.internationalBenchmark, "negotiated-2028" needs
price.negotiatedPrice, both for one unit.
`;

/**
 * `chairready margin`: prices one administration per line. Resolves to the exit status.
 * `drugs` is asked once, at the first line that brings no price of its own.
 */
export async function runMargin(
  argv: readonly string[],
  streams: CommandStreams,
  drugs: () => PriceTables | Promise<PriceTables> = loadDrugIndex,
): Promise<number> {
  const options = parsedOptions(argv, USAGE, streams);
  if (!options.ok) return options.problem;
  let known: Promise<PriceTables> | undefined;
  const loaded = (): Promise<PriceTables> => (known ??= Promise.resolve(drugs()));
  return runNdjson(streams, (value) => marginOutcome(value, loaded));
}

/** The same with what was imported; the database is loaded and asked only for a line without a price. */
export const runMarginInForce = (argv: readonly string[], streams: CommandStreams): Promise<number> =>
  runMargin(argv, streams, async () => (await import('./drugs-in-force.ts')).drugsInForce(process.env));

/** One line in, one answer or one error out. */
export async function marginOutcome(value: unknown, drugs: () => Promise<PriceTables>): Promise<LineOutcome> {
  const line = marginLine.safeParse(value);
  if (!line.success) return { ok: false, ...idOf(value), error: lineErrorOf(line.error, value) };
  const found = await foundInTables(line.data, drugs);
  if (!found.ok) return { ok: false, ...idOf(value), error: found.problem };
  const { price: inForce, opps } = found.value;
  const answer = marginAnswer(marginQuestion(line.data, inForce, opps));
  const id = line.data.id ?? null;
  if (answer.ok) return { ok: true, output: { id, ...wireAnswer(answer.value, inForce) } };
  const noPriceInForce = line.data.price === undefined && inForce === undefined;
  const isUnpriced = noPriceInForce && answer.problem.code === 'price-missing';
  return isUnpriced
    ? { ok: true, output: { id, ...NO_FIGURES } }
    : { ok: false, ...idOf(value), error: said(answer.problem) };
}

interface FoundInTables {
  readonly price: PriceInForce | undefined;
  readonly opps: OppsInForce | undefined;
}

/** Nothing where the line brings its own price, or none is in force. */
async function foundInTables(
  line: MarginLine,
  drugs: () => Promise<PriceTables>,
): Promise<Result<FoundInTables, LineError>> {
  if (line.price !== undefined) return ok({ price: undefined, opps: undefined });
  try {
    const tables = await drugs();
    const opps = oppsInForce(line, tables);
    return isDoubtful(opps) ? problem(notPaid(opps)) : ok({ price: priceInForce(line, tables), opps });
  } catch (error) {
    if (!(error instanceof PriceTablesUnread)) throw error;
    return problem({ code: 'database-unavailable', path: 'price', message: error.message });
  }
}

const isDoubtful = (opps: OppsInForce | undefined): opps is OppsInForce =>
  opps !== undefined && hasDoubtfulStatus({ setting: 'hopd', statusIndicator: opps.statusIndicator });

const notPaid = ({ source }: OppsInForce): LineError => ({
  code: 'status-unclear',
  path: 'setting',
  message: `hospitals are not paid for this code like for a drug: ${source ?? ''}`,
});

/** No price is in force on the day: an older quarter is never used, and nothing is shown as zero. */
const NO_FIGURES = {
  allowed: null,
  expected: null,
  acquisition: null,
  margin: null,
  spreadPercent: null,
  wasteEffect: null,
  breakEvenAsp: null,
  priceSource: null,
  worksheet: [],
} as const;

/** The public shape of an answer: cents for totals, exact decimals in the worksheet. */
export const wireAnswer = (answer: MarginAnswer, inForce: PriceInForce | undefined) => ({
  allowed: usdText(answer.allowed),
  expected: usdText(answer.expected),
  acquisition: usdText(answer.acquisition),
  margin: usdText(answer.margin.total),
  spreadPercent: answer.spreadPercent === undefined ? null : fixedText(answer.spreadPercent, 2),
  wasteEffect: usdText(answer.wasteEffect),
  breakEvenAsp: answer.breakEvenAsp === undefined ? null : fixedText(answer.breakEvenAsp, 4),
  priceSource: inForce === undefined ? null : wireSource(inForce),
  worksheet: worksheetTexts(answer.margin.lines),
});

const wireSource = ({ file, row, effective, table }: PriceInForce) => ({
  file,
  row,
  effective,
  ...(table === undefined ? {} : { table }),
});

function said(found: MarginProblem): LineError {
  switch (found.code) {
    case 'price-missing':
      return {
        code: found.code,
        path: `price.${found.needs}`,
        message: `price.${found.needs} is missing, and the payer's form needs it`,
      };
    case 'paid-on-cost':
      return {
        code: found.code,
        path: 'setting',
        message: 'setting cah is paid on the cost of the hospital, not from a payment limit',
      };
    case 'acquisition-missing':
      return { code: found.code, path: 'acquisition', message: 'acquisition is missing' };
  }
}
