import { setFlagsFromString } from 'node:v8';

/**
 * Tells V8 to inline less. Deciding is hundreds of small functions that call each other: with V8's own limits (460 and
 * 920 bytes of bytecode) compiling them takes longer than running them for the first thousands of records, on every
 * thread anew, and what comes out runs no faster. Measured with Node 20 as `assess` over 8,000 Bundles of 20 kB, three
 * pairs on a busy machine: 15.0, 20.3 and 19.3 s of processor time before, 11.8, 15.4 and 13.9 s with these limits.
 */
export function inlineLess(): void {
  setFlagsFromString('--max-inlined-bytecode-size=60');
  setFlagsFromString('--max-inlined-bytecode-size-cumulative=100');
}
