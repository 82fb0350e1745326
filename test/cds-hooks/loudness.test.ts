import { describe, expect, it } from 'vitest';

import { loudnessEarned, loudnessOf, needsApprover, spokenAs } from '../../cds-hooks/loudness.ts';

const record = (showings: number, actedOn: number, overridden: number) => ({ showings, actedOn, overridden });

describe('The budget of a rule', () => {
  it('retires a rule to information below 30 % acted on, from 200 showings on', () => {
    expect(loudnessEarned(record(200, 59, 0), 'as-written')).toBe('info');
    expect(loudnessEarned(record(200, 60, 0), 'as-written')).toBe('as-written');
    expect(loudnessEarned(record(199, 0, 0), 'as-written')).toBe('as-written');
  });

  it('turns a rule off above 80 % overridden, from 50 showings on', () => {
    expect(loudnessEarned(record(50, 0, 41), 'as-written')).toBe('off');
    expect(loudnessEarned(record(50, 10, 40), 'as-written')).toBe('as-written');
    expect(loudnessEarned(record(49, 0, 49), 'as-written')).toBe('as-written');
  });

  it('never makes a rule louder by itself', () => {
    expect(loudnessEarned(record(500, 500, 0), 'info')).toBe('info');
    expect(loudnessEarned(record(500, 500, 0), 'off')).toBe('off');
    expect(loudnessEarned(record(50, 0, 50), 'info')).toBe('off');
  });

  it('leaves what says that a visit is not covered, and the hold before mixing, to an approver', () => {
    const guarded = ['missing', 'expired', 'not-yet-effective', 'units-exceeded', 'product-mismatch'] as const;
    for (const trigger of [...guarded, 'plan-change', 'coverage-inactive'] as const)
      expect(needsApprover('authorization/any', trigger)).toBe(true);
    expect(needsApprover('verify/hold-mixing', undefined)).toBe(true);
    expect(needsApprover('authorization/any', 'expiring-soon')).toBe(false);
    expect(needsApprover('waste/prompt', undefined)).toBe(false);
  });

  it('reaches warnings and notes; what is critical only a person silences', () => {
    expect(loudnessOf({ loudness: 'off', byBudget: true }, false)).toBe('off');
    expect(loudnessOf({ loudness: 'off', byBudget: true }, true)).toBe('as-written');
    expect(loudnessOf({ loudness: 'off', byBudget: false }, true)).toBe('off');
    expect(loudnessOf(undefined, false)).toBe('as-written');
  });

  it('changes nothing of a card but how loud it is', () => {
    const card = { uuid: 'u', summary: 's', indicator: 'warning', source: { label: 'ChairReady' }, links: [] } as never;
    expect(spokenAs(card, 'info')).toEqual({ ...(card as object), indicator: 'info' });
    expect(spokenAs(card, 'as-written')).toBe(card);
  });
});
