import { setFlagsFromString } from 'node:v8';

/** The most bytecode of one function that is inlined, and of all that are inlined into one. V8's own: 460 and 920. */
interface Inlining {
  readonly one: number;
  readonly all: number;
}

/**
 * For a command that ends. Deciding is hundreds of small functions that call each other: with V8's own limits compiling
 * them takes longer than running them for the first thousands of records, on every thread anew. Measured with Node 20
 * as `assess` over 8,000 Bundles of 20 kB, three pairs on a busy machine: 15.0, 20.3 and 19.3 s of processor time
 * before, 11.8, 15.4 and 13.9 s with these limits.
 */
const SHORT_LIVED: Inlining = { one: 60, all: 100 };

/**
 * For a server, which runs for weeks: more inlining pays from the first thousands of hooks on. Measured as the steps of
 * one booking hook without HTTP and store, 6,400 times, two rounds on a busy machine: 3.7 and 3.9 ms of processor time
 * each with the limits above, 3.4 and 3.8 ms with these, and once compiled 1.7 ms against 1.5 ms.
 */
const LONG_LIVED: Inlining = { one: 200, all: 460 };

/**
 * Tells V8 how much to inline in the command of this name, before any of its code is loaded. One that ends also compiles
 * each function once, simply, when it is first called: over 20,000 Bundles that took 4 % less, in four pairs.
 */
export function inlineFor(command: string | undefined): void {
  const { one, all } = command === 'serve' ? LONG_LIVED : SHORT_LIVED;
  if (command !== 'serve') setFlagsFromString('--always-sparkplug');
  setFlagsFromString(`--max-inlined-bytecode-size=${String(one)}`);
  setFlagsFromString(`--max-inlined-bytecode-size-cumulative=${String(all)}`);
}
