import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import type { ContractForm, PaymentForm } from '../../domain/margin/payment-form.ts';
import { parseDecimal } from '../../domain/kernel/rational.ts';
import { usdFromMicroDollars } from '../../domain/kernel/usd.ts';
import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import type { PayerProduct } from '../../domain/visit/payer.ts';
import { isProcedureCode } from '../../reference-data/cms/cells.ts';
import { definedOnly } from '../assessment/defined-only.ts';
import type { CsvRow } from './csv-rows.ts';
import { periodIn } from './price-rows.ts';
import type { RowCells } from './row-cells.ts';
import { cellsOf } from './row-cells.ts';

/** How one payer pays for some drugs. What is absent (product, site) or `any` holds for all. */
export interface ContractRow {
  readonly payer: string;
  readonly product?: PayerProduct;
  readonly site?: string;
  /** HCPCS codes of drugs, or of giving them. */
  readonly drugs: readonly string[] | 'any';
  readonly terms: PaymentForm;
  readonly from: PlainDate;
  readonly to?: PlainDate;
  readonly clause?: string;
}

const PRODUCTS = [
  ...(['commercial', 'medicare-advantage', 'medicare-ffs', 'medicaid-managed', 'medicaid-ffs', 'exchange'] as const),
] satisfies readonly PayerProduct[];

/** Reads one row of payer contract terms, or says why it cannot be used. Pure. */
export function contractRow(row: CsvRow): Result<ContractRow, string> {
  const cells = cellsOf(row);
  cells.need('payer', 'form', 'from');
  const payer = cells.text('payer');
  const product = cells.oneOf('product', PRODUCTS);
  const isAny = (cells.text('hcpcs') ?? 'any').toLowerCase() === 'any';
  const drugs = isAny ? 'any' : codesIn(cells);
  const terms = termsOf(cells);
  const { from, to } = periodIn(cells);
  const reason = cells.reason();
  if (!payer || !terms || !from || reason !== undefined) return problem(reason ?? 'is not a contract');
  const [site, clause] = [cells.text('site'), cells.text('clause')];
  return ok({ payer, drugs, terms, from, ...definedOnly({ product, site, to, clause }) });
}

/** Codes of giving a drug (96413) stand beside those of drugs: a contract may price both. */
function codesIn(cells: RowCells): readonly string[] {
  const codes = cells.list('hcpcs').map((code) => code.toUpperCase());
  if (!codes.every(isProcedureCode)) cells.fault('hcpcs is not a list of HCPCS codes separated by |');
  return codes;
}

const PERCENT_FORMS = ['percent-of-asp', 'awp-minus', 'percent-of-charges'] as const;
type PercentForm = (typeof PERCENT_FORMS)[number];
const isPercentForm = (form: string): form is PercentForm => PERCENT_FORMS.some((known) => known === form);

/** Which columns each form needs; any other amount in the row is a fault, for it would be lost. */
const AMOUNTS = ['percent', 'per_unit', 'amount'] as const;

/**
 * Several forms separated by | are the lesser of them (a leading `lesser-of` may say so); `percent` then lists one
 * percentage for each form that needs one, in their order.
 */
function termsOf(cells: RowCells): PaymentForm | undefined {
  const named = cells.list('form').map((form) => form.toLowerCase());
  const forms = named[0] === 'lesser-of' ? named.slice(1) : named;
  if (forms.length === 0 && named.length > 0)
    cells.fault('lesser-of names no forms: write lesser-of|percent-of-asp|percent-of-charges');
  refuseUnused(cells, forms);
  const whole = named.join();
  if (whole === 'medicare-part-b' || whole === 'white-bag') return { form: whole };
  const read = contractForms(cells, forms);
  return read.length < forms.length ? undefined : lesserOf(read);
}

function lesserOf(forms: readonly ContractForm[]): ContractForm | undefined {
  return forms.length > 1 ? { form: 'lesser-of', of: forms } : forms[0];
}

function contractForms(cells: RowCells, forms: readonly string[]): readonly ContractForm[] {
  const percents = [...cells.list('percent')];
  const needed = forms.filter(isPercentForm).length;
  if (percents.length !== needed) cells.fault(`percent must give ${needed} numbers, one for each form that needs one`);
  return forms.flatMap((form) => oneForm(cells, form, isPercentForm(form) ? percents.shift() : undefined) ?? []);
}

function oneForm(cells: RowCells, form: string, percent: string | undefined): ContractForm | undefined {
  if (isPercentForm(form)) return percentForm(cells, form, percent);
  if (form === 'fee-schedule') {
    const perUnit = dollars(cells, 'per_unit');
    return perUnit && { form, perUnit };
  }
  if (form === 'case-rate') {
    const amount = dollars(cells, 'amount');
    return amount && { form, amount };
  }
  cells.fault(
    'form is not one of percent-of-asp, awp-minus, percent-of-charges, lesser-of, fee-schedule, case-rate, white-bag, medicare-part-b',
  );
  return undefined;
}

function percentForm(cells: RowCells, form: PercentForm, written: string | undefined): ContractForm | undefined {
  const parsed = parseDecimal(written ?? '');
  if (!parsed.ok || parsed.value.n < 0n) {
    if (written !== undefined) cells.fault('percent is not a number of zero or more');
    return undefined;
  }
  return { form, percent: parsed.value };
}

function dollars(cells: RowCells, column: 'per_unit' | 'amount') {
  cells.need(column);
  const micro = cells.microDollars(column);
  return micro === undefined ? undefined : usdFromMicroDollars(micro);
}

function refuseUnused(cells: RowCells, forms: readonly string[]): void {
  const used: readonly string[] = [
    ...(forms.some(isPercentForm) ? ['percent'] : []),
    ...(forms.includes('fee-schedule') ? ['per_unit'] : []),
    ...(forms.includes('case-rate') ? ['amount'] : []),
  ];
  const unused = AMOUNTS.filter((column) => cells.text(column) !== undefined && !used.includes(column));
  for (const column of unused) cells.fault(`${column} does not belong to ${forms.join('|')}`);
}
