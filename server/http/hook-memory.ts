import type { Kysely } from 'kysely';
import NodeCache from 'node-cache';
import type { CardOutcome } from '../../cds-hooks/feedback.schema.ts';
import type { SetLoudness } from '../../cds-hooks/loudness.ts';
import type { ChartedHere } from '../../cds-hooks/waste-card.ts';
import { quietRules } from '../alerts/rule-loudness.ts';
import type { BookQuestion, MarginBook } from '../margin/margin-book.ts';
import { openMarginBook } from '../margin/margin-book.ts';
import type { AuthorizationCase } from '../store/cases.ts';
import { openCasesOf } from '../store/cases.ts';
import type { Database } from '../store/database.ts';
import type { CallRecord, Decisions } from '../store/decisions.ts';
import { lastDecisionId } from '../store/last-decision.ts';
import type { QueuedCheck } from '../store/queued-checks.ts';
import { forgetCheck, queueCheck } from '../store/queued-checks.ts';
import type { SettledShowing, Showing, ShowingQuery } from '../store/showings.ts';
import { earlierShowings, keepShowings } from '../store/showings.ts';
import { chartedHere } from '../waste/charted-here.ts';
import type { OneUseToken } from '../store/used-tokens.ts';
import { useTokenOnce } from '../store/used-tokens.ts';
import type { SettledOutcomes } from '../worklist/settle-outcomes.ts';
import { settleOutcomes } from '../worklist/settle-outcomes.ts';

/** What the hooks remember from one call to the next. Every promise rejects where the store cannot be reached. */
export interface HookMemory {
  readonly earlier: (query: ShowingQuery) => Promise<readonly SettledShowing[]>;
  readonly keep: (showings: readonly Showing[]) => Promise<void>;
  readonly settle: (
    where: { readonly tenant: string; readonly service: string },
    outcomes: readonly CardOutcome[],
  ) => Promise<SettledOutcomes>;
  readonly firstUse: (token: OneUseToken) => Promise<boolean>;
  /** Writes down a check that will be finished after the answer. */
  readonly queueCheck: (check: QueuedCheck) => Promise<void>;
  readonly forgetCheck: (decisionId: string) => Promise<void>;
  readonly casesOf: (tenant: string, patientRef: string) => Promise<readonly AuthorizationCase[]>;
  readonly lastDecision: (tenant: string, patientRef: string) => Promise<CallRecord | undefined>;
  /** What the margin page is made of; a change counts within a minute. */
  readonly marginBook: (question: BookQuestion) => Promise<MarginBook>;
  /** What was prepared and signed for a patient's drugs of a day. */
  readonly chartedHere: (tenant: string, patientRef: string, day: string) => Promise<ChartedHere>;
  /** Rules that do not speak as they are written; a change counts within a minute. */
  readonly quietRules: (tenant: string) => Promise<ReadonlyMap<string, SetLoudness>>;
}

export function hookMemory(db: Kysely<Database>, decisions: Pick<Decisions, 'findDecision'>): HookMemory {
  return {
    earlier: (query) => earlierShowings(db, query),
    keep: (showings) => keepShowings(db, showings),
    settle: (where, outcomes) => settleOutcomes(db, where, outcomes),
    firstUse: (token) => useTokenOnce(db, token),
    queueCheck: (check) => queueCheck(db, check),
    forgetCheck: (decisionId) => forgetCheck(db, decisionId),
    casesOf: (tenant, patientRef) => openCasesOf(db, tenant, patientRef),
    async lastDecision(tenant, patientRef) {
      const id = await lastDecisionId(db, tenant, patientRef);
      return id === undefined ? undefined : decisions.findDecision(tenant, id);
    },
    marginBook: remembered(
      (question) => openMarginBook(db, question),
      ({ tenant, today, drugs }) => `${tenant.id} ${today} ${drugs?.version ?? ''}`,
    ),
    chartedHere: (tenant, patientRef, day) => chartedHere(db, tenant, patientRef, day),
    quietRules: remembered(
      (tenant) => quietRules(db, tenant),
      (tenant) => tenant,
    ),
  };
}

const REMEMBERED_SECONDS = 30;

/** One look-up for each name and half minute; what failed is asked again at the next call. */
function remembered<Asked, Found>(
  find: (asked: Asked) => Promise<Found>,
  nameOf: (asked: Asked) => string,
): (asked: Asked) => Promise<Found> {
  const cache = new NodeCache({ stdTTL: REMEMBERED_SECONDS, useClones: false, checkperiod: REMEMBERED_SECONDS });
  return async (asked) => {
    const known = cache.get<Found>(nameOf(asked));
    if (known !== undefined) return known;
    const found = await find(asked);
    cache.set(nameOf(asked), found);
    return found;
  };
}
