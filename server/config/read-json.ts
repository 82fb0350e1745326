import { readFileSync } from 'node:fs';
import { ConfigRefused } from './config-refused.ts';

/** Reads the configuration file. Throws `ConfigRefused` with the place of the fault and nothing of what stands there. */
export function readJson(file: string): unknown {
  const refused = (why: string): ConfigRefused =>
    new ConfigRefused(file, [{ path: 'CHAIRREADY_CONFIG', message: `${file} ${why}` }]);
  let text: string;
  try {
    // Some editors write a byte order mark before the first brace.
    text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    throw refused(`cannot be read (${codeOf(error)}${inWords(codeOf(error))})`);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw refused(`is not JSON: ${placeOfFault(text)}`);
  }
}

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown';

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: ': there is no such file',
  EACCES: ': the account that runs this may not read it',
  EISDIR: ': it is a folder',
};

const inWords = (code: string): string => WORDS[code] ?? '';

/** The engine's own message quotes the file, which holds private keys, and not always says where. */
function placeOfFault(text: string): string {
  if (isCutOff(text)) return 'it ends too early';
  let [good, bad] = [0, text.length];
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (isCutOff(text.slice(0, middle))) good = middle;
    else bad = middle;
  }
  const lines = text.slice(0, bad).split('\n');
  return `look at line ${String(lines.length)}, column ${String((lines.at(-1) ?? '').length)}`;
}

/** What more text could still complete. */
function isCutOff(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    if (!(error instanceof Error)) return false;
    const position = /at position (\d+)/.exec(error.message)?.[1];
    return Number(position) === text.length || /Unexpected end|Unterminated string/.test(error.message);
  }
}
