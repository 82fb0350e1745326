import { parseArgs } from 'node:util';
import { auditExportHandler } from '../audit/audit-export.handler.ts';
import { auditHandler } from '../audit/audit.handler.ts';
import type { Environment } from '../config/load-config.ts';
import type { CommandStreams } from './ndjson-lines.ts';
import type { Parsed, WrongCall } from './on-database.ts';
import { configOfCommand, onDatabase, runOnDatabase, wrongCall } from './on-database.ts';

const USAGE = `Usage: chairready audit verify [--head POSITION:HASH]
       chairready audit export --tenant ID [--format ndjson|fhir] [--from DATE] [--until DATE] [--patient Patient/ID]

verify walks the audit chain and writes one JSON line: {"records","sealed","unsealed","ok","faults":[{"at","kind"}]} and, beside
those, "deletedBodies" (bodies that went by retention or on request, as the chain itself records: no fault) and "head".

  --head POSITION:HASH   a head that was noted before (an earlier check prints it, the server logs it): proves that
                         nothing up to there was cut off or written anew, even by somebody who owns the database

export writes the records of a tenant, the oldest first, one JSON line each: as they are kept (ndjson, with what was
written down), or as FHIR R4 AuditEvent (fhir, references and codes only). The export is itself recorded.

  --tenant ID            whose records; may be left out where one tenant is configured
  --from, --until DATE   calendar days in UTC, both included
  --patient Patient/ID   only what was seen or done of this patient

Kinds of fault: changed, deleted, reordered, truncated, body-changed, body-missing, unguarded.
What was recorded within the last second may not be sealed yet and is counted as unsealed.

Exit status: 0 the chain is whole, or all was exported; 1 it is not; 2 the call is wrong.
`;

const OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  head: { type: 'string' },
  json: { type: 'boolean' },
  tenant: { type: 'string' },
  format: { type: 'string' },
  from: { type: 'string' },
  until: { type: 'string' },
  patient: { type: 'string' },
} as const;

/** `chairready audit`: resolves to the exit status. */
export function runAudit(
  argv: readonly string[],
  streams: CommandStreams,
  environment: Environment = process.env,
): Promise<number> {
  return runOnDatabase(parsed(argv), USAGE, streams, (call) =>
    call.action === 'verify' ? verify(call, streams, environment) : exported(call, streams, environment),
  );
}

async function verify({ head }: VerifyCall, { stdout }: CommandStreams, environment: Environment): Promise<number> {
  const request = { command: 'audit verify', ...(head === undefined ? {} : { head }) };
  const report = await onDatabase(
    configOfCommand(environment),
    request,
    ({ db }) => auditHandler(db),
    () => undefined,
  );
  stdout.write(`${JSON.stringify(report)}\n`);
  return isWhole(report) ? 0 : 1;
}

async function exported({ asked }: ExportCall, { stdout }: CommandStreams, environment: Environment): Promise<number> {
  const config = configOfCommand(environment);
  const request = { command: 'audit export', ...asked };
  const tenants = config.tenants.map(({ id }) => id);
  await onDatabase(
    config,
    request,
    ({ db }) => auditExportHandler(db, tenants),
    (line) => stdout.write(`${JSON.stringify(line)}\n`),
  );
  return 0;
}

const isWhole = (report: unknown): boolean =>
  typeof report === 'object' && report !== null && 'ok' in report && report.ok === true;

interface VerifyCall {
  readonly action: 'verify';
  readonly head?: string;
}

interface ExportCall {
  readonly action: 'export';
  readonly asked: Readonly<Record<string, string>>;
}

function parsed(argv: readonly string[]): Parsed<VerifyCall | ExportCall> {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      options: OPTIONS,
      strict: true,
      allowPositionals: true,
    });
    const { help, head, json: _json, ...asked } = values;
    if (help === true) return 'help';
    const [action, ...others] = positionals;
    if (others.length > 0) return { fault: `one action, not also ${others.join(' ')}` };
    return callOf(action, head, asked);
  } catch (error) {
    return wrongCall(error);
  }
}

function callOf(
  action: string | undefined,
  head: string | undefined,
  asked: Readonly<Record<string, string>>,
): VerifyCall | ExportCall | WrongCall {
  if (action === 'verify') return verifyCall(head, Object.keys(asked));
  if (action !== 'export') return { fault: 'audit knows two actions: verify, export' };
  return head === undefined ? { action, asked } : { fault: '--head belongs to verify' };
}

function verifyCall(head: string | undefined, [option]: readonly string[]): VerifyCall | WrongCall {
  if (option !== undefined) return { fault: `--${option} belongs to export` };
  return { action: 'verify', ...(head === undefined ? {} : { head }) };
}
