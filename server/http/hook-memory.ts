import type { Kysely } from 'kysely';
import type { CardOutcome } from '../../cds-hooks/feedback.schema.ts';
import type { Ndc11 } from '../../domain/kernel/ndc11.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import type { PlacedContract } from '../imports/contract-choice.ts';
import type { AuthorizationCase } from '../store/cases.ts';
import { openCasesOf } from '../store/cases.ts';
import type { Database } from '../store/database.ts';
import type { CallRecord, Decisions } from '../store/decisions.ts';
import { keepFeedback } from '../store/feedback.ts';
import { lastDecisionId } from '../store/last-decision.ts';
import type { PlacedPrice } from '../store/price-book.ts';
import { contractsOf, pricesOn } from '../store/price-book.ts';
import type { SettledShowing, Showing, ShowingQuery } from '../store/showings.ts';
import { earlierShowings, keepShowings, settleShowing } from '../store/showings.ts';
import type { OneUseToken } from '../store/used-tokens.ts';
import { useTokenOnce } from '../store/used-tokens.ts';
import { acknowledgeShowing } from '../worklist/acknowledge.ts';

/** What the hooks remember from one call to the next. Every promise rejects where the store cannot be reached. */
export interface HookMemory {
  readonly earlier: (query: ShowingQuery) => Promise<readonly SettledShowing[]>;
  readonly keep: (showings: readonly Showing[]) => Promise<void>;
  /** Keeps an outcome and tells whether the card is known and how many rows are new. */
  readonly settle: (
    tenant: string,
    service: string,
    outcome: CardOutcome,
  ) => Promise<{ readonly known: boolean; readonly kept: number }>;
  readonly firstUse: (token: OneUseToken) => Promise<boolean>;
  readonly casesOf: (tenant: string, patientRef: string) => Promise<readonly AuthorizationCase[]>;
  readonly lastDecision: (tenant: string, patientRef: string) => Promise<CallRecord | undefined>;
  readonly prices: (tenant: string, ndcs: readonly Ndc11[], on: PlainDate) => Promise<readonly PlacedPrice[]>;
  readonly contracts: (tenant: string) => Promise<readonly PlacedContract[]>;
}

export function hookMemory(db: Kysely<Database>, decisions: Pick<Decisions, 'findDecision'>): HookMemory {
  return {
    earlier: (query) => earlierShowings(db, query),
    keep: (showings) => keepShowings(db, showings),
    settle: (tenant, service, outcome) => settle(db, tenant, service, outcome),
    firstUse: (token) => useTokenOnce(db, token),
    casesOf: (tenant, patientRef) => openCasesOf(db, tenant, patientRef),
    async lastDecision(tenant, patientRef) {
      const id = await lastDecisionId(db, tenant, patientRef);
      return id === undefined ? undefined : decisions.findDecision(tenant, id);
    },
    prices: (tenant, ndcs, on) => pricesOn(db, tenant, ndcs, on),
    contracts: (tenant) => contractsOf(db, tenant),
  };
}

async function settle(db: Kysely<Database>, tenant: string, service: string, outcome: CardOutcome) {
  const { card, outcome: what, suggestions, reason, comment, happenedAt } = outcome;
  const said = {
    tenant,
    service,
    cardUuid: card,
    outcome: what,
    happenedAt,
    ...(reason === undefined ? {} : { reason }),
    ...(comment === undefined ? {} : { comment }),
  };
  const rows = suggestions.length === 0 ? [said] : suggestions.map((suggestionUuid) => ({ ...said, suggestionUuid }));
  const kept = await keepFeedback(db, rows);
  const settled = await settleShowing(db, tenant, card, {
    outcome: what,
    at: happenedAt,
    ...(reason === undefined ? {} : { reasonCode: reason.code }),
  });
  if (settled !== undefined && what === 'accepted') await acknowledgeShowing(db, settled.showing, happenedAt);
  return { known: settled !== undefined, kept };
}
