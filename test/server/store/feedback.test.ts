import { expect, it } from 'vitest';

import { feedbackOnCard, keepFeedback, type CardFeedback } from '../../../server/store/feedback.ts';
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
