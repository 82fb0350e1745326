// After the day has moved, the nightly sweep is asked for at once, as an administrator would with `chairready sweep`:
// one line on the owner-only socket in the data folder. A server over PostgreSQL has no such socket.
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';

export interface SweepOutcome {
  readonly isDone: boolean;
  /** One sentence. */
  readonly said: string;
}

const PATIENCE = 60_000;

/** A server that has just met a broken EHR leaves it alone for a while; the wish is repeated this often. */
const TRIES = 5;
const PAUSE_MS = 3000;

/** Never rejects: the clock has moved whatever the sweep does. */
export async function wishForSweep(dataDir: string): Promise<SweepOutcome> {
  for (let tried = 1; ; tried += 1) {
    const outcome = await wishOnce(dataDir);
    if (outcome.isDone || !outcome.said.includes('circuit-open') || tried >= TRIES) return outcome;
    await sleep(PAUSE_MS);
  }
}

async function wishOnce(dataDir: string): Promise<SweepOutcome> {
  try {
    return outcomeOf(await lastLine(join(dataDir, 'chairready.sock'), { command: 'sweep', tenant: 'sandbox' }));
  } catch (problem) {
    const isSlow = problem instanceof Error && problem.message === 'timeout';
    return failed(isSlow ? 'it takes long' : 'ChairReady does not answer');
  }
}

function outcomeOf(answer: string): SweepOutcome {
  const { result: [report] = [], error } = Answer.parse(JSON.parse(answer));
  if (report?.state === 'done') return { isDone: true, said: reportText(report) };
  return failed(report?.error ?? error?.message ?? 'it said nothing');
}

const count = z.number().int().catch(0);
const Report = z.looseObject({
  state: z.string(),
  error: z.string().optional(),
  visits: count,
  patients: count,
  changes: z.object({ changed: count, new: count }).catch({ changed: 0, new: 0 }),
});
const Answer = z.looseObject({
  result: z.array(Report).optional(),
  error: z.looseObject({ message: z.string() }).optional(),
});

const failed = (why: string): SweepOutcome => ({
  isDone: false,
  said: `The sweep did not run now: ${why}. It runs by itself every quarter of an hour.`,
});

const reportText = ({ patients, visits, changes }: z.output<typeof Report>): string =>
  `ChairReady looked again at ${String(visits)} visits of ${String(patients)} patients: ${String(changes.changed)} changed, ${String(changes.new)} looked at for the first time.`;

function lastLine(path: string, request: object): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.setTimeout(PATIENCE, () => socket.destroy(new Error('timeout')));
    socket.once('error', reject);
    socket.write(`${JSON.stringify(request)}\n`);
    let answered = '';
    socket.setEncoding('utf8');
    socket.on('data', (part: string) => {
      answered += part;
    });
    socket.once('close', () => resolve(answered.trimEnd().split('\n').at(-1) ?? ''));
  });
}
