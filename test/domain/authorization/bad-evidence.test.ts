import { describe, expect, it } from 'vitest';
import { decide } from '../../../domain/decision/decide.ts';
import {
  day,
  exampleAuthorization,
  exampleDrug,
  exampleSnapshot,
  exampleVisit,
} from '../../../domain/decision/example-course.ts';
import { ruleBook } from '../../../domain/decision/rule-book.ts';
import { rational } from '../../../domain/kernel/rational.ts';
import type { AuthorizationEvidence } from '../../../domain/visit/authorization-evidence.ts';
import type { PlannedDrug } from '../../../domain/visit/snapshot.ts';

/** What is decided of the visit of December 15 on this evidence alone; today is November 21. */
function decided(...authorizations: readonly AuthorizationEvidence[]) {
  const snapshot = exampleSnapshot({ authorizations, visits: [exampleVisit('2026-12-15')] });
  const [visit] = decide(ruleBook, snapshot, 'test').visits;
  const open = (visit?.findings ?? []).filter(({ verdict }) => verdict === 'at-risk' || verdict === 'cannot-tell');
  return { state: visit?.drugs[0]?.authorization.state, sentences: open.map(({ sentence }) => sentence).join('\n') };
}

const approval = (different: Partial<AuthorizationEvidence> = {}): AuthorizationEvidence =>
  exampleAuthorization(different);

const feed = (different: Partial<AuthorizationEvidence>): AuthorizationEvidence =>
  approval({ id: 'import/f#2', raw: 'import/f#2', source: 'feed', strength: 'recorded', ...different });

describe('evidence that is good', () => {
  it('is valid, so that everything below fails for its own reason', () => {
    expect(decided(approval()).state).toBe('valid');
  });
});

describe('contradictory evidence', () => {
  it.each(['denied', 'pended', 'needed'] as const)(
    'of another source that says %s wins over the approval',
    (decision) => {
      const { state, sentences } = decided(approval(), feed({ decision }));
      expect(state).not.toBe('valid');
      expect(sentences).not.toBe('');
    },
  );

  it('with an earlier end is read by the earlier end, and the disagreement is named', () => {
    const { state, sentences } = decided(
      approval(),
      feed({ period: { from: day('2026-07-01'), to: day('2026-12-14') } }),
    );
    expect(state).toBe('invalid');
    expect(sentences).toMatch(/auth ended Dec 14|ends Dec 14|Dec 14/);
    expect(sentences).toContain('sources differ on the end of period');
  });

  it('with fewer units is read by the fewer', () => {
    const { state, sentences } = decided(approval(), feed({ quantity: { basis: 'units', value: rational(199) } }));
    expect(state).toBe('invalid');
    expect(sentences).toContain('sources differ on the quantity');
  });
});

describe('evidence entered twice', () => {
  it('is one authorization, not twice the units', () => {
    const half = { quantity: { basis: 'units' as const, value: rational(150) } };
    expect(
      decided(approval(half), approval({ ...half, id: 'ClaimResponse/r2#1', raw: 'ClaimResponse/r2' })).state,
    ).toBe('invalid');
  });
});

describe('evidence that was cancelled', () => {
  it('does not exist, and takes the approval of the same number with it', () => {
    const cancelled = approval({ id: 'ClaimResponse/r2#1', decision: 'void', created: day('2026-11-01') });
    expect(decided(cancelled).state).toBe('missing');
    expect(decided(approval(), cancelled).state).toBe('missing');
  });
});

describe('evidence of a day to come', () => {
  it('counts where the clock is a day ahead, and is named where it is two', () => {
    expect(decided(approval({ created: day('2026-11-22') })).state).toBe('valid');
    const { state, sentences } = decided(approval({ created: day('2026-11-23') }));
    expect(state).toBe('unknown');
    expect(sentences).toContain('not in the future');
  });
});

describe('evidence that is cut short', () => {
  it.each<readonly [string, Partial<AuthorizationEvidence>, string]>([
    ['without end', { period: { from: day('2026-07-01') } }, 'end of the authorization period'],
    ['without any period', { period: {} }, 'end of the authorization period'],
    ['without product', { products: [] }, 'product'],
    ['with a quantity that has no number', { quantity: { basis: 'units' } }, 'authorized quantity'],
    ['with a quantity that nobody can read', { quantity: { basis: 'unreadable' } }, 'authorized quantity'],
    ['with visits that have no number', { quantity: { basis: 'visits' } }, 'authorized visits'],
  ])('%s is never valid, and what is missing is named', (_name, different, missing) => {
    const { state, sentences } = decided(approval(different));
    expect(state).toBe('unknown');
    expect(sentences).toContain(missing);
  });

  it('without a number is invalid', () => {
    const { number: _number, ...unnumbered } = approval();
    expect(decided(unnumbered).state).toBe('invalid');
  });
});

describe('a decision code that nobody knows', () => {
  it('decides nothing, and is shown as it came', () => {
    const { state, sentences } = decided(approval({ decision: 'unreadable', decisionCode: 'ZZ' }));
    expect(state).toBe('unknown');
    expect(sentences).toContain('(ZZ)');
  });
});

describe('visits and units', () => {
  it('are never compared: one authorized visit holds a dose of 200 units, none holds nothing', () => {
    expect(decided(approval({ quantity: { basis: 'visits', value: rational(1) } })).state).toBe('valid');
    expect(decided(approval({ quantity: { basis: 'visits', value: rational(0) } })).state).toBe('invalid');
  });
});

describe('what is missing', () => {
  const actions = (evidence: AuthorizationEvidence, plan: Partial<PlannedDrug> = {}) => {
    const visits = [exampleVisit('2026-12-15', { drugs: [exampleDrug(plan)] })];
    const [visit] = decide(ruleBook, exampleSnapshot({ authorizations: [evidence], visits }), 'test').visits;
    const finding = visit?.findings.find(({ rule }) => rule === 'authorization/authorization-can-be-judged');
    return finding?.action;
  };

  it('is asked of the payer, but who the payer is of registration', () => {
    const { coverage: _coverage, ...nobodys } = approval();
    expect(actions(nobodys)).toBe('confirm payer with registration');
    expect(actions({ ...nobodys, period: { from: day('2026-07-01') } })).toBe(
      'confirm payer with registration and end of the authorization period with the payer',
    );
  });

  it('of the dose is asked of the prescriber', () => {
    const dose = { kind: 'unknown', missing: ['dose'], because: 'The order gives none.' } as const;
    expect(actions(approval(), { dose })).toBe('confirm dose with the prescriber');
  });
});
