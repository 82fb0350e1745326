import { describe, expect, it } from 'vitest';
import { assessedFinding, assessedLine, assessOutput, refusedLine } from '../../api-contract/assess.schema.ts';

const source = { document: 'Plan policy', section: '4', inForce: { from: '2026-07-01' } };
const said = {
  rule: 'authorization/covers-the-date',
  about: 'MedicationRequest/m1',
  sentence: 'It ends Dec 10.',
  source,
};

const line = {
  id: 'case-1',
  visits: [
    {
      appointment: 'Appointment/a1',
      date: '2026-12-15',
      drugs: [
        {
          medicationRequest: 'MedicationRequest/m1',
          hcpcs: 'J9271',
          plannedUnits: 200,
          discardedUnits: 0,
          supply: 'buy-and-bill',
          authorization: {
            state: 'invalid',
            number: 'A1',
            validUntil: '2026-12-10',
            unitsLeft: 400,
            source: 'claim-response',
          },
        },
      ],
      findings: [{ ...said, trigger: 'expired', verdict: 'at-risk', severity: 'critical' }],
      likelihood: {
        clearedByVisit: 0.94,
        low: 0.89,
        high: 0.97,
        approval: 0.97,
        inTime: 0.97,
        factors: [{ name: 'renewal', logOdds: 0.4, sentence: 'Usually approved.', fixable: false }],
      },
      exposure: {
        atRisk: '12129.00',
        expectedLoss: '87.33',
        worksheet: [{ label: '200 units', amount: '12129.000', source: 'ASP 2026Q4' }],
      },
      route: { to: 'senior', why: 'It ends before the visit.', dueBy: '2026-12-03' },
    },
  ],
  versions: { rules: 'a', reference: 'b', policies: 'c', model: 'd' },
};

describe('the schema of an assess line', () => {
  it('accepts the line of the public contract', () => {
    expect(assessedLine.safeParse(line).error).toBeUndefined();
  });

  it('accepts a Bundle without identifier, visit odds and dollars', () => {
    const [visit] = line.visits;
    const bare = {
      ...line,
      id: null,
      visits: [{ ...visit, likelihood: null, exposure: null }],
      unlinked: ['MedicationRequest/m9'],
    };
    expect(assessedLine.safeParse(bare).success).toBe(true);
  });

  it('refuses a field that the contract does not name', () => {
    expect(assessedLine.safeParse({ ...line, patient: 'Patient/p1' }).success).toBe(false);
  });

  it('refuses dollars without cents and takes them with cents', () => {
    const [visit] = line.visits;
    const priced = (atRisk: string) => ({ ...line, visits: [{ ...visit, exposure: { ...visit?.exposure, atRisk } }] });
    expect(assessedLine.safeParse(priced('12129.0')).success).toBe(false);
    expect(assessedLine.safeParse(priced('12129.00')).success).toBe(true);
  });

  it('refuses a projected drug that says false, because the contract leaves it out', () => {
    const [visit] = line.visits;
    const projected = (value: boolean) => ({
      ...line,
      visits: [{ ...visit, drugs: visit?.drugs.map((drug) => ({ ...drug, projected: value })) }],
    });
    expect(assessedLine.safeParse(projected(false)).success).toBe(false);
    expect(assessedLine.safeParse(projected(true)).success).toBe(true);
  });
});

describe('the schema of a finding', () => {
  it('demands a severity of at-risk', () => {
    expect(assessedFinding.safeParse({ ...said, verdict: 'at-risk' }).success).toBe(false);
    expect(assessedFinding.safeParse({ ...said, verdict: 'at-risk', severity: 'info' }).success).toBe(true);
  });

  it('demands what is missing of cannot-tell', () => {
    expect(assessedFinding.safeParse({ ...said, verdict: 'cannot-tell', missing: [] }).success).toBe(false);
    expect(assessedFinding.safeParse({ ...said, verdict: 'cannot-tell', missing: ['dose'] }).success).toBe(true);
  });

  it('refuses a severity on clear', () => {
    expect(assessedFinding.safeParse({ ...said, verdict: 'clear', severity: 'info' }).success).toBe(false);
    expect(assessedFinding.safeParse({ ...said, verdict: 'clear' }).success).toBe(true);
  });

  it('refuses a trigger that is not of the thirty', () => {
    expect(assessedFinding.safeParse({ ...said, verdict: 'clear', trigger: 'lapsed' }).success).toBe(false);
  });
});

describe('the schema of a refused line', () => {
  const refused = { line: 3, error: { code: 'not-json', path: '', message: 'Not JSON.' } };

  it('counts lines from 1', () => {
    expect(refusedLine.safeParse(refused).success).toBe(true);
    expect(refusedLine.safeParse({ ...refused, line: 0 }).success).toBe(false);
  });

  it('is one of the two things that assess writes', () => {
    expect(assessOutput.safeParse(refused).success).toBe(true);
    expect(assessOutput.safeParse(line).success).toBe(true);
    expect(assessOutput.safeParse({ ...refused, visits: [] }).success).toBe(false);
  });
});
