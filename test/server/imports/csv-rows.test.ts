import { afterAll, expect, it } from 'vitest';
import { readCsv } from '../../../server/imports/csv-rows.ts';
import { printOfFile } from '../../../server/imports/file-print.ts';
import type { Counted, ImportRefusal } from '../../../server/imports/import-report.ts';
import { rowCount } from '../../../server/imports/import-report.ts';
import { scratchFolder } from './files.ts';

const scratch = scratchFolder();
afterAll(scratch.remove);

const LAYOUT = { name: 'a test file', required: ['payer', 'units'], optional: ['note'] };

interface Outcome extends Partial<Counted> {
  readonly rows?: readonly unknown[];
  readonly refusal?: ImportRefusal;
}

async function read(content: string | Uint8Array): Promise<Outcome> {
  const print = await printOfFile(scratch.write('file.csv', content));
  if (!print.ok) return { refusal: print.problem };
  const [count, rows] = [rowCount(), [] as unknown[]];
  const result = await readCsv(print.value, LAYOUT, count, ({ row, cell }) => {
    if (cell('units') === 'x') return 'bad units';
    rows.push([row, cell('payer'), cell('units'), cell('note')]);
    return undefined;
  });
  return result.ok ? { rows, ...count.result() } : { refusal: result.problem };
}

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');

it('finds columns by name, in any order and case, and counts records with header and blank lines', async () => {
  expect(await read('\nUnits, PAYER ,extra\n1,a,?\n\n"2","b\nc",?\n')).toEqual({
    rows: [
      [3, 'a', '1', ''],
      [5, 'b\nc', '2', ''],
    ],
    read: 2,
    kept: 2,
    rejected: [],
    warnings: [{ row: 2, reason: 'columns that are not read: extra' }],
  });
});

it('reads UTF-8 with and without its mark, and Windows-1252 where it is no UTF-8', async () => {
  for (const content of [
    '\uFEFFpayer,units\nAërna,1\n',
    'payer,units\nAërna,1\n',
    bytes('payer,units\nA\xebrna,1\n'),
  ]) {
    expect((await read(content)).rows).toEqual([[2, 'Aërna', '1', '']]);
  }
});

it('takes a last row without a line end only if it makes sense', async () => {
  expect((await read('payer,units\na,1\nb,2')).rows).toHaveLength(2);
  expect((await read('payer,units\na,1\nb,x')).refusal).toMatchObject({ code: 'truncated' });
  expect(await read('payer,units\na,1\nb,x\n')).toMatchObject({ kept: 1, rejected: [{ row: 3, reason: 'bad units' }] });
});

it('takes a short row in the middle for a bad one, and at the end for a break', async () => {
  expect(await read('payer,units\na\nb,2\n')).toMatchObject({ kept: 1, rejected: [{ row: 2 }] });
  expect((await read('payer,units\na,1\nb\n')).refusal).toMatchObject({ code: 'truncated' });
  expect(await read('payer,units\na,1,c\nb,2,\n')).toMatchObject({ kept: 1, rejected: [{ row: 2 }] });
});

it.each([
  ['', 'empty'],
  ['\n\n', 'empty'],
  ['payer,units\n', 'empty'],
  ['payer;units\na;1\n', 'wrong-kind'],
  ['payer,units,payer\na,1,b\n', 'wrong-kind'],
  ['PK\u0003\u0004', 'wrong-kind'],
  ['payer,units\na,1\n"b,2\n', 'truncated'],
  [`payer,units\na,"${'b'.repeat(1_000_001)}"\n`, 'wrong-kind'],
])('refuses %j as %s', async (content, code) => {
  expect((await read(content)).refusal).toMatchObject({ code });
});

it('refuses UTF-16 and rejects what is no text', async () => {
  expect((await read(Buffer.from('\uFEFFpayer,units\na,1\n', 'utf16le'))).refusal).toMatchObject({
    code: 'wrong-kind',
  });
  expect(await read('payer,units\na\0,1\nb,2\n')).toMatchObject({ kept: 1, rejected: [{ row: 2 }] });
});

it('lists ten thousand reasons and counts the rest', async () => {
  const result = await read(`payer,units\n${'a,x\n'.repeat(10_002)}b,1\n`);
  expect(result.rejected).toHaveLength(10_000);
  expect(result).toMatchObject({ read: 10_003, kept: 1, notListed: { rejected: 2, warnings: 0 } });
});
