#!/usr/bin/env node
// The command line: parses, calls a command, and ends with its exit status.
import { inlineFor } from './inlining.ts';
import { tolerateReaderGone } from './reader-gone.ts';
import { run } from './run.ts';
import { standardInput } from './standard-input.ts';

const [, , ...argv] = process.argv;
inlineFor(argv[0]);

const { stdout, stderr } = process;
tolerateReaderGone(stdout, stderr);

try {
  process.exitCode = await run(argv, { stdin: standardInput(), stdout, stderr });
} catch (error) {
  // A fault of ours: the stack is for whoever mends it.
  stderr.write(`chairready: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 70;
}
