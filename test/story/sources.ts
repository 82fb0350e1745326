/** Reads a story's `sources.md`: what is expected, in which golden, and which document, section and day it was taken from. */
import { parsePlainDate } from '../../domain/kernel/plain-date.ts';
import type { GoldenFile } from './golden-files.ts';
import { GENERATED } from './golden-files.ts';

const COLUMNS = 6;

/** One line per fault; none where every row names its source and each quoted text stands in its golden. */
export function faultsOfSources(page: string, golden: (name: GoldenFile) => string): readonly string[] {
  const rows = rowsOf(page);
  return rows.length === 0
    ? ['no row']
    : rows.flatMap((cells, index) => faultsOfRow(cells, `row ${String(index + 1)}`, golden));
}

/** The rows of the table below its head. */
const rowsOf = (page: string): readonly (readonly string[])[] =>
  page
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^\|[\s|:-]+\|$/.test(line))
    .slice(1)
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );

function faultsOfRow(cells: readonly string[], row: string, golden: (name: GoldenFile) => string): readonly string[] {
  if (cells.length !== COLUMNS || cells.includes('')) return [`${row}: needs ${String(COLUMNS)} filled cells`];
  const [expected = '', seenIn = '', , , , readOn = ''] = cells;
  const quoted = [...expected.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text);
  return [
    ...(parsePlainDate(readOn).ok ? [] : [`${row}: ${readOn} is no day`]),
    ...(quoted.length > 0 ? [] : [`${row}: quotes nothing`]),
    ...missing(quoted, seenIn, golden).map((fault) => `${row}: ${fault}`),
  ];
}

function missing(quoted: readonly string[], seenIn: string, golden: (name: GoldenFile) => string): readonly string[] {
  const file = GENERATED.find((name) => name === seenIn);
  if (file === undefined) return [`${seenIn} is not generated`];
  return quoted.filter((text) => !golden(file).includes(text)).map((text) => `${file} does not say ${text}`);
}
