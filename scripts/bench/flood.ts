// Two hundred connections that send what no service can use, while somebody asks whether the server still lives.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import autocannon from 'autocannon';
import { packageRoot } from '../../reference-data/package-root.ts';
import { bookingBody, signer } from './booking-call.ts';
import type { Figure, Sizes } from './figure.ts';
import { megabytes, milliseconds, perSecond } from './figure.ts';
import type { RunningServer } from './running-server.ts';
import { serve } from './running-server.ts';

const CONNECTIONS = 200;
const ASKED_MS = 1000;
/** How much more the second flood may hold at its height than the first: what is kept of a flood would add up. */
const ASKED_GROWTH = 1.25;
const REST_MS = 1000;

interface Flood extends Seen {
  readonly rate: number;
  readonly statuses: ReadonlySet<number>;
}

export async function malformedFlood(folder: string, { flood: amount }: Sizes): Promise<readonly Figure[]> {
  const signing = signer('RS384');
  const body = bookingBody();
  const server = await serve({ folder, signer: signing, body });
  try {
    const quiet = startProbe(server);
    await sleep(REST_MS);
    const before = await quiet.end();
    const tokens = () => Array.from({ length: amount }, () => signing.token(server.endpoint));
    const first = await flooded(server, body, tokens(), amount);
    const second = await flooded(server, body, tokens(), amount);
    return [healthFigure(before, first, second), ...memoryFigure(before, first, second)];
  } finally {
    await server.stop();
  }
}

function healthFigure(before: Seen, first: Flood, second: Flood): Figure {
  const slowest = Math.max(first.slowest, second.slowest);
  const statuses = [...new Set([...first.statuses, ...second.statuses])].sort((a, b) => a - b).join(', ');
  return {
    what: `slowest /healthz while ${String(CONNECTIONS)} connections send malformed bodies`,
    value: milliseconds(slowest),
    baseline: `nobody else there: ${milliseconds(before.slowest)}; refused ${perSecond(second.rate)}: ${statuses}`,
    goal: {
      says: `asked ${milliseconds(ASKED_MS)}, and no answer but 4xx`,
      reached: slowest <= ASKED_MS && !/[1235]\d\d/.test(statuses),
    },
  };
}

function memoryFigure(before: Seen, first: Flood, second: Flood): readonly Figure[] {
  if (before.highest === 0) return [];
  return [
    {
      what: 'memory of the server in that flood, at its height',
      value: `${megabytes(first.highest)}, in a second flood ${megabytes(second.highest)}`,
      baseline: `before: ${megabytes(before.highest)}`,
      goal: {
        says: `the second asked at most ${String(ASKED_GROWTH)} of the first`,
        reached: second.highest <= ASKED_GROWTH * first.highest,
      },
    },
  ];
}

async function flooded(server: RunningServer, booking: string, tokens: string[], amount: number): Promise<Flood> {
  const probe = startProbe(server);
  const statuses = new Set<number>();
  const begun = performance.now();
  await fired(server.endpoint, bodiesLike(booking), tokens, amount, statuses);
  const rate = (amount * 1000) / (performance.now() - begun);
  return { rate, statuses, ...(await probe.end()) };
}

interface Seen {
  readonly slowest: number;
  readonly highest: number;
  readonly asked: number;
}

function startProbe({ endpoint, pid }: RunningServer): { readonly end: () => Promise<Seen> } {
  const program = join(packageRoot(), 'scripts', 'bench', 'health-probe.mjs');
  const child = spawn(process.execPath, [program, new URL('/healthz', endpoint).href, String(pid)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const printed = text(child.stdout);
  return {
    end: async () => {
      child.stdin.end();
      return JSON.parse(await printed) as Seen;
    },
  };
}

/** No JSON, nested without an end, larger than allowed, of another kind, and a booking whose last brace got lost. */
const bodiesLike = (booking: string): readonly string[] => [
  booking.slice(0, -1),
  '['.repeat(1_500_000),
  'x'.repeat(2_500_000),
  booking.replace('"appointments":{', '"appointment":{'),
  'hook=appointment-book',
  '{}',
];

/** Every third call comes without a token. */
function fired(
  url: string,
  bodies: readonly string[],
  tokens: string[],
  amount: number,
  statuses: Set<number>,
): Promise<void> {
  const headersAt = (at: number) => ({
    'content-type': 'application/json',
    ...(at % 3 === 0 ? {} : { authorization: `Bearer ${tokens.pop() ?? ''}` }),
  });
  let sent = 0;
  const requests: autocannon.Request[] = bodies.map((body) => ({
    method: 'POST',
    body,
    setupRequest: (request) => ({ ...request, headers: headersAt((sent += 1)) }),
  }));
  return new Promise((resolve, reject) => {
    const running = autocannon(
      { url, connections: CONNECTIONS, amount, timeout: 60, requests },
      (error: Error | null) => {
        if (error === null) resolve();
        else reject(error);
      },
    );
    running.on('response', (_client, status) => statuses.add(status));
  });
}
