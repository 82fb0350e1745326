/** What people did with a card. */
import type { Kysely, Selectable } from 'kysely';

import type { Database, FeedbackTable } from './database.ts';

/** One outcome of one card, or of one suggestion on it. */
export interface CardFeedback {
  readonly tenant: string;
  readonly service: string;
  readonly cardUuid: string;
  readonly outcome: 'accepted' | 'overridden';
  /** The accepted suggestion, where there was one. */
  readonly suggestionUuid?: string;
  readonly reason?: { readonly system: string; readonly code: string };
  readonly comment?: string;
  /** `outcomeTimestamp` of the client. */
  readonly happenedAt: Date;
}

/** A statement may have 65,535 values, and a row has nine. */
const ROWS_AT_ONCE = 5000;

/** Keeps feedback; what was kept before is not kept again, so a client may resend. Gives the new rows. */
export async function keepFeedback(
  db: Kysely<Database>,
  feedback: readonly CardFeedback[],
): Promise<readonly CardFeedback[]> {
  const kept: CardFeedback[] = [];
  for (let from = 0; from < feedback.length; from += ROWS_AT_ONCE) {
    const inserted = await db
      .insertInto('feedback')
      .values(feedback.slice(from, from + ROWS_AT_ONCE).map(rowOf))
      .onConflict((conflict) => conflict.doNothing())
      .returningAll()
      .execute();
    kept.push(...inserted.map(feedbackOf));
  }
  return kept;
}

/** All feedback on a card, oldest first. */
export async function feedbackOnCard(
  db: Kysely<Database>,
  tenant: string,
  cardUuid: string,
): Promise<readonly CardFeedback[]> {
  const rows = await db
    .selectFrom('feedback')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('card_uuid', '=', cardUuid)
    .orderBy('happened_at')
    .orderBy('id')
    .execute();
  return rows.map(feedbackOf);
}

function rowOf(feedback: CardFeedback) {
  return {
    tenant: feedback.tenant,
    service: feedback.service,
    card_uuid: feedback.cardUuid,
    outcome: feedback.outcome,
    suggestion_uuid: feedback.suggestionUuid ?? '',
    reason_system: feedback.reason?.system ?? null,
    reason_code: feedback.reason?.code ?? null,
    comment: feedback.comment ?? null,
    happened_at: feedback.happenedAt,
  };
}

function feedbackOf(row: Selectable<FeedbackTable>): CardFeedback {
  return {
    tenant: row.tenant,
    service: row.service,
    cardUuid: row.card_uuid,
    outcome: row.outcome,
    ...(row.suggestion_uuid !== '' && { suggestionUuid: row.suggestion_uuid }),
    ...(row.reason_code !== null && { reason: { system: row.reason_system ?? '', code: row.reason_code } }),
    ...(row.comment !== null && { comment: row.comment }),
    happenedAt: row.happened_at,
  };
}
