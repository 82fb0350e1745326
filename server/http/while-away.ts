/** What the readiness list needs to open while the database is away. */
import type { OwedViews } from '../board/owed-views.ts';
import { owedViews } from '../board/owed-views.ts';
import type { ReadinessShelf } from '../board/readiness-shelf.ts';
import { readinessShelf } from '../board/readiness-shelf.ts';
import type { SecretKey } from '../store/secret-key.ts';
import type { RecentSessions } from './recent-sessions.ts';
import { recentSessions } from './recent-sessions.ts';

export interface WhileAway {
  readonly readinessShelf: ReadinessShelf;
  readonly recentSessions: RecentSessions;
  /** Views that are recorded once the database is back. */
  readonly owedViews: OwedViews;
}

export const whileAway = (dataDir: string, key: SecretKey): WhileAway => ({
  readinessShelf: readinessShelf(dataDir, key),
  recentSessions: recentSessions(),
  owedViews: owedViews(),
});
