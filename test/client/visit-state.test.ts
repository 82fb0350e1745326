import { describe, expect, it } from 'vitest';
import type { AuthorizationView, FindingView } from '../../api-contract/decision-view.schema.ts';
import { stateOfTheDay, visitState } from '../../api-contract/visit-state.ts';
import { byGravity } from '../../client/view/by-gravity.ts';
import { aDrug, aFinding } from './decision-views.ts';

const stateOf = (states: readonly AuthorizationView['state'][], findings: readonly FindingView[] = []) =>
  visitState({
    drugs: states.map((state) => aDrug({ authorization: { ...aDrug().authorization, state } })),
    findings: [...findings],
  });

const cannotTell = aFinding({ verdict: 'cannot-tell', severity: undefined, missing: ['dose'] });

describe('the state of a visit', () => {
  it.each([
    [['valid'], 'confirmed'],
    [['not-required'], 'confirmed'],
    [['valid', 'not-required'], 'confirmed'],
    [['valid', 'pending'], 'waiting'],
    [['valid', 'unknown'], 'cannot-tell'],
    [['pending', 'unknown'], 'cannot-tell'],
    [['unknown', 'missing'], 'action-needed'],
    [['valid', 'invalid'], 'action-needed'],
    [['valid', 'denied'], 'action-needed'],
  ] as const)('of %s is %s', (states, expected) => {
    expect(stateOf(states)).toBe(expected);
  });

  it('of the day does not change for what stands against a later visit, and changes for all else', () => {
    const drugs = [aDrug({ authorization: { ...aDrug().authorization, state: 'valid' } })];
    const ofLater = ['later-visits-are-covered', 'units-fit-the-authorization', 'visits-fit-the-authorization'];
    const later = ofLater.map((rule) => aFinding({ rule: `authorization/${rule}`, severity: 'critical' }));
    const today = aFinding({ rule: 'authorization/coverage-is-active', severity: 'warning' });
    expect(visitState({ drugs, findings: later })).toBe('action-needed');
    expect(stateOfTheDay({ drugs, findings: later })).toBe('confirmed');
    expect(stateOfTheDay({ drugs, findings: [...later, today] })).toBe('action-needed');
    const unfit = [aDrug({ authorization: { ...aDrug().authorization, state: 'invalid' } })];
    expect(stateOfTheDay({ drugs: unfit, findings: later })).toBe('action-needed');
  });

  it('is never confirmed without a known drug', () => {
    expect(stateOf([])).toBe('cannot-tell');
  });

  it('is not confirmed while a question is open', () => {
    expect(stateOf(['valid'], [cannotTell])).toBe('cannot-tell');
  });

  it('needs action for a warning and stays confirmed for an information', () => {
    expect(stateOf(['valid'], [aFinding({ severity: 'warning' })])).toBe('action-needed');
    expect(stateOf(['valid'], [aFinding({ severity: 'info' })])).toBe('confirmed');
  });
});

describe('the order of findings', () => {
  it('is by gravity and keeps the order of equals', () => {
    const of = (sentence: string, over: Partial<FindingView>) => aFinding({ sentence, ...over });
    const mixed = [
      of('7', { verdict: 'not-applicable', severity: undefined }),
      of('5', { severity: 'info' }),
      of('4', { verdict: 'cannot-tell', severity: undefined }),
      of('3a', { severity: 'warning' }),
      of('1', { severity: 'critical' }),
      of('6', { verdict: 'clear', severity: undefined }),
      of('3b', { severity: 'warning' }),
      of('2', { verdict: 'cannot-tell', severity: 'critical' }),
    ];
    expect(byGravity(mixed).map((finding) => finding.sentence)).toEqual(['1', '2', '3a', '3b', '4', '5', '6', '7']);
  });
});
