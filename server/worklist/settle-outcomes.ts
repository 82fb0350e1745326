/** What people did with cards, kept together: a client may send hundreds at once. */
import type { Kysely } from 'kysely';
import type { CardOutcome } from '../../cds-hooks/feedback.schema.ts';
import type { Database } from '../store/database.ts';
import type { CardFeedback } from '../store/feedback.ts';
import { keepFeedback } from '../store/feedback.ts';
import type { SettledShowing } from '../store/showings.ts';
import { settleShowings } from '../store/showings.ts';
import { acknowledgeShowing } from './acknowledge.ts';

export interface SettledOutcomes {
  /** Rows that are new: each an outcome of a card, or of one suggestion on it. */
  readonly fresh: readonly CardFeedback[];
  /** Outcomes of cards that this tenant was never shown. */
  readonly orphans: number;
}

/** The rows and what they make of their cards in one transaction; then the cases behind the cards that were accepted. */
export async function settleOutcomes(
  db: Kysely<Database>,
  { tenant, service }: { readonly tenant: string; readonly service: string },
  outcomes: readonly CardOutcome[],
): Promise<SettledOutcomes> {
  const rows = outcomes.flatMap((outcome) => rowsOf(outcome, { tenant, service }));
  const { fresh, showings } = await db.transaction().execute(async (transaction) => ({
    fresh: await keepFeedback(transaction, rows),
    showings: await settleShowings(transaction, tenant, outcomes.map(endOf)),
  }));
  const accepted = new Map(
    outcomes.flatMap(({ card, outcome, happenedAt }) => (outcome === 'accepted' ? [[card, happenedAt]] : [])),
  );
  for (const [card, at] of accepted) await acknowledge(db, showings.get(card), at);
  return { fresh, orphans: outcomes.filter(({ card }) => !showings.has(card)).length };
}

async function acknowledge(db: Kysely<Database>, showing: SettledShowing | undefined, at: Date): Promise<void> {
  if (showing !== undefined) await acknowledgeShowing(db, showing, at);
}

function rowsOf(
  { card, outcome, suggestions, reason, comment, happenedAt }: CardOutcome,
  where: Pick<CardFeedback, 'tenant' | 'service'>,
): readonly CardFeedback[] {
  const said = {
    ...where,
    cardUuid: card,
    outcome,
    happenedAt,
    ...(reason === undefined ? {} : { reason }),
    ...(comment === undefined ? {} : { comment }),
  };
  return suggestions.length === 0 ? [said] : suggestions.map((suggestionUuid) => ({ ...said, suggestionUuid }));
}

const endOf = ({ card, outcome, happenedAt, reason }: CardOutcome) => ({
  cardUuid: card,
  outcome,
  at: happenedAt,
  ...(reason === undefined ? {} : { reasonCode: reason.code }),
});
