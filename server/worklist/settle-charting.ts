/** Brings the worklist into line with the gaps in charting of one patient: each has its case as long as it is there. */
import type { Kysely } from 'kysely';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import type { NewCase } from '../store/open-case.ts';
import { openChartingCasesOf } from '../store/cases.ts';
import type { Database } from '../store/database.ts';
import type { CaseCounts, CaseKeeping, Occasion } from './case-keeping.ts';
import { bringAbout, closeWith, isSameWork, noCases, openKeepings, tell } from './case-keeping.ts';

export interface ChartingWork extends Occasion {
  readonly wanted: readonly NewCase[];
  /** The days that were looked at, both included; cases of other days are left as they are. */
  readonly from: PlainDate;
  readonly to: PlainDate;
}

/** Runs in the caller's transaction. A case that nobody has a gap for any more closes by itself. */
export async function settleCharting(db: Kysely<Database>, work: ChartingWork): Promise<CaseCounts> {
  const { wanted, from: _from, to: _to, ...occasion } = work;
  const keepings = await openKeepings(db, work.tenant, [occasion], openChartingCasesOf);
  for (const keeping of keepings) await closeCharted(keeping, work);
  await bringAbout(
    db,
    keepings.map((keeping) => ({ keeping, wanted })),
  );
  await tell(db, work.tenant, keepings);
  return keepings[0]?.counts ?? noCases();
}

async function closeCharted(keeping: CaseKeeping, { wanted, from, to }: ChartingWork): Promise<void> {
  for (const open of keeping.open.values()) {
    const isLookedAt = from <= open.visit_date && open.visit_date <= to;
    if (isLookedAt && !wanted.some((one) => isSameWork(one, open))) await closeWith(keeping, open, DONE);
  }
}

const DONE = { reason: 'Nothing is left to chart here.', outcome: 'cleared' } as const;
