import { parseArgs } from 'node:util';
import { decide } from '../../domain/decision/decide.ts';
import { ruleBook } from '../../domain/decision/rule-book.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import { parsePlainDate } from '../../domain/kernel/plain-date.ts';
import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import { isTimeZone } from '../../fhir/local-day.ts';
import { loadDrugIndex } from '../../reference-data/load.ts';
import { policiesVersion } from '../../reference-data/policy-pack.ts';
import type { BundleAssessment } from '../assessment/assess-bundle.ts';
import { assessBundle } from '../assessment/assess-bundle.ts';
import { definedOnly } from '../assessment/defined-only.ts';
import { DEFAULT_ROUTING } from '../assessment/default-routing.ts';
import { ConfigRefused } from '../config/config-refused.ts';
import { loadPolicies } from '../config/load-policies.ts';
import { loadRulesBundle } from '../rules-bundle.ts';
import { WRONG_CALL } from './command-options.ts';
import { openLineCrew } from './line-crew.ts';
import { answerPieces, isLineThread } from './line-thread.ts';
import type { CommandStreams, LineOutcome } from './ndjson-lines.ts';
import { runNdjson } from './ndjson-lines.ts';

const USAGE = `Usage: chairready assess --today DATE [--time-zone ZONE] [--policies FILE] [--all] < bundles.ndjson

Reads one FHIR R4 Bundle (type collection) per line and writes one JSON line each: every coming infusion visit with its
drugs, their authorization, findings with their sources, the likelihood, the dollars at risk and who should work on it.

  --today DATE       the day that counts as today, YYYY-MM-DD (required)
  --time-zone ZONE   IANA zone of the site, such as America/Chicago; without it the offsets written in the record count
  --policies FILE    a policy pack, beside the built-in policies
  --all              clear and not-applicable findings too
  --json             accepted; the output is JSON anyway

A line that cannot be used gives {"line","id","error":{"code","path","message"}}; the exit status is then 1.
Nothing is stored; no database is opened.
`;

/** `chairready assess`: decides one Bundle per line. Resolves to the exit status. */
export async function runAssess(argv: readonly string[], streams: CommandStreams): Promise<number> {
  const options = optionsOf(argv);
  if (!options.ok) return toldHow(options.problem, streams);
  const run = await prepare(options.value);
  if (!run.ok) return toldHow(run.problem, streams);
  const answer = (value: unknown): LineOutcome => assessOutcome(value, run.value);
  if (isLineThread()) return answerPieces(answer);
  return runNdjson(streams, answer, { openCrew: () => openLineCrew(['assess', ...argv]) });
}

/** One Bundle in, one answer or one error out. */
export function assessOutcome(value: unknown, run: BundleAssessment): LineOutcome {
  const line = assessBundle(value, run);
  if (line.ok) return { ok: true, output: line.value };
  const { id, ...error } = line.problem;
  return { ok: false, ...(id === undefined ? {} : { id }), error };
}

interface AssessOptions {
  readonly today: PlainDate;
  readonly timeZone?: string;
  readonly policies?: string;
  readonly all: boolean;
}

/** Help asked for, or what was wrong with the call. */
type Told = { readonly help: true } | { readonly help: false; readonly fault: string };

function toldHow(told: Told, { stdout, stderr }: CommandStreams): number {
  if (told.help) stdout.write(USAGE);
  else stderr.write(`${told.fault}\n\n${USAGE}`);
  return told.help ? 0 : WRONG_CALL;
}

function optionsOf(argv: readonly string[]): Result<AssessOptions, Told> {
  const parsed = parsedArguments(argv);
  if (!parsed.ok) return parsed;
  if (parsed.value.help === true) return problem({ help: true });
  if (parsed.value.model !== undefined) return wrong('--model is not available in this version');
  const { today, policies, all = false, 'time-zone': timeZone } = parsed.value;
  const day = parsePlainDate(today ?? '');
  if (!day.ok) return wrong('--today is required: a calendar day such as 2026-12-01');
  return zoneFault(timeZone) ?? ok({ today: day.value, all, ...definedOnly({ timeZone, policies }) });
}

const zoneFault = (zone: string | undefined): Result<never, Told> | undefined =>
  zone === undefined || isTimeZone(zone) ? undefined : wrong('--time-zone: not an IANA zone such as America/Chicago');

const wrong = (fault: string): Result<never, Told> => problem({ help: false, fault });

const OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  today: { type: 'string' },
  'time-zone': { type: 'string' },
  policies: { type: 'string' },
  all: { type: 'boolean' },
  json: { type: 'boolean' },
  /** Named here so that nobody takes its absence for a typing error of theirs. */
  model: { type: 'string' },
} as const;

function parsedArguments(argv: readonly string[]) {
  try {
    return ok(parseArgs({ args: [...argv], options: OPTIONS, strict: true }).values);
  } catch (error) {
    return wrong(error instanceof Error ? error.message : 'unknown argument');
  }
}

async function prepare({
  today,
  timeZone,
  policies: file,
  all,
}: AssessOptions): Promise<Result<BundleAssessment, Told>> {
  try {
    const policies = loadPolicies(file === undefined ? [] : [file]);
    const { version } = await loadRulesBundle();
    const knowledge = { policies, policiesVersion: policiesVersion(policies), drugs: loadDrugIndex() };
    return ok({
      today,
      all,
      ...(timeZone === undefined ? {} : { timeZone }),
      knowledge: { ...knowledge, holidays: [], routing: DEFAULT_ROUTING },
      decide: (snapshot) => decide(ruleBook, snapshot, version),
    });
  } catch (error) {
    if (error instanceof ConfigRefused) return wrong(`--policies: ${error.message}`);
    throw error;
  }
}
