#!/usr/bin/env node
// The command line: parses, calls a command, and ends with its exit status.
import { inlineLess } from './lean-inlining.ts';
import { run } from './run.ts';

inlineLess();

const { stdin, stdout, stderr } = process;

try {
  process.exitCode = await run(process.argv.slice(2), { stdin, stdout, stderr });
} catch (error) {
  // A fault of ours: the stack is for whoever mends it.
  stderr.write(`chairready: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 70;
}
