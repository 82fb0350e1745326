import { sql } from 'kysely';
import { expect, it } from 'vitest';

import { feedbackOnCard, keepFeedback, type CardFeedback } from '../../../server/store/feedback.ts';
import { ledgerFor } from '../../../server/store/ledger.ts';
import type { Showing } from '../../../server/store/showings.ts';
import { earlierShowings, keepShowings, settleShowings } from '../../../server/store/showings.ts';
import { describeOnBothEngines } from '../../support/postgres-engines.ts';

const anOverride = (overrides: Partial<CardFeedback> = {}): CardFeedback => ({
  tenant: 'clinic',
  service: 'infusion-booking',
  cardUuid: 'card-1',
  outcome: 'overridden',
  reason: { system: 'urn:chairready:override', code: 'approved-by-phone' },
  comment: 'Payer said yes',
  happenedAt: new Date('2026-11-21T15:00:00Z'),
  ...overrides,
});

describeOnBothEngines('Feedback', (database) => {
  it('is kept once, however often the client sends it', async () => {
    const { db } = database().store;
    expect(await keepFeedback(db, [anOverride(), anOverride()])).toEqual([anOverride()]);
    expect(await keepFeedback(db, [anOverride()])).toEqual([]);
    expect(await feedbackOnCard(db, 'clinic', 'card-1')).toEqual([anOverride()]);
  });

  it('is kept apart by suggestion, outcome and time, oldest first', async () => {
    const { db } = database().store;
    const cardUuid = 'card-2';
    const later = new Date('2026-11-21T15:00:01Z');
    const accepted = { tenant: 'clinic', service: 'infusion-booking', cardUuid, outcome: 'accepted' as const };
    const given: CardFeedback[] = [
      { ...accepted, suggestionUuid: 's1', happenedAt: later },
      { ...accepted, suggestionUuid: 's2', happenedAt: later },
      anOverride({ cardUuid }),
    ];
    expect(await keepFeedback(db, given)).toHaveLength(3);
    expect(await feedbackOnCard(db, 'clinic', cardUuid)).toEqual([given[2], given[0], given[1]]);
  });

  it('of another tenant is not shown, and none is no fault', async () => {
    const { db } = database().store;
    await keepFeedback(db, [anOverride({ cardUuid: 'card-3', tenant: 'other' })]);
    expect(await feedbackOnCard(db, 'clinic', 'card-3')).toEqual([]);
    expect(await keepFeedback(db, [])).toEqual([]);
  });
});

const shownAt = new Date('2026-11-21T15:00:00Z');
const [ann, bob] = ['a'.repeat(64), 'b'.repeat(64)];
const [card, other, fact] = ['1'.repeat(64), '2'.repeat(64), '3'.repeat(64)];

const aShowing = (cardUuid: string, more: Partial<Showing> = {}): Showing => ({
  ...{ tenant: 'shown', cardUuid, decisionId: 'd', service: 'infusion-booking', reader: ann },
  ...{ topic: 'authorization', rule: 'r', facts: card, fact, shownAt },
  ...more,
});

describeOnBothEngines('Cards shown before', (database) => {
  it('are asked for by a plan that PostgreSQL keeps, as is what the ledger holds', async () => {
    const { engine, store } = database();
    const nobody = { ref: 'Patient/none', identifiers: [], memberIds: [] };
    const plans = await store.db.transaction().execute(async (db) => {
      for (let time = 0; time < 8; time += 1) {
        await earlierShowings(db, { tenant: 'none', reader: ann, facts: [card], single: [fact], since: shownAt });
        await ledgerFor(db, 'none', nobody);
      }
      const { rows } = await sql<{ kept: string }>`
        select generic_plans as kept from pg_prepared_statements where statement ~ 'card_showing|import_file'
      `.execute(db);
      return rows.map(({ kept }) => Number(kept));
    });
    expect(plans).toEqual(engine === 'postgres' ? [3, 3] : []);
  });

  it('are told to each reader who asks at once: the same since a time, overridden ones at any time', async () => {
    const { db } = database().store;
    const longAgo = new Date('2026-11-01T15:00:00Z');
    await keepShowings(db, [
      aShowing('today'),
      aShowing('long-ago', { shownAt: longAgo }),
      aShowing('set-aside', { facts: other, shownAt: longAgo }),
      aShowing('of-bob', { reader: bob }),
      aShowing('elsewhere', { tenant: 'other' }),
    ]);
    await settleShowings(db, 'shown', [{ cardUuid: 'set-aside', outcome: 'overridden', at: shownAt }]);
    const query = { tenant: 'shown', reader: ann, facts: [card], single: [fact], since: longAgo };
    const queries = [
      query,
      { ...query, reader: bob },
      { ...query, facts: [other], single: [] },
      { ...query, facts: [] },
    ];
    const answers = await Promise.all(queries.map((each) => earlierShowings(db, each)));
    const shown = answers.map((showings) => showings.map(({ cardUuid }) => cardUuid).sort());
    expect(shown).toEqual([['set-aside', 'today'], ['of-bob'], ['set-aside'], []]);
    expect(answers[1]).toEqual([aShowing('of-bob', { reader: bob })]);
  });
});
