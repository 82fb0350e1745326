/** Runs a kept rule bundle in a thread of its own, with nothing of today's program within its reach. */
import { Worker } from 'node:worker_threads';
import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';

/** One kept bundle at work. It answers one question at a time, in the order asked. */
export interface RulesWorker {
  /** The decision's text on a snapshot's text, or why there is none. Never rejects. */
  readonly decide: (snapshot: string, rules: string) => Promise<Result<string, string>>;
  readonly close: () => Promise<void>;
}

/** A decision takes milliseconds; a bundle that takes this long will not answer at all. */
const PATIENCE_MS = 30_000;

/** Starts a thread on the text of a bundle. A text that is no such program answers every question with a problem. */
export function openRulesWorker(bundle: string, patienceMs = PATIENCE_MS): RulesWorker {
  const worker = new Worker(new URL(dataUrl(THREAD)), {
    workerData: { bundle: dataUrl(bundle) },
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 512 },
  });
  worker.unref();
  const failed = failureOf(worker);
  let last: Promise<unknown> = Promise.resolve();
  return {
    decide(snapshot, rules) {
      const asked = last.then(() => ask(worker, failed, { snapshot, rules }, patienceMs));
      last = asked;
      return asked;
    },
    close: async () => {
      await worker.terminate();
    },
  };
}

/** A module without a file: it can import Node's own modules and other such texts, never one of ours. */
const dataUrl = (text: string): string => `data:text/javascript;base64,${Buffer.from(text, 'utf8').toString('base64')}`;

const THREAD = `
import { parentPort, workerData } from 'node:worker_threads';
const rules = import(workerData.bundle);
rules.catch(() => undefined);
parentPort.on('message', async ({ snapshot, rules: version }) => {
  try {
    parentPort.postMessage({ decision: (await rules).decideText(snapshot, version) });
  } catch (error) {
    parentPort.postMessage({ failure: error instanceof Error ? error.name : 'Error' });
  }
});
`;

/** Resolves when the thread ends by itself: out of memory, or a fault outside any question. */
function failureOf(worker: Worker): Promise<string> {
  return new Promise((resolve) => {
    worker.once('error', (error: Error) => {
      resolve(`the kept rules failed (${error.name})`);
    });
    worker.once('exit', () => {
      resolve('the kept rules ended without an answer');
    });
  });
}

interface Question {
  readonly snapshot: string;
  readonly rules: string;
}

async function ask(
  worker: Worker,
  failed: Promise<string>,
  question: Question,
  patienceMs: number,
): Promise<Result<string, string>> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Result<string, string>>((resolve) => {
    timer = setTimeout(() => {
      resolve(problem('the kept rules did not answer in time'));
    }, patienceMs);
  });
  try {
    return await Promise.race([answerOf(worker, question), failed.then((why) => problem(why)), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The messages of the thread are `{decision}` or `{failure}`; a failure says its kind only, as its text may quote the record. */
function answerOf(worker: Worker, question: Question): Promise<Result<string, string>> {
  return new Promise((resolve) => {
    worker.once('message', (answer: { readonly decision?: unknown; readonly failure?: unknown }) => {
      if (typeof answer.decision === 'string') resolve(ok(answer.decision));
      else
        resolve(
          problem(
            `the kept rules could not decide (${typeof answer.failure === 'string' ? answer.failure : 'no decision'})`,
          ),
        );
    });
    worker.postMessage(question);
  });
}
