/** Bookings without a pause, each about a patient of its own, until the load is ended. */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from './booking.ts';
import { book, isSilentAllClear } from './booking.ts';
import type { RunningProgram } from './program.ts';

export interface Load {
  readonly answers: readonly Answer[];
  readonly acknowledged: () => readonly Answer[];
  /** Answers that somebody would take for "all is well". */
  readonly silent: () => readonly Answer[];
  /** Whether the call was about one of these patients. */
  readonly isAbout: (hookInstance: string, patients: readonly string[]) => boolean;
  /** Resolves when so many were acknowledged; rejects when that takes too long. */
  readonly until: (acknowledged: number) => Promise<void>;
  /** Begins no more, and resolves when the last was answered. */
  readonly end: () => Promise<void>;
}

const PATIENCE_MS = 120_000;
/** A caller who was refused waits a little, as a person would. */
const PAUSE_MS = 20;

export function startLoad(
  program: Pick<RunningProgram, 'endpoint' | 'url'>,
  connections: number,
  patientOf: () => string = somebodyNew,
): Load {
  const answers: Answer[] = [];
  const patients = new Map<string, string>();
  let isEnded = false;
  const caller = async (): Promise<void> => {
    while (!isEnded) {
      const patient = patientOf();
      const answer = await book(program, { patient });
      patients.set(answer.hookInstance, patient);
      answers.push(answer);
      if (answer.status !== 200) await sleep(PAUSE_MS);
    }
  };
  const callers = Array.from({ length: connections }, caller);
  const acknowledged = () => answers.filter(({ status }) => status === 200);
  return {
    ...{ answers, acknowledged },
    silent: () => answers.filter(isSilentAllClear),
    isAbout: (hookInstance, some) => some.includes(patients.get(hookInstance) ?? ''),
    async until(count) {
      const deadline = Date.now() + PATIENCE_MS;
      while (acknowledged().length < count) {
        if (Date.now() > deadline) throw new Error(`only ${String(acknowledged().length)} of ${String(count)} answers`);
        await sleep(5);
      }
    },
    async end() {
      isEnded = true;
      await Promise.all(callers);
    },
  };
}

export const somebodyNew = (): string => `p-${randomBytes(8).toString('hex')}`;
