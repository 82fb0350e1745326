import type { Config, Environment } from '../config/load-config.ts';
import { ConfigRefused } from '../config/config-refused.ts';
import { todayIn } from '../assessment/today.ts';
import type { Check } from '../doctor/check.ts';
import { fail, ok, warn } from '../doctor/check.ts';
import { doctorHandler } from '../doctor/database-checks.ts';
import { databaseRemedy } from '../doctor/database-remedy.ts';
import { configChecks, diskCheck, secretCheck } from '../doctor/local-checks.ts';
import { tenantChecks } from '../doctor/tenant-checks.ts';
import { loadRulesBundle } from '../rules-bundle.ts';
import { WRONG_CALL } from './command-options.ts';
import type { CommandStreams } from './ndjson-lines.ts';
import { configOfCommand, onDatabase } from './on-database.ts';

const USAGE = `Usage: chairready doctor [--json]

Checks configuration, keys, clock, database, disk, the EHRs and the reference data in force. One line each:
ok, warn or fail, what was found, and what to do about it.

  --json   one JSON line per check: {"state","what","remedy"?}

Exit status: 0 nothing failed; 1 something did; 2 the call is wrong. It changes nothing but tables of an older version,
which it brings up to date as every command does.
`;

/** `chairready doctor`: resolves to the exit status. */
export async function runDoctor(
  argv: readonly string[],
  streams: CommandStreams,
  environment: Environment = process.env,
): Promise<number> {
  if (argv.includes('--help') || argv.includes('-h')) {
    streams.stdout.write(USAGE);
    return 0;
  }
  const unknown = argv.find((argument) => argument !== '--json');
  if (unknown !== undefined) {
    streams.stderr.write(`unknown argument: ${unknown}\n\n${USAGE}`);
    return WRONG_CALL;
  }
  return examined(environment, streams, argv.includes('--json') ? JSON.stringify : textOf);
}

async function examined(
  environment: Environment,
  { stdout }: CommandStreams,
  lineOf: (check: Check) => string,
): Promise<number> {
  let failed = false;
  for await (const check of checks(environment)) {
    failed ||= check.state === 'fail';
    stdout.write(`${lineOf(check)}\n`);
  }
  return failed ? 1 : 0;
}

const textOf = ({ state, what, remedy }: Check): string =>
  `${state.padEnd(4)}  ${what}${remedy === undefined ? '' : `\n      ${remedy.replaceAll('\n', '\n      ')}`}`;

async function* checks(environment: Environment): AsyncGenerator<Check> {
  const config = configIn(environment);
  if ('state' in config) {
    yield config;
    return;
  }
  yield* configChecks(config);
  yield clockCheck(config);
  yield secretCheck(config, environment);
  yield await diskCheck(config);
  yield await rulesCheck();
  yield* await databaseChecks(config);
  for (const tenant of config.tenants) yield* await tenantChecks(tenant);
}

function configIn(environment: Environment): Config | Check {
  try {
    return configOfCommand(environment);
  } catch (error) {
    if (error instanceof ConfigRefused) return fail('configuration: cannot be used', error.message);
    throw error;
  }
}

function clockCheck(config: Config): Check {
  const fixed = config.fixedToday();
  const real = todayIn(config.timeZone, new Date());
  return fixed === undefined
    ? ok(`clock: today is ${real} in ${config.timeZone}`)
    : warn(
        `clock: today is held at ${fixed} (really ${real})`,
        'Leave clock.today out of the configuration, except beside the sandbox.',
      );
}

async function rulesCheck(): Promise<Check> {
  try {
    return ok(`rules: ${(await loadRulesBundle()).version.slice(0, 12)}`);
  } catch {
    return fail('rules: the rule bundle is missing', 'Build the program again: npm run build');
  }
}

/** The running server answers for the embedded database that it holds. */
async function databaseChecks(config: Config): Promise<readonly Check[]> {
  const today = () => todayIn(config.timeZone, new Date());
  try {
    const answer = await onDatabase(
      config,
      { command: 'doctor' },
      (store) => doctorHandler(store, today),
      () => undefined,
    );
    return Array.isArray(answer) ? answer.filter(isCheck) : [];
  } catch (error) {
    const why = error instanceof Error ? error.message || error.name : 'unknown';
    return [fail(`database: cannot be used (${why})`, databaseRemedy(error, config))];
  }
}

const isCheck = (value: unknown): value is Check =>
  typeof value === 'object' && value !== null && 'state' in value && 'what' in value;
