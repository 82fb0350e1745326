import { describe, expect, it } from 'vitest';
import { plainDate } from '../../../domain/kernel/plain-date.ts';
import { rational } from '../../../domain/kernel/rational.ts';
import type { StaffStatement } from '../../../server/store/attestations.ts';
import { staffWords } from '../../../server/attestation/staff-words.ts';
import { standingWords } from '../../../server/attestation/standing-statements.ts';
import { RETRACTED, aStatement, anAnswer } from './statement-examples.ts';

const standing = (...statements: readonly StaffStatement[]) => standingWords(statements).map(({ id }) => id);
const said = (id: string, change: Parameters<typeof anAnswer>[0], more: Partial<StaffStatement> = {}) =>
  aStatement(id, { content: anAnswer(change), ...more });

describe('a later word', () => {
  it('answers the request that waits, whether or not it repeats the reference', () => {
    expect(standing(said('1', { reference: 'R-1' }), said('2', { status: 'denied', reference: 'r1' }))).toEqual(['2']);
    expect(standing(said('1', { reference: 'R-1' }), said('2', { status: 'approved', number: 'A1' }))).toEqual(['2']);
  });

  it('leaves a request with another reference waiting', () => {
    expect(standing(said('1', { reference: 'R-1' }), said('2', { status: 'denied', reference: 'R-2' }))).toEqual([
      '1',
      '2',
    ]);
  });

  it('about another drug or another payer answers nothing', () => {
    const other = said('2', { status: 'denied' }, { order: 'MedicationRequest/m2' });
    expect(standing(said('1', {}), other)).toEqual(['1', '2']);
    expect(standing(said('1', {}), said('2', { status: 'denied', coverage: 'Coverage/c2' }))).toEqual(['1', '2']);
  });

  it('replaces an approval of the same number, and no other', () => {
    const approval = said('1', { status: 'approved', number: 'A-77' });
    expect(standing(approval, said('2', { status: 'approved', number: 'a77' }))).toEqual(['2']);
    expect(standing(approval, said('2', { status: 'approved', number: 'A-78' }))).toEqual(['1', '2']);
  });

  it('that asks for an extension leaves the approval as it is', () => {
    expect(standing(said('1', { status: 'approved', number: 'A-77' }), said('2', {}))).toEqual(['1', '2']);
  });

  it('that is retracted answers nothing any more', () => {
    const answer = said('2', { status: 'denied' }, { retracted: RETRACTED });
    expect(standing(said('1', {}), answer)).toEqual(['1']);
  });
});

describe('evidence from a statement', () => {
  const evidence = (change: Parameters<typeof anAnswer>[0], more: Partial<StaffStatement> = {}) =>
    staffWords([said('7', change, more)]).authorizations[0];

  it('is attested by name, and the patient is theirs', () => {
    const approval = { status: 'approved', number: 'A1', from: '2026-11-01', to: '2027-04-30' } as const;
    expect(evidence({ ...approval, quantity: { basis: 'visits', amount: '6' } })).toMatchObject({
      ...{ id: 'attestation/7', source: 'attestation', strength: 'attested', attestedBy: 'Sam Okafor' },
      ...{ decision: 'approved', number: 'A1', isPatients: true, memberId: 'S-1001', coverage: 'Coverage/c1' },
      period: { from: '2026-11-01', to: '2027-04-30' },
      quantity: { basis: 'visits', value: rational(6) },
      products: ['J9271'],
      orders: ['MedicationRequest/m1'],
      created: '2026-12-01',
    });
  });

  it('grants nothing while it waits: days and units are what was asked for', () => {
    const waiting = evidence({ from: '2027-01-01', to: '2027-06-30', quantity: { basis: 'units', amount: '12.5' } });
    expect(waiting).toMatchObject({
      decision: 'pended',
      period: {},
      requested: { from: '2027-01-01', to: '2027-06-30', units: rational(25, 2) },
      submittedOn: '2026-12-01',
    });
    expect(waiting?.quantity).toBeUndefined();
  });

  it('of a partial approval tells what was asked for', () => {
    const partial = { status: 'partial', number: 'A1', requestedUnits: '900' } as const;
    expect(evidence({ ...partial, quantity: { basis: 'units', amount: '450' } })).toMatchObject({
      decision: 'approved-in-part',
      requested: { units: rational(900) },
      quantity: { basis: 'units', value: rational(450) },
    });
  });

  it('has its instant where clock and calendar agree to a day, and none where the site’s day is set apart', () => {
    expect(evidence({}, { on: plainDate('2026-11-30') })?.createdAt).toBe('2026-12-01T15:00:00.000Z');
    expect(evidence({}, { on: plainDate('2026-12-03') })?.createdAt).toBeUndefined();
  });
});

describe('what staff say beside authorizations', () => {
  it('reaches the snapshot unless it is retracted', () => {
    const supply = { kind: 'supply', supply: 'white-bag', reason: 'Plan rule', scope: 'order' } as const;
    const visitOnly = { ...supply, scope: 'visit', expectedOn: '2026-12-10' } as const;
    const risk = { kind: 'proceed-at-risk', reason: 'Curative' } as const;
    const words = staffWords([
      aStatement('1', { content: supply }),
      aStatement('2', { content: visitOnly }),
      aStatement('3', { content: risk }),
      aStatement('4', { content: risk, retracted: RETRACTED }),
      aStatement('5', { content: { kind: 'note', text: 'Called' } }),
    ]);
    expect(words.authorizations).toEqual([]);
    expect(words.supplyStatements).toMatchObject([
      { order: 'MedicationRequest/m1', supply: 'white-bag', by: 'Practitioner/s1' },
      { appointment: 'Appointment/a1', expectedOn: '2026-12-10' },
    ]);
    expect(words.supplyStatements[0]).not.toHaveProperty('appointment');
    expect(words.proceedAtRisk).toEqual([
      {
        ...{ order: 'MedicationRequest/m1', appointment: 'Appointment/a1', approver: 'Sam Okafor' },
        ...{ reason: 'Curative', at: '2026-12-01T15:00:00.000Z' },
      },
    ]);
  });
});

describe('documents that were sent', () => {
  const documents = (...statements: readonly StaffStatement[]) => staffWords(statements).documents;

  it('are on file from the day on which it was said, also once the request is answered', () => {
    const sent = said('1', { documents: ['Pathology report'] });
    expect(documents(sent, said('2', { status: 'denied' }))).toEqual([
      { ref: 'attestation/1', texts: ['Pathology report'], on: '2026-12-01' },
    ]);
  });

  it('are not on file where none was named, or the statement was taken back', () => {
    expect(documents(said('1', {}), said('2', { documents: ['Letter'] }, { retracted: RETRACTED }))).toEqual([]);
  });
});
