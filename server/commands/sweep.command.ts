import { parseArgs } from 'node:util';
import type { Environment } from '../config/load-config.ts';
import { openLog } from '../observability/log.ts';
import { openSweepHandler } from '../sweep/sweep-desk.ts';
import type { CommandStreams } from './ndjson-lines.ts';
import type { Parsed } from './on-database.ts';
import { configOfCommand, onDatabase, runOnDatabase, wrongCall } from './on-database.ts';

const USAGE = `Usage: chairready sweep [--tenant ID] [--from DATE] [--to DATE]

Reads every booked infusion visit from DATE to DATE (today and the next 30 days if not given) with the tenant's own
access (fhir.backend), decides each patient again, keeps what changed, and opens, moves and closes cases. One JSON line
per tenant. A sweep that was interrupted goes on where it was; two at once do no work twice.

Exit status: 0 done; 1 a record could not be read, the EHR could not be asked, or the database cannot be used;
2 the call is wrong.
`;

const OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  tenant: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  json: { type: 'boolean' },
} as const;

/** `chairready sweep`: resolves to the exit status. */
export function runSweepCommand(
  argv: readonly string[],
  streams: CommandStreams,
  environment: Environment = process.env,
): Promise<number> {
  return runOnDatabase(parsed(argv), USAGE, streams, ({ asked }) => swept(asked, streams, environment));
}

async function swept(asked: SweepCall['asked'], streams: CommandStreams, environment: Environment): Promise<number> {
  const config = configOfCommand(environment);
  const log = openLog(environment['LOG_LEVEL'] ?? 'silent');
  const reports = await onDatabase(
    config,
    { command: 'sweep', ...asked },
    (store) => openSweepHandler(config, store, log),
    progressOn(streams),
  );
  return printed(reports, streams);
}

interface SweepCall {
  readonly asked: { readonly tenant?: string; readonly from?: string; readonly to?: string };
}

function parsed(argv: readonly string[]): Parsed<SweepCall> {
  try {
    const { help, json: _json, ...asked } = parseArgs({ args: [...argv], options: OPTIONS, strict: true }).values;
    return help === true ? 'help' : { asked };
  } catch (error) {
    return wrongCall(error);
  }
}

/** For people only. */
function progressOn({ stderr }: CommandStreams): (line: unknown) => void {
  return (line) => {
    if (stderr.isTTY !== true || typeof line !== 'object' || line === null || !('done' in line) || !('of' in line))
      return;
    stderr.write(`\r${String(line.done)} of ${String(line.of)} patients`);
  };
}

function printed(reports: unknown, { stdout, stderr }: CommandStreams): number {
  if (stderr.isTTY === true) stderr.write('\r');
  const all: readonly unknown[] = Array.isArray(reports) ? reports : [];
  for (const report of all) stdout.write(`${JSON.stringify(report)}\n`);
  return all.every(isWhole) ? 0 : 1;
}

const isWhole = (report: unknown): boolean =>
  typeof report === 'object' &&
  report !== null &&
  'state' in report &&
  report.state === 'done' &&
  'failed' in report &&
  Array.isArray(report.failed) &&
  report.failed.length === 0;
