import { randomUUID } from 'node:crypto';
import { beforeEach, expect, it } from 'vitest';

import { alertsView } from '../../../api-contract/alerts.schema.ts';
import { alertsReview } from '../../../server/alerts/alerts-review.ts';
import { reviewBudgets } from '../../../server/alerts/review-budgets.ts';
import { noteOpened, quietRules, setLoudness } from '../../../server/alerts/rule-loudness.ts';
import { keepShowings, settleShowings } from '../../../server/store/showings.ts';
import type { Store } from '../../../server/store/open-store.ts';
import { describeOnBothEngines } from '../../support/postgres-engines.ts';

const MISSING = 'authorization/required-authorization-exists';
const ENDING = 'authorization/renewal-is-under-way';
const HASH = 'a'.repeat(64);

let tenants = 0;

describeOnBothEngines('The review of alert budgets', (database) => {
  let tenant: string;
  let store: Store;
  beforeEach(() => {
    ({ store } = database());
    tenant = `tenant-${String((tenants += 1))}`;
  });

  /** Shows a rule's card so many times; of these so many are overridden, so many accepted, so many opened. */
  async function show(
    rule: string,
    times: number,
    { overridden = 0, accepted = 0, opened = 0 },
    shownAt = new Date('2026-12-01T10:00:00Z'),
  ) {
    const showings = Array.from({ length: times }, () => ({
      ...{ tenant, rule, cardUuid: randomUUID(), decisionId: randomUUID(), service: 'infusion-booking' },
      ...{ reader: HASH, topic: 'authorization', facts: HASH, fact: HASH, shownAt },
    }));
    await keepShowings(store.db, showings);
    const at = new Date(shownAt.getTime() + 1000);
    const ends = showings.slice(0, overridden + accepted).map(({ cardUuid }, index) => {
      const reason = { outcome: 'overridden' as const, reasonCode: 'data-wrong' };
      return { cardUuid, at, ...(index < overridden ? reason : { outcome: 'accepted' as const }) };
    });
    await settleShowings(store.db, tenant, ends);
    for (const { decisionId } of showings.slice(overridden + accepted, overridden + accepted + opened))
      await noteOpened(store.db, tenant, decisionId, at);
  }

  const review = (at = new Date('2026-12-02T10:00:00Z')) => reviewBudgets(store.db, tenant, at);

  it('turns a rule off that is overridden nearly always, says so, and does it once', async () => {
    await show(ENDING, 50, { overridden: 41 });
    expect(await review()).toMatchObject([{ rule: ENDING, loudness: 'off', state: 'in-force' }]);
    expect(await quietRules(store.db, tenant)).toEqual(new Map([[ENDING, { loudness: 'off', byBudget: true }]]));
    expect(await review(new Date('2026-12-03T10:00:00Z'))).toEqual([]);
    const seen = alertsView.parse(await alertsReview(store.db, tenant, true));
    expect(seen.rules).toMatchObject([
      { rule: ENDING, loudness: 'off', lastChange: { by: 'the alert budget', why: 'Overridden 41 of 50 times.' } },
    ]);
  });

  it('counts an opened app as acted on, so that a site without suggestions loses no rule', async () => {
    await show(ENDING, 200, { opened: 60 });
    expect(await review()).toEqual([]);
    await show(ENDING, 1, {});
    expect(await review()).toMatchObject([{ rule: ENDING, loudness: 'info', why: 'Acted on 60 of 201 times.' }]);
  });

  it('only proposes it for a rule that says a visit is not covered, and proposes it once', async () => {
    await show(MISSING, 50, { overridden: 50 });
    expect(await review()).toMatchObject([{ rule: MISSING, loudness: 'off', state: 'proposed' }]);
    expect(await review()).toEqual([]);
    expect(await quietRules(store.db, tenant)).toEqual(new Map());
    const { rules } = await alertsReview(store.db, tenant, false);
    expect(rules).toMatchObject([
      { rule: MISSING, loudness: 'as-written', needsApprover: true, proposed: { loudness: 'off' } },
    ]);
    expect(rules[0]?.reasons).toEqual([{ code: 'data-wrong', count: 50 }]);
  });

  it('begins to count anew when somebody has decided, and drops the proposal', async () => {
    await show(MISSING, 50, { overridden: 50 });
    await review();
    const at = new Date('2026-12-02T11:00:00Z');
    await setLoudness(store.db, {
      ...{
        tenant,
        rule: MISSING,
        loudness: 'as-written',
        state: 'in-force',
        why: 'It stays.',
        actor: 'Practitioner/c1',
        at,
      },
    });
    expect((await alertsReview(store.db, tenant, true)).rules).toMatchObject([
      { rule: MISSING, showings: 0, loudness: 'as-written', lastChange: { by: 'Practitioner/c1' } },
    ]);
    expect((await alertsReview(store.db, tenant, true)).rules[0]).not.toHaveProperty('proposed');
    expect(await review(new Date('2026-12-02T12:00:00Z'))).toEqual([]);
  });

  it('knows nothing of another tenant', async () => {
    await show(ENDING, 50, { overridden: 50 });
    expect(await reviewBudgets(store.db, `${tenant}-other`, new Date())).toEqual([]);
    expect((await alertsReview(store.db, `${tenant}-other`, true)).rules).toEqual([]);
  });
});
