import { expect, it } from 'vitest';
import { isShortened, recordWords } from '../../client/pages/audit/record-words.ts';

const CASE = '503c07a7-9aa1-44e9-afaa-1a46f7f9deb1';
const DECISION = '005e4b7051f1e1177e7b5cde50905df7005e4b7051f1e1177e7b5cde50905df7';

it('says what a record of the audit trail holds without brackets, and its long ids as far as they tell apart', () => {
  const cases = [
    { case: CASE, kind: 'opened', version: 1 },
    { case: CASE, kind: 'assigned', version: 2 },
  ];
  const body = { patient: 'Patient/p1', cases, decision: DECISION };
  expect(recordWords(body)).toBe(
    'cases: case 503c07a7, kind opened, version 1 | case 503c07a7, kind assigned, version 2; decision: 005e4b70',
  );
  expect(isShortened(body)).toBe(true);
});

it('says nothing of a record as "none" and a count of zero as zero', () => {
  expect(recordWords({ cutShort: 0, failed: [], site: null, moved: {} })).toBe(
    'cut short: 0; failed: none; site: none; moved: none',
  );
});

it('keeps the words of a person as they were written', () => {
  const body = { role: 'compliance', again: true, why: '<b>a [thing]</b>' };
  expect(recordWords(body)).toBe('role: compliance; again: true; why: <b>a [thing]</b>');
  expect(isShortened(body)).toBe(false);
});
