// `npm run bench -- soak`: hooks and the app's pages at a moderate rate for minutes, with the server's memory at intervals.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pagesOf } from '../../api-contract/page.schema.ts';
import type { Role } from '../../api-contract/role.schema.ts';
import { startTestPostgres } from '../../test/support/postgres.ts';
import { openStore } from '../../server/store/open-store.ts';
import { loadSecretKey } from '../../server/store/secret-key.ts';
import { openSession } from '../../server/store/sessions.ts';
import type { Signer } from './booking-call.ts';
import { bookingBody, signer } from './booking-call.ts';
import type { Figure } from './figure.ts';
import { megabytes, milliseconds, percentile } from './figure.ts';
import { processorTime } from './processor-time.ts';
import type { RunningServer } from './running-server.ts';
import { serve } from './running-server.ts';

export interface SoakSizes {
  readonly minutes: number;
  /** Hook calls a second; a page of the app is opened after every second one. */
  readonly rate: number;
}

/** How much more memory the last third may hold than the second one before that counts as a leak. */
const ASKED_GROWTH = 1.1;
const MINUTE_MS = 60_000;
const SECRET = 'the soak of the bench, not used anywhere else';

interface Sample {
  readonly minute: number;
  readonly resident: number;
  readonly heap: number;
}

interface Count {
  hooks: number;
  cards: number;
  pages: number;
  refused: number;
  readonly kinds: Set<string>;
  readonly hookTimes: number[];
}

export async function soak(folder: string, sizes: SoakSizes): Promise<readonly Figure[]> {
  process.env['CHAIRREADY_SECRET'] = SECRET;
  const postgres = await startTestPostgres();
  const signing = signer('RS384');
  const body = bookingBody();
  const memoryFile = join(folder, 'memory.json');
  const preload = { file: new URL('memory-on-signal.mjs', import.meta.url).href, env: { BENCH_MEMORY: memoryFile } };
  const server = await serve({ folder, signer: signing, body, databaseUrl: postgres.url, preload });
  try {
    const pages = await signedInPages(folder, postgres.url, server);
    return [figureOf(sizes, ...(await soaked({ server, signing, body, pages, memoryFile }, sizes)), server)];
  } finally {
    await server.stop();
    await postgres.stop();
  }
}

interface Soaking {
  readonly server: RunningServer;
  readonly signing: Signer;
  readonly body: string;
  readonly pages: readonly Page[];
  readonly memoryFile: string;
}

interface Page {
  readonly url: string;
  readonly bearer?: string;
}

async function soaked(soaking: Soaking, { minutes, rate }: SoakSizes): Promise<[readonly Sample[], Count]> {
  const count: Count = { hooks: 0, cards: 0, pages: 0, refused: 0, kinds: new Set(), hookTimes: [] };
  const samples: Sample[] = [await sampleAt(soaking, 0)];
  const begun = performance.now();
  const under = new Set<Promise<void>>();
  for (let call = 0; performance.now() - begun < minutes * MINUTE_MS; call += 1) {
    const due = begun + (call * 1000) / rate;
    await sleep(Math.max(0, due - performance.now()));
    follow(under, hookCall(soaking, call, count), count);
    if (call % 2 === 0) follow(under, pageCall(soaking, call / 2, count), count);
    // A machine that is slower than the rate must not be asked for ever more at once.
    if (under.size >= 32) await Promise.race(under);
    const minute = Math.floor((performance.now() - begun) / MINUTE_MS);
    if (minute >= samples.length) samples.push(said(await sampleAt(soaking, minute), count));
  }
  await Promise.all(under);
  samples.push(said(await sampleAt(soaking, minutes), count));
  return [samples, count];
}

/** A connection that breaks is a refusal like any other, and does not end the soak. */
function follow(under: Set<Promise<void>>, calling: Promise<void>, count: Count): void {
  const one = calling
    .catch((error: unknown) => {
      refuse(count, error instanceof Error ? error.message : String(error));
    })
    .finally(() => under.delete(one));
  under.add(one);
}

/** As many as a large site has under way: with ever new ones the board, and what is remembered of it, would grow rightly. */
const PATIENTS = 500;

