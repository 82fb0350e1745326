import { createReadStream, fstatSync } from 'node:fs';
import type { Readable } from 'node:stream';

/** Node reads a file on standard input in pieces of 64 kB, which is three Bundles: each costs a trip to another thread. */
const PIECE_BYTES = 256 * 1024;
const STANDARD_INPUT = 0;

/** Standard input, in larger pieces where it is a file; whatever else it is arrives as it is written. */
export const standardInput = (): Readable =>
  isFile() ? createReadStream('', { fd: STANDARD_INPUT, autoClose: false, highWaterMark: PIECE_BYTES }) : process.stdin;

/** False too where there is no standard input at all. */
function isFile(): boolean {
  try {
    return fstatSync(STANDARD_INPUT).isFile();
  } catch {
    return false;
  }
}
