// What the clinic of the sandbox pays and is paid, all of it invented: without it every margin would be unknown.
// Taken in once for each data folder, by the same command that takes in real files.
import { execFile } from 'node:child_process';
import { appendFileSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from './install.mjs';

const run = promisify(execFile);
const FILES = [
  ['prices', 'pharmacy-prices.csv'],
  ['contracts', 'payer-contracts.csv'],
];

/** CHAIRREADY_SANDBOX_PRICES=none leaves the clinic without, as a site is on its first day. */
const areWanted = () => process.env.CHAIRREADY_SANDBOX_PRICES !== 'none';

/**
 * Asks the server that runs on the folder. A start that is broken off goes on at the next one: a mark beside the records
 * says of each file that it is in. What fails is said in the log and tried again then; the sandbox works without prices.
 */
export async function takeInPrices({ dataDir }) {
  if (!areWanted()) return;
  for (const [kind, name] of FILES) {
    const mark = join(dataDir, 'sandbox', `${name}.taken-in`);
    if (!existsSync(mark) && (await takeIn(dataDir, kind, name))) writeFileSync(mark, '');
  }
}

async function takeIn(dataDir, kind, name) {
  const log = (text) => appendFileSync(join(dataDir, 'logs', 'prices.log'), text, { mode: 0o600 });
  const file = join(ROOT, 'sandbox', 'prices', name);
  const call = [join(ROOT, 'dist', 'chairready.mjs'), 'import', kind, file, '--tenant', 'sandbox'];
  try {
    const { stdout } = await run(process.execPath, call, { env: { ...process.env, CHAIRREADY_DATA: dataDir } });
    log(stdout);
    return true;
  } catch (error) {
    log(`${kind}: ${error.stderr || error.message}\n`);
    return false;
  }
}