/** Each patient's first call shows a card and opens cases; the later ones keep a decision and change nothing. */
async function hookCall({ server, signing, body }: Soaking, call: number, count: Count): Promise<void> {
  const text = body.replaceAll('discarded-units-count', `soak-${String(call % PATIENTS)}`);
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${signing.token(server.endpoint)}` };
  const began = performance.now();
  const response = await fetch(server.endpoint, { method: 'POST', headers, body: text });
  const answer = await response.text();
  count.hookTimes.push(performance.now() - began);
  count.hooks += 1;
  if (!response.ok) refuse(count, `hook ${String(response.status)}`);
  if (answer.includes('"summary"')) count.cards += 1;
}

async function pageCall({ pages }: Soaking, call: number, count: Count): Promise<void> {
  const page = pages[call % pages.length];
  if (page === undefined) return;
  const response = await fetch(page.url, {
    headers: page.bearer === undefined ? {} : { authorization: `Bearer ${page.bearer}` },
  });
  await response.arrayBuffer();
  count.pages += 1;
  if (!response.ok) refuse(count, `${new URL(page.url).pathname} ${String(response.status)}`);
}

/** Each kind is told once, so that whoever reads the count can look for the reason. */
function refuse(count: Count, what: string): void {
  if (!count.kinds.has(what)) process.stderr.write(`  refused: ${what}\n`);
  count.kinds.add(what);
  count.refused += 1;
}

const BOARD = '/api/board?from=2026-11-23&to=2026-11-29';

const SIGNED_IN: Readonly<Partial<Record<Role, readonly string[]>>> = {
  'authorization-specialist': ['/api/worklist', '/api/worklist/counts', BOARD, '/api/readiness', '/api/changes'],
  supervisor: ['/api/supervisor', '/api/alerts', '/api/settings', '/api/imports', '/api/worklist?tab=overdue'],
  'pharmacy-manager': ['/api/margin', '/api/margin/flips', '/api/waste/visits', '/api/waste/gaps'],
  compliance: ['/api/audit'],
};

/** What the app asks for on each page, with a session of each role, and what is there without one. */
async function signedInPages(folder: string, databaseUrl: string, server: RunningServer): Promise<readonly Page[]> {
  const origin = new URL(server.endpoint).origin;
  const store = await openStore({ dataDir: folder, databaseUrl });
  const key = await loadSecretKey(folder, process.env);
  const pages: Page[] = ['/', '/api/openapi.json', '/readyz', '/healthz', '/metrics'].map((path) => ({
    url: `${origin}${path}`,
  }));
  try {
    for (const [role, paths] of Object.entries(SIGNED_IN) as [Role, readonly string[]][]) {
      const bearer = await openSession(store.db, key, {
        ...{ tenant: 'bench', userRef: `Practitioner/${role}`, role, createdAt: new Date() },
        accessToken: JSON.stringify({
          accessToken: 'none',
          shown: { user: { role }, open: {}, features: { needPatientBanner: false, pages: pagesOf(role) } },
        }),
        expiresAt: new Date(Date.now() + 24 * 60 * MINUTE_MS),
      });
      pages.push(...paths.map((path) => ({ url: `${origin}${path}`, bearer })));
    }
  } finally {
    await store.close();
  }
  return pages;
}

/** The heap is what is left after a collection of garbage: only that tells a leak from memory that V8 has not taken back yet. */
async function sampleAt({ server: { pid }, memoryFile }: Soaking, minute: number): Promise<Sample> {
  rmSync(memoryFile, { force: true });
  process.kill(pid, 'SIGUSR2');
  const deadline = performance.now() + MINUTE_MS;
  while (!existsSync(memoryFile)) {
    if (performance.now() > deadline) throw new Error('the server does not tell its memory');
    await sleep(50);
  }
  const { heap } = JSON.parse(readFileSync(memoryFile, 'utf8')) as { readonly heap: number };
  return { minute, resident: residentOf(pid) ?? Number.NaN, heap };
}

function residentOf(pid: number): number | undefined {
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  } catch {
    return undefined;
  }
}

function said(sample: Sample, { hooks, cards, pages, refused }: Count): Sample {
  const { minute, resident, heap } = sample;
  process.stderr.write(
    `  minute ${String(minute)}: ${megabytes(resident)} resident, ${megabytes(heap)} heap; ` +
      `${String(hooks)} hooks, ${String(cards)} cards, ${String(pages)} pages, ${String(refused)} refused\n`,
  );
  return sample;
}

function figureOf(
  { minutes, rate }: SoakSizes,
  samples: readonly Sample[],
  count: Count,
  server: RunningServer,
): Figure {
  const third = Math.max(1, Math.floor(samples.length / 3));
  const [before, after] = [samples.slice(-2 * third, -third), samples.slice(-third)].map(meanHeap);
  const growth = (after ?? Number.NaN) / (before ?? Number.NaN);
  const processor = processorTime(server.pid);
  return {
    what: `soak of ${String(minutes)} min on PostgreSQL, ${String(rate)} hooks and ${String(rate / 2)} pages asked for a second`,
    value:
      `resident by minute: ${samples.map(({ resident }) => megabytes(resident)).join(', ')}; ` +
      `heap after a collection: ${samples.map(({ heap }) => megabytes(heap)).join(', ')}`,
    baseline:
      `${String(count.hooks)} hooks (${String(count.cards)} with a card, p50 ${milliseconds(percentile(count.hookTimes, 0.5))}, ` +
      `p99 ${milliseconds(percentile(count.hookTimes, 0.99))}), ${String(count.pages)} pages, ${String(count.refused)} refused` +
      (processor === undefined ? '' : `, ${(processor / 1000).toFixed(0)} s of processor`),
    goal: {
      says: `heap of the last third ${growth.toFixed(2)} of the third before it, asked ${String(ASKED_GROWTH)} at most; none refused`,
      reached: growth <= ASKED_GROWTH && count.refused === 0,
    },
  };
}

const meanHeap = (samples: readonly Sample[]): number =>
  samples.reduce((sum, { heap }) => sum + heap, 0) / samples.length;
