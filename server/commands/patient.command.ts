import { parseArgs } from 'node:util';
import { definedOnly } from '../assessment/defined-only.ts';
import type { Environment } from '../config/load-config.ts';
import { patientDeleteHandler, patientExportHandler, patientSettingOf } from '../personal-data/patient.handler.ts';
import type { CommandStreams } from './ndjson-lines.ts';
import type { Parsed, WrongCall } from './on-database.ts';
import { configOfCommand, onDatabase, runOnDatabase, wrongCall } from './on-database.ts';

const USAGE = `Usage: chairready patient export Patient/ID [--tenant ID] [--member ID]...
       chairready patient delete Patient/ID --why TEXT [--tenant ID] [--member ID]...

export writes every row that is kept about a patient, one JSON line each: {"table","row"}.
delete deletes what may go and writes one JSON line per table: {"table","deleted","kept","why"}. Signed records of
discarded drug, the audit chain and who looked at the patient are kept. It is refused while the patient has a visit to
come or an open case.

  --tenant ID   whose patient; may be left out where one tenant is configured
  --member ID   imported rows too that name only this member id; may be given several times. Families may share one
  --why TEXT    the reason, which the audit chain keeps

Both are recorded in the audit chain, which stays whole.

Exit status: 0 done; 1 the database cannot be used; 2 the call is wrong or refused: nothing was deleted.
`;

const OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  json: { type: 'boolean' },
  tenant: { type: 'string' },
  member: { type: 'string', multiple: true },
  why: { type: 'string' },
} as const;

/** `chairready patient`: resolves to the exit status. */
export function runPatient(
  argv: readonly string[],
  streams: CommandStreams,
  environment: Environment = process.env,
): Promise<number> {
  return runOnDatabase(parsed(argv), USAGE, streams, (call) => carriedOut(call, streams, environment));
}

async function carriedOut(
  { action, asked }: PatientCall,
  { stdout }: CommandStreams,
  environment: Environment,
): Promise<number> {
  const config = configOfCommand(environment);
  const handlerOn = action === 'export' ? patientExportHandler : patientDeleteHandler;
  await onDatabase(
    config,
    { command: `patient ${action}`, ...asked },
    ({ db }) => handlerOn(db, patientSettingOf(config)),
    (line) => stdout.write(`${JSON.stringify(line)}\n`),
  );
  return 0;
}

interface PatientCall {
  readonly action: 'export' | 'delete';
  readonly asked: Readonly<Record<string, string | readonly string[]>>;
}

function parsed(argv: readonly string[]): Parsed<PatientCall> {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      options: OPTIONS,
      strict: true,
      allowPositionals: true,
    });
    const { help, json: _json, member, ...asked } = values;
    return help === true ? 'help' : callOf(positionals, { ...asked, members: member ?? [] });
  } catch (error) {
    return wrongCall(error);
  }
}

interface Asked {
  readonly tenant?: string | undefined;
  readonly why?: string | undefined;
  readonly members: readonly string[];
}

function callOf(
  [action, patient, ...others]: readonly string[],
  { tenant, why, members }: Asked,
): PatientCall | WrongCall {
  if (action !== 'export' && action !== 'delete') return { fault: 'patient knows two actions: export, delete' };
  if (patient === undefined || others.length > 0) return { fault: 'name one patient, as Patient/p1' };
  if ((action === 'delete') !== (why !== undefined)) return { fault: WHY_FAULTS[action] };
  return { action, asked: { ...definedOnly({ tenant, why }), patient, members } };
}

const WHY_FAULTS = { delete: '--why: say why', export: '--why belongs to delete' } as const;
