/** Reads one patient's record for a sweep, and decides it unless all is as it was at the last look of the day. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { RawResource } from '../../cds-hooks/prefetch.ts';
import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import type { AssessmentQuestion, GatheredRecord } from '../assessment/assess-patient.ts';
import { decideRecord, gatherRecord } from '../assessment/assess-patient.ts';
import type { RecordAccess } from '../assessment/record-access.ts';
import type { RefusedKinds } from '../assessment/refused-kinds.ts';
import { NOTHING_SENT, WHOLE_RECORD } from '../assessment/whole-record.ts';
import type { FhirCall } from '../gateway/fhir-answer.ts';
import { errorFields } from '../observability/log.ts';
import type { Booked } from './booked-patients.ts';
import { patientOf } from './booked-patients.ts';
import type { SweptPatient } from './compare-swept.ts';
import { sweptPatient } from './compare-swept.ts';
import { hearAnswers } from './heard-answers.ts';
import type { LastLook } from './last-looks.ts';
import { recordPrint } from './record-print.ts';
import type { Sweeping } from './sweeping.ts';

/** One whose record and ledger say what they said at the last look; `decide` is for where something else has changed. */
export interface SamePatient {
  readonly ref: string;
  readonly at: Date;
  readonly look: LastLook;
  readonly decide: () => Promise<Result<SweptPatient, string>>;
}

export type Looked = SweptPatient | SamePatient;

export const isSame = (looked: Looked): looked is SamePatient => 'look' in looked;

export const isDecided = (looked: Looked): looked is SweptPatient => !isSame(looked);

export const refOf = (looked: Looked): string => (isSame(looked) ? looked.ref : looked.assessed.snapshot.patient.ref);

export const visitsOf = (looked: Looked): number => (isSame(looked) ? looked.look.visits : looked.visits.length);

const PATIENT_MS = 30_000;
const TRIES = 3;
const PAUSE_MS = 2000;

/** What the patients of a run share while they are read. */
export interface Asking {
  readonly booked: Booked;
  readonly refused: RefusedKinds;
}

/** An EHR that asks for a pause gets it; a token that it refuses is asked for anew; what it said for good stands. */
export async function lookAtPatient(
  sweeping: Sweeping,
  asking: Asking,
  patient: string,
): Promise<Result<Looked, string>> {
  for (let tried = 1; ; tried += 1) {
    const { looked, mayPass } = await lookOnce(sweeping, asking, patient);
    if (looked.ok || !mayPass || tried >= TRIES || sweeping.signal.aborted) return looked;
    sweeping.token.forget();
    await sleep(PAUSE_MS * tried, undefined, { ref: false });
  }
}

/** A token and a deadline for one patient. */
export async function lend({ token, now, signal }: Sweeping): Promise<Result<FhirCall, string>> {
  const held = await token.get();
  return held.ok ? ok({ accessToken: held.value, deadline: now().getTime() + PATIENT_MS, signal }) : held;
}

interface Attempted {
  readonly looked: Result<Looked, string>;
  /** Whether another try may end otherwise. */
  readonly mayPass: boolean;
}

async function lookOnce(sweeping: Sweeping, { booked, refused }: Asking, patient: string): Promise<Attempted> {
  const call = await lend(sweeping);
  if (!call.ok) return { looked: call, mayPass: true };
  const heard = hearAnswers(sweeping.desk.gateway);
  const question = questionOf(booked, patient);
  const access = { gateway: heard.gateway, call: call.value, refused };
  const looked = await look(sweeping, { patient, question, access });
  return { looked, mayPass: heard.mayPass() };
}

interface Asked {
  readonly patient: string;
  readonly question: AssessmentQuestion;
  readonly access: RecordAccess;
}

async function look(sweeping: Sweeping, { patient, question, access }: Asked): Promise<Result<Looked, string>> {
  const { desk, assessor, lastLooks, run, now } = sweeping;
  const at = now();
  const gathered = await gatherRecord(question, access, desk.site);
  if (!gathered.ok) return problem(gathered.problem.code);
  const print = recordPrint(gathered.value, { patient, site: desk.site, assessor, rulesVersion: run.rulesVersion });
  const decide = () => decided(sweeping, question, gathered.value, { at, print });
  const last = lastLooks.find(run.tenant, patient);
  return last !== undefined && last.print === print && (await isSaidAgain(last))
    ? ok({ ref: patient, at, look: last, decide })
    : decide();
}

/** Where the ledger cannot be read now, deciding says so. */
const isSaidAgain = async ({ ledger }: LastLook): Promise<boolean> =>
  ledger === undefined || (await ledger.printNow()) === ledger.print;

async function decided(
  sweeping: Sweeping,
  question: AssessmentQuestion,
  gathered: GatheredRecord,
  { at, print }: Pick<SweptPatient, 'at' | 'print'>,
): Promise<Result<SweptPatient, string>> {
  const assessed = await decideRecord(question, gathered, sweeping.desk.site, sweeping.assessor);
  if (!assessed.ok) return problem(assessed.problem.code);
  try {
    return ok(sweptPatient(assessed.value, { at, print }));
  } catch (error) {
    return problem(causeSaid(sweeping, 'not kept', error));
  }
}

function questionOf(booked: Booked, patient: string): AssessmentQuestion {
  const visits = booked.handOn ? booked.appointments.filter((one) => patientOf(one).includes(patient)) : [];
  return {
    keys: WHOLE_RECORD,
    prefetch: booked.handOn ? { ...NOTHING_SENT, appointments: present(visits) } : NOTHING_SENT,
    tokens: { 'context.patientId': patient.slice('Patient/'.length), 'context.userId': '' },
    ordersInContext: false,
    drafts: [],
  };
}

const present = (resources: readonly RawResource[]) => ({ kind: 'present' as const, resources });

/** The log gets what an operator needs, without the patient; the report, which names them, only the kind of error. */
export function causeSaid({ log, run }: Pick<Sweeping, 'log' | 'run'>, what: string, error: unknown): string {
  const cause = errorFields(error instanceof Error && error.cause !== undefined ? error.cause : error);
  log.error(what, { tenant: run.tenant, run: run.id, error: cause });
  return `${what} (${[cause.name, cause.code].filter((part) => part !== undefined).join(' ')})`;
}
