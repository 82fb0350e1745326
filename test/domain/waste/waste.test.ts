import { describe, expect, it } from 'vitest';
import { quantityOf } from '../../../domain/kernel/quantity.ts';
import { wasteAnswer } from '../../../domain/waste/waste-answer.ts';
import { WASTE_RULES } from '../../../domain/waste/waste-rules.ts';
import { WASTE_EXAMPLES } from '../../../domain/waste/waste.examples.ts';

describe('waste examples', () => {
  it.each(WASTE_EXAMPLES.map((example) => [example.id, example.title, example] as const))(
    '%s: %s',
    (_id, _title, example) => {
      const answer = wasteAnswer(example.given);
      if (!answer.ok) throw new Error(JSON.stringify(answer.problem));
      const { lines, discard, review, warnings } = answer.value;
      expect(lines.map((line) => [String(line.units), ...line.modifiers].join(' '))).toEqual(example.expect.lines);
      expect(lines.every((line) => line.hcpcs === example.given.drug.hcpcs)).toBe(true);
      expect(quantityOf(discard).value).toBe(example.expect.discard);
      expect(review).toBe(example.expect.review ?? null);
      expect(warnings).toEqual(example.expect.warnings ?? []);
    },
  );

  it('names the rules that shaped each answer, and no answer speaks of dollars', () => {
    for (const example of WASTE_EXAMPLES) {
      const answer = wasteAnswer(example.given);
      if (!answer.ok) throw new Error(JSON.stringify(answer.problem));
      expect(answer.value.rules.length).toBeGreaterThan(0);
      expect(answer.value.rules.every((id) => WASTE_RULES[id].id === id)).toBe(true);
      expect(answer.value.prompt).toMatch(/^[A-Z]\d{4}: .+\.$/);
      expect(JSON.stringify(answer.value.prompt + JSON.stringify(answer.value.working))).not.toMatch(/\$|dollar/i);
    }
  });
});
