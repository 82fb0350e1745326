import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openStore } from '../../server/store/open-store.ts';
import type { Answer } from './support/booking.ts';
import { book, isSilentAllClear } from './support/booking.ts';
import { recordOf } from './support/course.ts';
import { count, report, rounds, seconds, until } from './support/fault-table.ts';
import type { FaultyEhr, Mischief } from './support/faulty-ehr.ts';
import {
  cutJson,
  endless,
  flapping,
  healthy,
  html,
  openFaultyEhr,
  rateLimited,
  slow,
  wrongType,
} from './support/faulty-ehr.ts';
import { statesOf } from './support/kept.ts';
import { somebodyNew } from './support/load.ts';
import { newFolder, serve, type RunningProgram } from './support/program.ts';

const ROUNDS = rounds(5);

const FAULTS: readonly (readonly [name: string, mischief: () => Mischief])[] = [
  ['answers after 8 s', () => slow(8000)],
  ['flapping: 503, broken connection, answer', flapping],
  ['an HTML page with status 200', () => html],
  ['another resourceType', () => wrongType],
  ['JSON that is cut off', () => cutJson],
  ['paging without an end', () => endless],
  ['429 with Retry-After 2', () => rateLimited(2)],
];

describe('The FHIR server', () => {
  const folder = newFolder();
  let ehr: FaultyEhr;
  let program: RunningProgram;
  let decided: { readonly answer: Answer; readonly truth: 'missing' | 'valid'; readonly fault: string }[] = [];

  beforeAll(async () => {
    ehr = await openFaultyEhr();
    program = await serve({ folder, fhirBase: ehr.base });
  });
  afterAll(async () => {
    await program.end('SIGKILL');
    await ehr.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A new patient each time: nothing is known of them from before, and nobody was shown a card. */
  const ask = async (isAuthorized: boolean): Promise<Answer> => {
    const patient = somebodyNew();
    ehr.put(recordOf({ patient, isAuthorized }));
    return book(program, { patient, isAuthorized, fhirBase: ehr.base });
  };

  const isRight = async (): Promise<boolean> => {
    const answer = await ask(false);
    return answer.status === 200 && answer.cards.some(({ summary }) => SAYS_MISSING.test(summary));
  };

  it('is well to begin with, so that the faults are what is measured', async () => {
    const missing = await ask(false);
    expect(missing).toMatchObject({ status: 200 });
    expect(missing.cards.map(({ summary }) => summary).join()).toMatch(SAYS_MISSING);
    const valid = await ask(true);
    expect(valid).toMatchObject({ status: 200 });
    expect(valid.cards.map(({ summary }) => summary).join()).not.toMatch(SAYS_MISSING);
    decided = [
      { answer: missing, truth: 'missing', fault: 'none' },
      { answer: valid, truth: 'valid', fault: 'none' },
    ];
  });

  it.each(FAULTS)('%s: nothing is said to be clear or missing that was not read', async (name, mischief) => {
    const answers: Answer[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const truth of ['missing', 'valid'] as const) {
        ehr.mischief = mischief();
        const answer = await ask(truth === 'valid');
        answers.push(answer);
        decided.push({ answer, truth, fault: name });
      }
    }
    ehr.mischief = healthy;
    const recovered = await until('the right card is shown again', isRight, 60_000);
    const silent = answers.filter((answer, index) => index % 2 === 0 && isSilentAllClear(answer));
    const accusing = answers.filter(
      ({ cards }, index) => index % 2 === 1 && cards.some(({ summary }) => SAYS_MISSING.test(summary)),
    );
    const failed = answers.filter(({ status }) => ![200, 412, 422, 503].includes(status));
    report({
      fault: `FHIR server: ${name}`,
      rounds: ROUNDS,
      work: count(answers.length, 'answers'),
      ...{ lost: 0, wrong: silent.length + accusing.length + failed.length, recovered: seconds(recovered) },
      user: saidIn(answers),
      kept: 'Every decision that was answered, with what could not be read',
      how: 'By itself, with the first call after the server is well (after an outage within 10 s)',
    });
    expect(silent).toEqual([]);
    expect(accusing).toEqual([]);
    expect(failed).toEqual([]);
  });

  it('left no decision that contradicts the record', async () => {
    await program.end('SIGTERM');
    const store = await openStore({ dataDir: program.dataDir });
    const wrong: string[] = [];
    for (const { answer, truth, fault } of decided) {
      const states = await statesOf(store.db, answer.hookInstance);
      if (fault === 'none') expect(states).toContain(truth);
      wrong.push(
        ...states.filter((state) => state !== truth && state !== 'unknown').map((state) => `${fault}: ${state}`),
      );
    }
    await store.close();
    expect(wrong).toEqual([]);
  });
});

const SAYS_MISSING = /no auth on file/i;

/** What really came, for the table: statuses and the summaries of cards, without dates. */
function saidIn(answers: readonly Answer[]): string {
  const said = answers.flatMap(({ status, cards }) =>
    status === 200 ? cards.map(({ summary }) => `"${summary}"`) : [`no card (${String(status)})`],
  );
  return [...new Set(said)].slice(0, 3).join('; ');
}
