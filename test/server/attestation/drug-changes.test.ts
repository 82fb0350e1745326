import { describe, expect, it } from 'vitest';
import type { Decision } from '../../../domain/decision/decision.ts';
import { plainDate } from '../../../domain/kernel/plain-date.ts';
import { drugChanges } from '../../../server/attestation/drug-changes.ts';
import type { PatientDecision } from '../../../server/store/patient-decisions.ts';

type State = Decision['visits'][number]['drugs'][number]['authorization']['state'];

const decided = (id: string, today: string, states: Readonly<Record<string, State>>): PatientDecision => ({
  id,
  at: new Date(`${today}T15:00:00Z`),
  service: 'sweep',
  decision: {
    today: plainDate(today),
    unlinked: [],
    versions: { rules: '', reference: '', policies: '', model: '' },
    visits: Object.entries(states).map(([appointment, state]) => ({
      ...{ appointment, date: plainDate('2026-12-15'), findings: [], likelihood: null, exposure: null },
      route: { to: 'none', why: '' },
      drugs: [
        {
          ...{ order: 'MedicationRequest/m1', hcpcs: null, name: 'Keytruda', plannedUnits: null, discardedUnits: null },
          ...{ projected: false, supply: 'unknown', working: [], authorization: { state, because: '' } },
        },
      ],
    })),
  },
});

const SINCE = plainDate('2026-12-01');
const told = (...asked: Parameters<typeof drugChanges>) =>
  drugChanges(...asked).map(({ on, appointment, was, is }) => [on, appointment, was?.state ?? null, is?.state ?? null]);

describe('what changed', () => {
  it('is each difference from the decision before it, and no repetition', () => {
    const decisions = [
      decided('1', '2026-11-30', { 'Appointment/a1': 'missing' }),
      decided('2', '2026-12-01', { 'Appointment/a1': 'missing' }),
      decided('3', '2026-12-02', { 'Appointment/a1': 'pending' }),
      decided('4', '2026-12-03', { 'Appointment/a1': 'valid' }),
    ];
    expect(told(decisions, [], SINCE)).toEqual([
      ['2026-12-03', 'Appointment/a1', 'pending', 'valid'],
      ['2026-12-02', 'Appointment/a1', 'missing', 'pending'],
    ]);
  });

  it('includes the first day asked for, and leaves out the day before it', () => {
    const decisions = [decided('1', '2026-11-30', { 'Appointment/a1': 'missing' })];
    expect(told(decisions, [], plainDate('2026-11-30'))).toEqual([['2026-11-30', 'Appointment/a1', null, 'missing']]);
    expect(told(decisions, [], SINCE)).toEqual([]);
  });

  it('says nothing of a visit that a decision left out, nor of a draft', () => {
    const decisions = [
      decided('1', '2026-11-30', { 'Appointment/a1': 'missing' }),
      decided('2', '2026-12-01', { 'Appointment/#1': 'valid' }),
      decided('3', '2026-12-02', { 'Appointment/a1': 'missing' }),
    ];
    expect(told(decisions, [], SINCE)).toEqual([]);
  });

  it('tells once that a visit is gone, and begins anew if it comes back', () => {
    const decisions = [
      decided('1', '2026-12-01', { 'Appointment/a1': 'valid' }),
      decided('2', '2026-12-05', { 'Appointment/a1': 'valid' }),
    ];
    const gone = [{ at: new Date('2026-12-03T08:00:00Z'), appointment: 'Appointment/a1' }];
    expect(told(decisions, gone, SINCE)).toEqual([
      ['2026-12-05', 'Appointment/a1', null, 'valid'],
      ['2026-12-03', 'Appointment/a1', 'valid', null],
      ['2026-12-01', 'Appointment/a1', null, 'valid'],
    ]);
  });
});
