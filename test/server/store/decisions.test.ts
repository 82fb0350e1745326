import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';

import { newDecisionId } from '../../../server/store/decisions.ts';
import { aCall, RULES_OF_CALLS as RULES } from '../../support/a-call.ts';
import { describeOnBothEngines } from '../../support/postgres-engines.ts';

const withToken = (jti: string, iss = 'https://ehr.example') => aCall({ token: { iss, jti } });

describeOnBothEngines('Kept decisions', (database) => {
  it('come back to the byte', async () => {
    const { decisions } = database().store;
    const call = aCall({
      token: { iss: 'https://ehr.example', jti: 'whole' },
      patientRef: 'Patient/p1',
      userRef: 'Practitioner/s1',
    });
    expect(await decisions.keepDecision(call)).toEqual({ ok: true });
    expect(await decisions.findDecision('clinic', call.id)).toEqual(call);
  });

  it('leave out what the call did not say', async () => {
    const { decisions } = database().store;
    const call = aCall();
    await decisions.keepDecision(call);
    const found = await decisions.findDecision('clinic', call.id);
    expect(found).toEqual(call);
    expect(found).not.toHaveProperty('patientRef');
    expect(found).not.toHaveProperty('token');
  });

  it('are not shown to another tenant', async () => {
    const { decisions } = database().store;
    const call = aCall();
    await decisions.keepDecision(call);
    expect(await decisions.findDecision('other-clinic', call.id)).toBeUndefined();
    expect(await decisions.findDecision('clinic', newDecisionId())).toBeUndefined();
  });

  it('are found each by its own tenant when many are asked for at once', async () => {
    const { decisions } = database().store;
    const [ours, theirs] = [aCall(), aCall({ tenant: 'other-clinic' })];
    for (const call of [ours, theirs]) await decisions.keepDecision(call);
    const asked = [ours, theirs].flatMap(({ id }) => [['clinic', id] as const, ['other-clinic', id] as const]);
    const found = await Promise.all(asked.map(([tenant, id]) => decisions.findDecision(tenant, id)));
    expect(found).toEqual([ours, undefined, undefined, theirs]);
  });

  it('refuse the second use of a token, alone and within one batch, and harm no neighbour', async () => {
    const { decisions } = database().store;
    expect(await decisions.keepDecision(withToken('used-1'))).toEqual({ ok: true });
    const kept = await Promise.all(
      ['fresh-1', 'used-1', 'fresh-2', 'fresh-2', 'fresh-3'].map((jti) => decisions.keepDecision(withToken(jti))),
    );
    const replayed = { ok: false, problem: 'replayed' };
    expect(kept).toEqual([{ ok: true }, replayed, { ok: true }, replayed, { ok: true }]);
  });

  it('accept the same token id from another issuer, and any number of calls without a token', async () => {
    const { decisions } = database().store;
    const calls = [
      withToken('shared', 'https://a.example'),
      withToken('shared', 'https://b.example'),
      aCall(),
      aCall(),
    ];
    expect(await Promise.all(calls.map((call) => decisions.keepDecision(call)))).toEqual(Array(4).fill({ ok: true }));
  });

  it('are kept once when the answer of the first commit was lost and the same row is given again', async () => {
    const { decisions } = database().store;
    const call = withToken('lost-answer');
    expect(await decisions.keepDecision(call)).toEqual({ ok: true });
    expect(await decisions.keepDecision(call)).toEqual({ ok: true });
    expect(await decisions.keepDecision({ ...call, id: newDecisionId() })).toEqual({ ok: false, problem: 'replayed' });
  });

  it('lose only the row that the database refuses', async () => {
    const { store } = database();
    const good = Array.from({ length: 9 }, () => aCall());
    const bad = [aCall({ cards: ['\u0000'] }), aCall({ today: '2026-02-30' }), aCall({ id: 'not hexadecimal' })];
    const calls = [...good.slice(0, 4), ...bad, ...good.slice(4)];
    const kept = await Promise.all(calls.map((call) => store.decisions.keepDecision(call)));
    expect(kept.map((one) => (one.ok ? 'kept' : one.problem))).toEqual([
      ...Array<string>(4).fill('kept'),
      ...Array<string>(3).fill('refused'),
      ...Array<string>(5).fill('kept'),
    ]);
    for (const call of good) expect(await store.decisions.findDecision('clinic', call.id)).toEqual(call);
  });

  it('share commits: 300 concurrent callers, each kept', async () => {
    const { decisions } = database().store;
    const calls = Array.from({ length: 300 }, () =>
      aCall({ tenant: 'busy', snapshot: JSON.stringify({ pad: 'x'.repeat(20_000) }) }),
    );
    const kept = await Promise.all(calls.map((call) => decisions.keepDecision(call)));
    expect(kept.every(({ ok }) => ok)).toBe(true);
    const count = await database()
      .store.db.selectFrom('cds_call')
      .select(({ fn }) => fn.countAll<string>().as('n'))
      .where('tenant', '=', 'busy')
      .executeTakeFirstOrThrow();
    expect(count.n).toBe('300');
  });
});

describeOnBothEngines('Kept rule bundles', (database) => {
  it('come back by their version, and are kept once', async () => {
    const { decisions } = database().store;
    const bundle = `export const rules = ${'1 + '.repeat(20_000)}1;`;
    const version = createHash('sha256').update(bundle).digest('hex');
    await Promise.all([decisions.keepRuleBundle(version, bundle), decisions.keepRuleBundle(version, bundle)]);
    expect(await decisions.findRuleBundle(version)).toBe(bundle);
  });

  it('are refused under a version that is not their hash, and unknown ones are not found', async () => {
    const { decisions } = database().store;
    await expect(decisions.keepRuleBundle(RULES, 'other rules')).rejects.toThrow(/SHA-256/);
    expect(await decisions.findRuleBundle(RULES)).toBeUndefined();
  });
});
