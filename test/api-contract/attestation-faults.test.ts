import { describe, expect, it } from 'vitest';
import { rightFor, statementFaults } from '../../api-contract/attestation-faults.ts';
import { maySay } from '../../api-contract/attestation-rights.ts';
import type { AuthorizationStatement } from '../../api-contract/attestation.schema.ts';
import { role } from '../../api-contract/role.schema.ts';

const TODAY = '2026-12-01';

const said = (change: Partial<AuthorizationStatement>): AuthorizationStatement => ({
  kind: 'authorization',
  coverage: 'Coverage/c1',
  status: 'submitted',
  channel: 'portal',
  ...change,
});
const fieldsAtFault = (change: Partial<AuthorizationStatement>): readonly string[] =>
  statementFaults(said(change), TODAY).map(({ path }) => path);

const APPROVAL = {
  status: 'approved',
  number: 'A1',
  quantity: { basis: 'units', amount: '800' },
  from: '2026-11-01',
  to: '2027-04-30',
} as const satisfies Partial<AuthorizationStatement>;

describe('what a statement must hold', () => {
  it('is the day for a request and a denial, the reason for what is pended', () => {
    expect(fieldsAtFault({ status: 'submitted' })).toEqual(['submittedOn']);
    expect(fieldsAtFault({ status: 'pended' })).toEqual(['reason']);
    expect(fieldsAtFault({ status: 'denied' })).toEqual(['decidedOn']);
  });

  it('is number, units and both days for an approval, in whole or in part', () => {
    for (const status of ['approved', 'partial'] as const) {
      expect(fieldsAtFault({ status })).toEqual(['number', 'quantity', 'from', 'to']);
      expect(fieldsAtFault({ ...APPROVAL, status })).toEqual([]);
    }
  });
});

describe('days', () => {
  it('of sending and deciding may be today, and not tomorrow', () => {
    expect(fieldsAtFault({ submittedOn: TODAY })).toEqual([]);
    expect(fieldsAtFault({ submittedOn: '2026-12-02' })).toEqual(['submittedOn']);
    expect(fieldsAtFault({ ...APPROVAL, decidedOn: TODAY })).toEqual([]);
    expect(fieldsAtFault({ ...APPROVAL, decidedOn: '2026-12-02' })).toEqual(['decidedOn']);
  });

  it('keep their order: sent, then decided or expected; first, then last', () => {
    const sent = { submittedOn: '2026-11-30' };
    expect(fieldsAtFault({ ...APPROVAL, ...sent, decidedOn: '2026-11-30' })).toEqual([]);
    expect(fieldsAtFault({ ...APPROVAL, ...sent, decidedOn: '2026-11-29' })).toEqual(['decidedOn']);
    expect(fieldsAtFault({ ...sent, expectedBy: '2026-11-30' })).toEqual([]);
    expect(fieldsAtFault({ ...sent, expectedBy: '2026-11-29' })).toEqual(['expectedBy']);
    expect(fieldsAtFault({ ...APPROVAL, to: '2026-11-01' })).toEqual([]);
    expect(fieldsAtFault({ ...APPROVAL, to: '2026-10-31' })).toEqual(['to']);
  });
});

describe('a field that its status does not have', () => {
  it('is refused rather than kept unread', () => {
    expect(fieldsAtFault({ submittedOn: TODAY, number: 'A1' })).toEqual(['number']);
    expect(fieldsAtFault({ ...APPROVAL, expectedBy: '2026-12-09' })).toEqual(['expectedBy']);
    expect(fieldsAtFault({ ...APPROVAL, requestedUnits: '900' })).toEqual(['requestedUnits']);
    expect(fieldsAtFault({ ...APPROVAL, status: 'partial', requestedUnits: '900' })).toEqual([]);
  });
});

describe('who may say what', () => {
  const mayBeSaidBy = (right: Parameters<typeof maySay>[1]): readonly string[] =>
    role.options.filter((one) => maySay(one, right));

  it('lets authorization specialists, seniors and peer-to-peer nurses attest, and nobody else', () => {
    expect(rightFor(said(APPROVAL))).toBe('attestation');
    expect(rightFor(said({ ...APPROVAL, status: 'partial' }))).toBe('attestation');
    expect(rightFor(said({ status: 'denied' }))).toBe('authorization');
    expect(mayBeSaidBy('attestation')).toEqual(['authorization-specialist', 'senior-specialist', 'peer-to-peer']);
  });

  it('lets four roles approve going ahead at risk', () => {
    expect(mayBeSaidBy('proceed-at-risk')).toEqual(['senior-specialist', 'finance', 'supervisor', 'pharmacy-manager']);
  });

  it('gives a patient and a stranger nothing to say', () => {
    for (const right of ['authorization', 'attestation', 'supply', 'proceed-at-risk', 'note', 'case'] as const) {
      expect(mayBeSaidBy(right)).not.toContain('patient');
      expect(mayBeSaidBy(right)).not.toContain('unknown');
    }
  });
});
