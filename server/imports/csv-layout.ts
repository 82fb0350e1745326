import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import type { ImportRefusal } from './import-report.ts';

/** The header of one kind of CSV file, in the contract's order. */
export interface CsvLayout {
  /** What people call the file: "a pharmacy price file". */
  readonly name: string;
  readonly required: readonly string[];
  /** Columns that a file may leave out. */
  readonly optional: readonly string[];
}

const AUTHORIZATION_IDENTITY = ['payer', 'member_id', 'patient', 'number', 'status', 'hcpcs', 'from', 'to'];

export const LAYOUTS = {
  prices: {
    name: 'a pharmacy price file',
    required: ['ndc', 'account', 'unit', 'price', 'from'],
    optional: ['to', 'source', 'prompt_pay_percent', 'rebate_percent', 'rebate_status'],
  },
  awp: {
    name: 'a file of average wholesale prices',
    required: ['ndc', 'unit', 'awp', 'from'],
    optional: ['to', 'source'],
  },
  charges: {
    name: 'a file of charges',
    required: ['hcpcs', 'charge', 'from'],
    optional: ['site', 'to', 'source'],
  },
  'scenario-prices': {
    name: 'a file of scenario prices',
    required: ['hcpcs', 'scenario', 'price', 'from'],
    optional: ['to', 'source'],
  },
  contracts: {
    name: 'a file of payer contracts',
    required: ['payer', 'hcpcs', 'form', 'from'],
    optional: ['product', 'site', 'percent', 'per_unit', 'amount', 'to', 'clause'],
  },
  authorizations: {
    name: 'an authorization feed',
    required: AUTHORIZATION_IDENTITY,
    optional: [
      ...['icd10', 'units', 'visits', 'units_per_dose', 'interval_days', 'requested_units', 'weight_kg'],
      ...['place_of_service', 'site_npi', 'provider_npi', 'issued', 'requested_at', 'decided_at'],
    ],
  },
  eligibility: {
    name: 'a file of eligibility checks',
    required: ['payer', 'member_id', 'active_from', 'active_to', 'verified_at'],
    optional: ['product', 'plan', 'other_payer', 'benefit'],
  },
  usage: {
    name: 'a file of units used',
    required: ['patient', 'member_id', 'number', 'hcpcs', 'units', 'date'],
    optional: [],
  },
  preparation: {
    name: 'a file of preparations',
    required: ['appointment', 'date', 'hcpcs', 'dose', 'unit', 'content', 'count'],
    optional: [
      ...['patient', 'order', 'ndc', 'lot', 'container', 'discarded', 'remainder', 'remainder_use_by'],
      ...['prepared_by', 'reason'],
    ],
  },
} as const satisfies Record<string, CsvLayout>;

/** Where each column of the layout stands, and the columns that are none of it. */
export interface CsvHeader {
  readonly width: number;
  readonly at: ReadonlyMap<string, number>;
  readonly unknown: readonly string[];
}

/** Finds the columns by name; a missing or repeated one makes it another kind of file. */
export function headerOf(cells: readonly string[], layout: CsvLayout): Result<CsvHeader, ImportRefusal> {
  const names = cells.map((cell) => cell.trim().toLowerCase());
  const known = [...layout.required, ...layout.optional];
  const repeated = known.find((name) => names.indexOf(name) !== names.lastIndexOf(name));
  if (repeated !== undefined) return wrongKind(`the header names the column ${repeated} twice`);
  const missing = layout.required.filter((name) => !names.includes(name));
  if (missing.length > 0) return wrongKind(notThisLayout(names, layout, missing));
  return ok({
    width: names.findLastIndex((name) => name !== '') + 1,
    at: new Map(known.flatMap((name) => (names.includes(name) ? [[name, names.indexOf(name)] as const] : []))),
    unknown: names.filter((name) => name !== '' && !known.includes(name)),
  });
}

const wrongKind = (message: string): Result<never, ImportRefusal> => problem({ code: 'wrong-kind', message });

function notThisLayout(names: readonly string[], layout: CsvLayout, missing: readonly string[]): string {
  const other = Object.values<CsvLayout>(LAYOUTS).find(({ required }) =>
    required.every((name) => names.includes(name)),
  );
  return other === undefined
    ? `this is not ${layout.name}: its header lacks ${missing.join(', ')}`
    : `this is ${other.name}, not ${layout.name}`;
}
