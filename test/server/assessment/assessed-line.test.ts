import { describe, expect, it } from 'vitest';
import { assessedLine } from '../../../api-contract/assess.schema.ts';
import { decide } from '../../../domain/decision/decide.ts';
import { exampleSnapshot, exampleUse } from '../../../domain/decision/example-course.ts';
import { ruleBook } from '../../../domain/decision/rule-book.ts';
import { assessedLineOf } from '../../../server/assessment/assessed-line.ts';

describe('a line of assess', () => {
  const lineOf = (visits: Parameters<typeof exampleSnapshot>[0]) =>
    assessedLine.parse(
      JSON.parse(JSON.stringify(assessedLineOf('b1', decide(ruleBook, exampleSnapshot(visits), 'test'), false))),
    );

  it('tells of a dose without authorization though nothing is booked any more', () => {
    const given = exampleUse('2026-11-16', '200');
    expect(lineOf({ visits: [], authorizations: [], priorUses: [given] }).unauthorizedDoses).toMatchObject([
      { hcpcs: 'J9271', given: '2026-11-16', uses: [given.ref], finding: { verdict: 'at-risk' } },
    ]);
  });

  it('says nothing of doses where all were authorized', () => {
    expect(lineOf({ visits: [], priorUses: [exampleUse('2026-11-16', '200')] })).not.toHaveProperty(
      'unauthorizedDoses',
    );
  });
});
