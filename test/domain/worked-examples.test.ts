import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { courseCases } from '../../domain/authorization/course-cases.ts';
import type { DrugCase } from '../../domain/authorization/drug-case.ts';
import type { Example } from '../../domain/decision/example.ts';
import type { Finding } from '../../domain/decision/finding.ts';
import type { Rule } from '../../domain/decision/rule.ts';
import { ruleBook } from '../../domain/decision/rule-book.ts';
import type { Visit } from '../../domain/visit/snapshot.ts';

interface ExamplesFile {
  readonly rule: Rule<DrugCase> | Rule<Visit>;
  readonly examples: readonly Example[];
}

const folder = new URL('../../domain/authorization/', import.meta.url);
const ruleFiles = readdirSync(folder)
  .filter((file) => file.endsWith('.rule.ts'))
  .sort();
const examplesOf = async (ruleFile: string): Promise<ExamplesFile> =>
  (await import(new URL(ruleFile.replace('.rule.ts', '.examples.ts'), folder).href)) as ExamplesFile;

/** What the rule says of the visit that an example is about. */
function findingFor({ rule }: ExamplesFile, { given, visit = 0 }: Example): Finding {
  const booked = given.visits[visit];
  if (booked === undefined) throw new Error('the example names a visit that it does not have');
  const visitRule = ruleBook.visit.find((one) => one.id === rule.id);
  if (visitRule !== undefined) return visitRule.ask(booked);
  const drugCase = courseCases(given).find((one) => one.visit === booked);
  const drugRule = ruleBook.drug.find((one) => one.id === rule.id);
  if (drugCase === undefined || drugRule === undefined) throw new Error(`no case or rule for ${rule.id}`);
  return drugRule.ask(drugCase);
}

for (const ruleFile of ruleFiles) {
  const file = await examplesOf(ruleFile);
  describe(file.rule.id, () => {
    it.each(file.examples.map((example) => [example.title, example] as const))('%s', (_title, example) => {
      const finding = findingFor(file, example);
      const { reason, ...expected } = example.expect;
      expect(finding.reason.code).toBe(reason);
      expect(finding).toMatchObject(expected);
    });

    it('is named by its path and listed in the rule book', () => {
      expect(file.rule.id).toBe(`authorization/${ruleFile.replace('.rule.ts', '')}`);
      expect([...ruleBook.visit, ...ruleBook.drug].map(({ id }) => id)).toContain(file.rule.id);
    });

    it('has an example for every reason that it can give, clear and otherwise', () => {
      const shown = new Set(file.examples.map(({ expect: { reason } }) => reason));
      expect(file.rule.reasons.filter((reason) => !shown.has(reason))).toEqual([]);
      const verdicts = new Set(file.examples.map(({ expect: { verdict } }) => verdict));
      expect(verdicts).toContain('clear');
      expect(verdicts.size).toBeGreaterThan(1);
    });
  });
}

it('reads at least the rules that exist', () => {
  expect(ruleFiles.length).toBe(ruleBook.visit.length + ruleBook.drug.length);
});
