import { describe, expect, it } from 'vitest';
import { plainDate } from '../../../domain/kernel/plain-date.ts';
import type { Program340b, Purchase } from '../../../domain/margin/account-choice.ts';
import { accountsFor } from '../../../domain/margin/account-choice.ts';

const program = (more: Partial<Program340b> = {}): Program340b => ({
  ...{ from: plainDate('2026-01-01'), until: plainDate('2026-12-31') },
  ...{ gpoBarred: true, patientsEligible: true, carvesOutMedicaid: true },
  ...more,
});

const { patientsEligible: _eligible, ...UNSAID } = program();
const NOT_ELIGIBLE = program({ patientsEligible: false });
const GROUP_ALLOWED = { gpoBarred: false } as const;

const buying = (more: Partial<Purchase> = {}): Purchase => ({
  on: plainDate('2026-11-23'),
  program: program(),
  ...more,
});

describe('the account that a drug is bought on', () => {
  it.each<[string, Purchase, string]>([
    ['no 340B site: the group first', { on: plainDate('2026-11-23') }, 'GPO, WAC: not a 340B site'],
    ['the day before the program begins', buying({ on: plainDate('2025-12-31') }), 'GPO, WAC: not a 340B site'],
    ['its first day', buying({ on: plainDate('2026-01-01') }), '340B: 340B site, eligible patients'],
    ['its last day', buying({ on: plainDate('2026-12-31') }), '340B: 340B site, eligible patients'],
    ['the day after it', buying({ on: plainDate('2027-01-01') }), 'GPO, WAC: not a 340B site'],
    [
      'a program without an end',
      buying({ on: plainDate('2030-01-01'), program: openEnded() }),
      '340B: 340B site, eligible patients',
    ],
    [
      'patients not eligible, group barred',
      buying({ program: NOT_ELIGIBLE }),
      'WAC: 340B site, patients not eligible; no group purchasing',
    ],
    [
      'patients not eligible, group allowed',
      buying({ program: { ...NOT_ELIGIBLE, ...GROUP_ALLOWED } }),
      'GPO, WAC: 340B site, patients not eligible',
    ],
    [
      'Medicaid carved out, group barred',
      buying({ product: 'medicaid-ffs' }),
      'WAC: Medicaid is carved out of 340B; no group purchasing',
    ],
    [
      'managed Medicaid carved out, group allowed',
      buying({ product: 'medicaid-managed', program: program(GROUP_ALLOWED) }),
      'GPO, WAC: Medicaid is carved out of 340B',
    ],
    [
      'Medicaid carved in',
      buying({ product: 'medicaid-ffs', program: program({ carvesOutMedicaid: false }) }),
      '340B: 340B site, eligible patients',
    ],
    [
      'Medicare where Medicaid is carved out',
      buying({ product: 'medicare-ffs' }),
      '340B: 340B site, eligible patients',
    ],
    [
      'Medicaid carved out, where nobody has said who is eligible',
      buying({ product: 'medicaid-ffs', program: UNSAID }),
      'WAC: Medicaid is carved out of 340B; no group purchasing',
    ],
  ])('%s', (_what, purchase, expected) => {
    const choice = accountsFor(purchase);
    expect(choice.kind === 'known' ? `${choice.accounts.join(', ')}: ${choice.why}` : choice).toBe(expected);
  });

  it('is unknown where nobody has said whether the patients are eligible', () => {
    expect(accountsFor(buying({ program: UNSAID }))).toEqual({
      ...{ kind: 'unknown', missing: 'whether the patients of this 340B site are eligible' },
    });
  });
});

function openEnded(): Program340b {
  const { until: _until, ...rest } = program();
  return rest;
}
