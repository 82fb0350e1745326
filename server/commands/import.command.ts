import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import { ConfigRefused } from '../config/config-refused.ts';
import type { Config, Environment } from '../config/load-config.ts';
import { loadConfig } from '../config/load-config.ts';
import { loadPolicies } from '../config/load-policies.ts';
import type { ImportRequest } from '../imports/carry-out-import.ts';
import { carryOutImport } from '../imports/carry-out-import.ts';
import { IMPORT_KINDS, isImportKind } from '../imports/import-kind.ts';
import { CommandRefused } from '../store/command-socket.ts';
import { askRunningServer, DataFolderHeld, SOCKET_NAME } from '../store/data-folder-lock.ts';
import { openStore } from '../store/open-store.ts';
import { chartingIn } from '../waste/charting-in.ts';
import { WRONG_CALL } from './command-options.ts';
import type { CommandStreams } from './ndjson-lines.ts';

const USAGE = `Usage: chairready import <kind> FILE [--tenant ID]

Takes a file in, all of it or nothing, and writes one JSON line: rows read, kept, rejected with their reasons, warnings.
The same file again changes nothing ("unchanged": true). Kinds:

  asp             Medicare Part B payment limits, the CSV of CMS
  crosswalk       NDC-HCPCS crosswalk, the CSV of CMS
  mue             medically unlikely edits, the CSV of CMS
  opps            hospital outpatient status indicators and rates, the Addendum B CSV of CMS
  prices          the pharmacy's prices: ndc,account,unit,price,from,to,source
  awp             average wholesale prices: ndc,unit,awp,from,to,source
  charges         what is charged for one billing unit: hcpcs,charge,from,to,site,source
  scenario-prices prices of what is proposed or scheduled: hcpcs,scenario,price,from,to,source
  contracts       payer contracts: payer,product,site,hcpcs,form,percent,per_unit,amount,from,to,clause
                  (forms separated by | are the lesser of them, with one percent for each that needs one)
  policies        a policy pack, JSON
  authorizations  the authorization feed: payer,member_id,patient,number,status,hcpcs,...
  eligibility     payer,member_id,product,plan,active_from,active_to,other_payer,benefit,verified_at
  usage           patient,member_id,number,hcpcs,units,date
  preparation     what the pharmacy opened, one row for each package of a drug of a visit:
                  appointment,date,hcpcs,dose,unit,content,count,patient,order,ndc,lot,container,discarded,
                  remainder,remainder_use_by,prepared_by,reason

  --tenant ID     whose prices, contracts, authorizations, eligibility, usage or visits they are; without it the only tenant

Exit status: 0 taken in, or known already; 2 the file or the call is refused and nothing is stored; 1 the database
cannot be used. A running server that holds the embedded database carries the import out, and uses
it from the next call on. docs/imports.md tells every column, with an example of each kind.
`;

/** `chairready import`: resolves to the exit status. */
export async function runImport(
  argv: readonly string[],
  streams: CommandStreams,
  environment: Environment = process.env,
): Promise<number> {
  const asked = requestIn(argv);
  if (!asked.ok) return toldHow(asked.problem, streams);
  try {
    const config = loadConfig(besideSandbox(environment), process.cwd());
    const report = await imported(asked.value, config, progressOn(streams));
    if (!report.ok) return refused(report.problem, streams.stderr);
    streams.stdout.write(`${JSON.stringify(report.value)}\n`);
    return 0;
  } catch (error) {
    return failed(error, streams);
  }
}

/** Help asked for, or what was wrong with the call. */
type Told = { readonly help: true } | { readonly help: false; readonly fault: string };

const wrong = (fault: string): Result<never, Told> => problem({ help: false, fault });

function toldHow(told: Told, { stdout, stderr }: CommandStreams): number {
  if (told.help) stdout.write(USAGE);
  else stderr.write(`${told.fault}\n\n${USAGE}`);
  return told.help ? 0 : WRONG_CALL;
}

const OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  tenant: { type: 'string' },
  json: { type: 'boolean' },
} as const;

