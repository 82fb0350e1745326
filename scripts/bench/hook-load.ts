// Eight connections that book without a pause, beside the same body sent to a bare Express echo.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import autocannon from 'autocannon';
import { startTestPostgres } from '../../test/support/postgres.ts';
import { packageRoot } from '../../reference-data/package-root.ts';
import type { Algorithm } from './booking-call.ts';
import { bookingBody, signer } from './booking-call.ts';
import type { Figure, Sizes } from './figure.ts';
import { milliseconds, percentile, perSecond, seconds } from './figure.ts';
import { processorTime } from './processor-time.ts';
import { serve } from './running-server.ts';

const CONNECTIONS = 8;
/** A server runs for weeks: what every call runs is compiled by then, the same for the echo. */
const WARM_UP = 2000;
const ASKED_SHARE = 0.5;
const ASKED_P99_MS = 25;
const ASKED_FRESH_MS = 10_000;
const ASKED_REOPENED_MS = 3000;

interface Load {
  readonly rate: number;
  readonly p50: number;
  readonly p99: number;
  /** Processor time of the server for one request, in milliseconds, where the system tells. */
  readonly processor?: number;
}

export async function hookLoad(folder: string, { hooks }: Sizes): Promise<readonly Figure[]> {
  const run = { folder, body: bookingBody(), hooks };
  return [
    ...(await onEngine(run, 'RS384', 'PGlite')),
    ...(await onEngine(run, 'ES384', 'PGlite')),
    ...(await onPostgres(run)),
  ];
}

interface Run {
  readonly folder: string;
  readonly body: string;
  readonly hooks: number;
}

async function onPostgres(run: Run): Promise<readonly Figure[]> {
  let postgres;
  try {
    postgres = await startTestPostgres();
  } catch (error) {
    const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    return [{ what: 'infusion-booking on PostgreSQL', value: `not measured: ${why}` }];
  }
  try {
    return await onEngine(run, 'RS384', 'PostgreSQL (fsync off)', postgres.url);
  } finally {
    await postgres.stop();
  }
}

async function onEngine(
  { folder, body, hooks }: Run,
  algorithm: Algorithm,
  engine: string,
  databaseUrl?: string,
): Promise<readonly Figure[]> {
  const { parsed, unparsed } = await echoLoads(body, hooks);
  const signing = signer(algorithm);
  const own = mkdtempSync(join(folder, 'server-'));
  const database = databaseUrl === undefined ? {} : { databaseUrl };
  const server = await serve({ folder: own, signer: signing, body, ...database });
  try {
    const measured = await load(server, { body, amount: hooks, token: signing.token });
    const share = measured.rate / parsed.rate;
    return [
      {
        what: `infusion-booking on ${engine}, ${algorithm}, ${String(CONNECTIONS)} connections`,
        value: loadText(measured),
        baseline: `Express echo of the same ${(body.length / 1000).toFixed(1)} kB: ${loadText(parsed)}; unparsed ${perSecond(unparsed.rate)}`,
        goal: {
          says: `${share.toFixed(2)} of the echo, asked ${String(ASKED_SHARE)}; p99 asked ${String(ASKED_P99_MS)} ms`,
          reached: share >= ASKED_SHARE && measured.p99 <= ASKED_P99_MS,
        },
      },
    ];
  } finally {
    await server.stop();
  }
}

/** Before each engine anew: on a machine that others use as well, only neighbors in time can be compared. */
async function echoLoads(body: string, amount: number) {
  const echo = await startEcho();
  try {
    const to = (path: string) => ({ pid: echo.pid, endpoint: `${echo.url}/${path}` });
    return { parsed: await load(to('json'), { body, amount }), unparsed: await load(to('raw'), { body, amount }) };
  } finally {
    echo.stop();
  }
}

/** An embedded database that does not exist yet, then the same one again. */
export async function startTimes(folder: string): Promise<readonly Figure[]> {
  const own = mkdtempSync(join(folder, 'start-'));
  const serving = { folder: own, signer: signer('ES384'), body: bookingBody() };
  const fresh = await serve(serving);
  await fresh.stop();
  const reopened = await serve({ ...serving, body: bookingBody('scheduler-2') });
  await reopened.stop();
  const goal = (time: number, asked: number) => ({ says: `asked ${seconds(asked)}`, reached: time <= asked });
  return [
    {
      what: 'start of serve to the first kept decision, fresh PGlite',
      value: seconds(fresh.firstAnswer),
      goal: goal(fresh.firstAnswer, ASKED_FRESH_MS),
    },
    {
      what: 'the same, reopened',
      value: seconds(reopened.firstAnswer),
      baseline: `fresh: ${seconds(fresh.firstAnswer)}`,
      goal: goal(reopened.firstAnswer, ASKED_REOPENED_MS),
    },
  ];
}

const loadText = ({ rate, p50, p99, processor }: Load): string =>
  `${perSecond(rate)}, p50 ${milliseconds(p50)}, p99 ${milliseconds(p99)}` +
  (processor === undefined ? '' : `, ${processor.toFixed(2)} ms of processor each`);

interface Target {
  readonly endpoint: string;
  readonly pid: number;
}

interface Sending {
  readonly body: string;
  readonly amount: number;
  readonly token?: (audience: string) => string;
}

/** Warms the server up, then loads it. Throws if a single request is refused: that would be no measurement of answers. */
async function load({ endpoint, pid }: Target, { body, amount, token }: Sending): Promise<Load> {
  const count = amount + WARM_UP + 2 * CONNECTIONS;
  const tokens = token === undefined ? [] : Array.from({ length: count }, () => token(endpoint));
  const shot = (shots: number, times: number[]) => fire(optionsFor(endpoint, body, shots, tokens), times);
  await shot(WARM_UP, []);
  const times: number[] = [];
  const before = processorTime(pid);
  const begun = performance.now();
  const { non2xx, errors } = await shot(amount, times);
  const wall = performance.now() - begun;
  const after = processorTime(pid);
  if (non2xx > 0 || errors > 0)
    throw new Error(`${endpoint}: ${String(non2xx)} refused and ${String(errors)} failed of ${String(amount)}`);
  return {
    rate: (times.length * 1000) / wall,
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
    ...(before === undefined || after === undefined ? {} : { processor: (after - before) / times.length }),
  };
}

function optionsFor(url: string, body: string, amount: number, tokens: string[]): autocannon.Options {
  const plain = { 'content-type': 'application/json' };
  const headers = () => {
    const next = tokens.pop();
    return next === undefined ? plain : { ...plain, authorization: `Bearer ${next}` };
  };
  return {
    url,
    connections: CONNECTIONS,
    amount,
    timeout: 60,
    requests: [{ method: 'POST', body, setupRequest: (request) => ({ ...request, headers: headers() }) }],
  };
}

/** Puts the time of each answer into `times`, finer than autocannon's own whole milliseconds. */
function fire(options: autocannon.Options, times: number[]): Promise<autocannon.Result> {
  return new Promise((resolve, reject) => {
    const running = autocannon(options, (error: Error | null, result) => {
      if (error === null) resolve(result);
      else reject(error);
    });
    running.on('response', (_client, _status, _bytes, time) => times.push(time));
  });
}

async function startEcho(): Promise<{ readonly url: string; readonly pid: number; readonly stop: () => void }> {
  const child = spawn(process.execPath, [join(packageRoot(), 'scripts', 'bench', 'express-echo.mjs')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [port] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
  return { url: `http://127.0.0.1:${port.trim()}`, pid: child.pid ?? 0, stop: () => child.kill() };
}
