import { parseArgs } from 'node:util';
import { auditHandler } from '../audit/audit.handler.ts';
import type { Environment } from '../config/load-config.ts';
import { WRONG_CALL } from './command-options.ts';
import type { CommandStreams } from './ndjson-lines.ts';
import { configOfCommand, failedOnDatabase, onDatabase } from './on-database.ts';

const USAGE = `Usage: chairready audit verify [--head POSITION:HASH]

Walks the audit chain and writes one JSON line: {"records","sealed","unsealed","ok","faults":[{"at","kind"}]} and, beside
those, "deletedBodies" (bodies that went by retention or on request, as the chain itself records: no fault) and "head".

  --head POSITION:HASH   a head that was noted before (an earlier check prints it, the server logs it): proves that
                         nothing up to there was cut off or written anew, even by somebody who owns the database

Kinds of fault: changed, deleted, reordered, truncated, body-changed, body-missing, unguarded.
What was recorded within the last second may not be sealed yet and is counted as unsealed.

Exit status: 0 the chain is whole; 1 it is not; 2 the call is wrong.
`;

const OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  head: { type: 'string' },
  json: { type: 'boolean' },
} as const;

/** `chairready audit`: resolves to the exit status. */
export async function runAudit(
  argv: readonly string[],
  streams: CommandStreams,
  environment: Environment = process.env,
): Promise<number> {
  const call = parsed(argv);
  if (call === 'help') {
    streams.stdout.write(USAGE);
    return 0;
  }
  if ('fault' in call) {
    streams.stderr.write(`${call.fault}\n\n${USAGE}`);
    return WRONG_CALL;
  }
  try {
    const request = { command: 'audit verify', ...call };
    const report = await onDatabase(
      configOfCommand(environment),
      request,
      ({ db }) => auditHandler(db),
      () => undefined,
    );
    streams.stdout.write(`${JSON.stringify(report)}\n`);
    return isWhole(report) ? 0 : 1;
  } catch (error) {
    return failedOnDatabase(error, streams);
  }
}

const isWhole = (report: unknown): boolean =>
  typeof report === 'object' && report !== null && 'ok' in report && report.ok === true;

function parsed(argv: readonly string[]): 'help' | { readonly head?: string } | { readonly fault: string } {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      options: OPTIONS,
      strict: true,
      allowPositionals: true,
    });
    if (values.help === true) return 'help';
    if (positionals.join(' ') !== 'verify') return { fault: 'audit knows one action: verify' };
    return values.head === undefined ? {} : { head: values.head };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : 'unknown argument' };
  }
}
