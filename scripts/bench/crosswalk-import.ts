// `import crosswalk` of a file in the layout and size of the CMS NDC-HCPCS crosswalk, into a database of its own.
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startTestPostgres } from '../../test/support/postgres.ts';
import type { Figure, Sizes } from './figure.ts';
import { megabytes, seconds } from './figure.ts';
import { PROGRAM, measure } from './measured-run.ts';

const ASKED_MS = 3000;
const ASKED_BYTES = 200_000_000;
/** The real file drags a tail of empty cells behind each row. */
const EMPTY_TAIL = ','.repeat(230);
const CODES = ['J9271', 'J9299', 'J9022', 'J9035', 'Q5107', 'Q5118', 'J9173', 'J9119', 'J9306', 'J0897'];

export async function crosswalkImport(folder: string, { crosswalkBytes }: Sizes): Promise<readonly Figure[]> {
  const file = join(folder, 'July 2026 ASP NDC-HCPCS Crosswalk 062326.csv');
  writtenTo(file, crosswalkBytes);
  const embedded = await importInto(folder, file, 'embedded PGlite', {
    CHAIRREADY_DATA: join(folder, 'import-data'),
    DATABASE_URL: '',
  });
  const postgres = await startTestPostgres();
  try {
    const data = { CHAIRREADY_DATA: join(folder, 'import-on-postgres'), DATABASE_URL: postgres.url };
    return [embedded, await importInto(folder, file, 'PostgreSQL', data)];
  } finally {
    await postgres.stop();
  }
}

/** The memory is that of the whole process; the embedded database is a part of it, and most of it. */
async function importInto(folder: string, file: string, engine: string, env: Record<string, string>): Promise<Figure> {
  const size = `${(statSync(file).size / 1_000_000).toFixed(1)} MB`;
  const nothing = [PROGRAM, 'import', 'crosswalk', join(folder, 'no-such-file.csv')];
  // The first of the three makes the database; the others open it.
  await measure(folder, [PROGRAM, 'import', 'crosswalk', writtenTo(join(folder, 'small.csv'), 1)], { env });
  const opened = await measure(folder, nothing, { env });
  const run = await measure(folder, [PROGRAM, 'import', 'crosswalk', file], { env });
  const what = `import of a crosswalk of ${size}, ${engine}`;
  if (run.exitStatus !== 0) return { what, value: `not measured: ${run.stderr.split('\n')[0] ?? ''}` };
  return {
    what,
    value: `${seconds(run.wall)}, ${megabytes(run.peak)}`,
    baseline: `the command without a file to read: ${seconds(opened.wall)}, ${megabytes(opened.peak)}`,
    goal: {
      says: `asked ${seconds(ASKED_MS)} and ${megabytes(ASKED_BYTES)}`,
      reached: run.wall <= ASKED_MS && run.peak <= ASKED_BYTES,
    },
  };
}

function writtenTo(file: string, bytes: number): string {
  writeFileSync(file, crosswalkOf(bytes));
  return file;
}

function crosswalkOf(bytes: number): string {
  const lines = [
    `July 2026 ASP NDC - HCPCS Crosswalk for Medicare Part B Drugs${EMPTY_TAIL}`,
    `"     Effective July 1, 2026 through September 30, 2026"${EMPTY_TAIL}`,
    EMPTY_TAIL,
    `_2026_CODE,Short Description,LABELER NAME,NDC2,Drug Name,HCPCS dosage,PKG SIZE,PKG QTY,BILLUNITS,BILLUNITSPKG${EMPTY_TAIL}`,
  ];
  for (let size = 0, row = 0; size < bytes; row += 1) {
    const line = rowOf(row);
    lines.push(line);
    size += line.length + 1;
  }
  return `${lines.join('\n')}\n`;
}

function rowOf(row: number): string {
  const code = CODES[row % CODES.length] ?? '';
  const ndc = `99${String(100 + (row % 900))}-${String(1000 + Math.floor(row / 900))}-01`;
  return `${code},Invented drug ${String(row)},Invented labeler,${ndc},Invented brand,10 MG,1,1,10,10${EMPTY_TAIL}`;
}