function requestIn(argv: readonly string[]): Result<ImportRequest, Told> {
  const parsed = parsedArguments(argv);
  if (!parsed.ok) return parsed;
  const { values, positionals } = parsed.value;
  return values.help === true ? problem({ help: true }) : requestOf(positionals, values.tenant);
}

function requestOf(
  [kind, file, ...others]: readonly string[],
  tenant: string | undefined,
): Result<ImportRequest, Told> {
  if (kind === undefined) return wrong(`which kind of file? One of ${IMPORT_KINDS.join(', ')}`);
  if (kind === 'outcomes') return wrong('import outcomes is not available in this version');
  if (!isImportKind(kind)) return wrong(`there is no kind "${kind}": it is one of ${IMPORT_KINDS.join(', ')}`);
  if (file === undefined || others.length > 0) return wrong('import takes one file at a time');
  return ok({ kind, path: resolve(file), ...(tenant === undefined ? {} : { tenant }) });
}

function parsedArguments(argv: readonly string[]) {
  try {
    return ok(parseArgs({ args: [...argv], options: OPTIONS, strict: true, allowPositionals: true }));
  } catch (error) {
    return wrong(error instanceof Error ? error.message : 'unknown argument');
  }
}

/** Beside the sandbox the only tenant is the one that it wrote down, also for a command started by hand. */
function besideSandbox(environment: Environment): Environment {
  const named = environment['CHAIRREADY_CONFIG'] ?? '';
  const tenant = join(resolve(environment['CHAIRREADY_DATA'] ?? '.chairready'), 'sandbox-tenant.json');
  return named === '' && existsSync(tenant) ? { ...environment, CHAIRREADY_SANDBOX: '1' } : environment;
}

/** By the server that holds the embedded database, else by this process itself. */
async function imported(
  request: ImportRequest,
  config: Config,
  tell: (staged: number) => void,
): Promise<Result<unknown, string>> {
  const answered = config.databaseUrl === undefined ? await askServer(request, config, tell) : undefined;
  if (answered !== undefined) return answered;
  const { databaseUrl, dataDir } = config;
  const store = await openStore({ dataDir, ...(databaseUrl === undefined ? {} : { databaseUrl }) });
  try {
    const tenants = config.tenants.map(({ id }) => id);
    const policies = () => loadPolicies(config.policyFiles);
    return await carryOutImport({ store, tenants, policies, charting: chartingIn(config) }, request, tell);
  } finally {
    await store.close();
  }
}

async function askServer(
  request: ImportRequest,
  { dataDir }: Config,
  tell: (staged: number) => void,
): Promise<Result<unknown, string> | undefined> {
  if (!existsSync(join(dataDir, SOCKET_NAME))) return undefined;
  try {
    const answer = await askRunningServer(dataDir, { command: 'import', ...request }, (line) => {
      if (typeof line === 'object' && line !== null && 'staged' in line) tell(Number(line.staged));
    });
    return answer === undefined ? undefined : ok(answer.result);
  } catch (error) {
    if (error instanceof CommandRefused && error.code === 'refused') return problem(error.message);
    throw error;
  }
}

/** The number of rows so far, for people only. */
function progressOn({ stderr }: CommandStreams): (staged: number) => void {
  return (staged) => {
    if (stderr.isTTY === true) stderr.write(`\r${staged} rows`);
  };
}

function refused(message: string, stderr: CommandStreams['stderr']): number {
  stderr.write(`${stderr.isTTY === true ? '\r' : ''}${message}\n`);
  return WRONG_CALL;
}

/** What an operator can mend is said in a sentence; anything else is a fault of ours and keeps its stack. */
function failed(error: unknown, { stderr }: CommandStreams): number {
  if (error instanceof ConfigRefused) return refused(error.message, stderr);
  if (error instanceof CommandRefused || error instanceof DataFolderHeld || isFromSystem(error)) {
    stderr.write(`${error.message || 'the database cannot be reached'}\n`);
    return 1;
  }
  throw error;
}

/** Errors of the system and of the database carry a code: ECONNREFUSED, ENOSPC, 28P01. */
const isFromSystem = (error: unknown): error is Error & { readonly code: string } =>
  error instanceof Error && 'code' in error && typeof error.code === 'string';
