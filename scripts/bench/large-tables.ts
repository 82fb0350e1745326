// A page of a worklist of 200,000 open cases, and an audit chain of 100,000 records walked from end to end.
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { fillAudit, fillWorklist, worklistPlan } from '../../test/support/large-tables.ts';
import { startTestPostgres } from '../../test/support/postgres.ts';
import { sealBatch } from '../../server/audit/seal.ts';
import { verifyChain } from '../../server/audit/verify-chain.ts';
import type { CaseQuery } from '../../server/store/case-list.ts';
import { countCases, listCases } from '../../server/store/case-list.ts';
import type { Store } from '../../server/store/open-store.ts';
import { openStore } from '../../server/store/open-store.ts';
import type { Figure, Sizes } from './figure.ts';
import { milliseconds, percentile, seconds } from './figure.ts';

const ASKED_PAGE_MS = 50;
const ASKED_CHAIN_MS = 5000;
const ROUNDS = 21;
const TENANT = 'large';
const TODAY = '2026-11-22';
const MIDDLE = Buffer.from(JSON.stringify(['later', '2026-12-20', 1, 0, '2026-11-30', -900, 'x'])).toString(
  'base64url',
);

/** On PostgreSQL, with the plan of the first page's second half printed. */
export async function worklistPages(folder: string, { cases }: Sizes): Promise<readonly Figure[]> {
  return withPostgres(folder, async (store) => {
    await fillWorklist(store, TENANT, TODAY, cases);
    const asked = (more: Partial<CaseQuery> = {}): CaseQuery => ({
      ...{ tenant: TENANT, today: TODAY, me: 'Practitioner/me', tab: 'all', limit: 50, ...more },
    });
    const first = await timed(() => listCases(store.db, asked()));
    const { next } = await listCases(store.db, asked());
    const others = {
      'second page': await timed(() => listCases(store.db, asked({ after: next }))),
      'page in the middle': await timed(() => listCases(store.db, asked({ after: MIDDLE }))),
      'of one payer': await timed(() => listCases(store.db, asked({ payer: 'Payer 7' }))),
      unowned: await timed(() => listCases(store.db, asked({ tab: 'unowned' }))),
      'the counts of all tabs': await timed(() => countCases(store.db, asked())),
    };
    const order = 'visit_date, urgency_rank, gravity_rank, due_rank, dollar_rank, id';
    console.log(`\nPlan of the page:\n${await worklistPlan(store, TENANT, TODAY, { visits: '>', order })}`);
    return [
      {
        what: `worklist, page of 50 of ${cases.toLocaleString('en-US')} open cases on PostgreSQL`,
        value: `p50 ${milliseconds(first.p50)}, best ${milliseconds(first.best)}, worst ${milliseconds(first.worst)}`,
        baseline: Object.entries(others)
          .map(([name, { p50 }]) => `${name} ${milliseconds(p50)}`)
          .join(', '),
        goal: { says: `asked ${milliseconds(ASKED_PAGE_MS)}`, reached: first.p50 <= ASKED_PAGE_MS },
      },
    ];
  });
}

export async function auditChain(folder: string, { auditRecords }: Sizes): Promise<readonly Figure[]> {
  const onPostgres = await withPostgres(folder, async (store) => [await verified(store, auditRecords)]);
  const store = await openStore({ dataDir: mkdtempSync(join(folder, 'audit-')) });
  try {
    return [...onPostgres, await verified(store, auditRecords)];
  } finally {
    await store.close();
  }
}

async function verified(store: Store, records: number): Promise<Figure> {
  await fillAudit(store, records);
  const sealing = performance.now();
  while ((await sealBatch(store.db)) !== undefined);
  const sealed = performance.now() - sealing;
  const cpu = process.cpuUsage();
  const begun = performance.now();
  const report = await verifyChain(store.db);
  const took = performance.now() - begun;
  const { user, system } = process.cpuUsage(cpu);
  if (!report.ok || report.sealed !== records) throw new Error(`the chain of the bench: ${JSON.stringify(report)}`);
  return {
    what: `audit verify of ${records.toLocaleString('en-US')} records on ${store.engine === 'postgres' ? 'PostgreSQL' : 'PGlite'}`,
    value: `${seconds(took)}, ${seconds((user + system) / 1000)} of it this process's processor`,
    baseline: `sealing them: ${seconds(sealed)}`,
    goal: { says: `asked ${seconds(ASKED_CHAIN_MS)}`, reached: took <= ASKED_CHAIN_MS },
  };
}

async function withPostgres(
  folder: string,
  measure: (store: Store) => Promise<readonly Figure[]>,
): Promise<readonly Figure[]> {
  const postgres = await startTestPostgres();
  const store = await openStore({ dataDir: mkdtempSync(join(folder, 'store-')), databaseUrl: postgres.url });
  try {
    return await measure(store);
  } finally {
    await store.close();
    await postgres.stop();
  }
}

async function timed(ask: () => Promise<unknown>) {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const begun = performance.now();
    await ask();
    times.push(performance.now() - begun);
  }
  return { best: Math.min(...times), p50: percentile(times, 0.5), worst: Math.max(...times) };
}
