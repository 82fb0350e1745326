/** Which rows of the list are shown, and in which order. */
import type { MarginRow } from '../../../api-contract/margin.schema.ts';

export const COLUMNS = ['drug', 'payer', 'site', 'visits', 'margin', 'spread'] as const;
export type Column = (typeof COLUMNS)[number];

export interface Choice {
  readonly payer: string;
  readonly negativeOnly: boolean;
  readonly sort: Column;
  readonly descending: boolean;
}

export const FIRST_CHOICE: Choice = { payer: '', negativeOnly: false, sort: 'drug', descending: false };

/** Rows without a figure come last, however it is sorted: nothing is known of where they belong. */
export function shownRows(rows: readonly MarginRow[], choice: Choice): readonly MarginRow[] {
  return rows
    .filter(({ payer }) => choice.payer === '' || payer === choice.payer)
    .filter(({ figure }) => !choice.negativeOnly || figure?.band === 'loss')
    .toSorted((a, b) => inOrder(a, b, choice));
}

function inOrder(a: MarginRow, b: MarginRow, { sort, descending }: Choice): number {
  const [left, right] = [valueOf(a, sort), valueOf(b, sort)];
  if (left === undefined || right === undefined) return Number(left === undefined) - Number(right === undefined);
  const order = typeof left === 'string' ? left.localeCompare(String(right)) : left - Number(right);
  return descending ? -order : order;
}

function valueOf(row: MarginRow, column: Column): string | number | undefined {
  switch (column) {
    case 'drug':
      return row.drug;
    case 'payer':
      return row.payer;
    case 'site':
      return row.site;
    case 'visits':
      return row.visits;
    case 'margin':
      return row.figure === undefined ? undefined : Number(row.figure.margin);
    case 'spread':
      return row.figure?.spreadPercent === undefined ? undefined : Number(row.figure.spreadPercent);
  }
}

/** Every payer once, by name, for a filter. */
export const payersIn = (rows: readonly MarginRow[]): readonly string[] =>
  [...new Set(rows.map(({ payer }) => payer))].sort((a, b) => a.localeCompare(b));
