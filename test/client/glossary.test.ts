import { describe, expect, it } from 'vitest';
import { isGlossaryTerm } from '../../client/ui/glossary.ts';
import { ruleBook } from '../../domain/decision/rule-book.ts';
import { MARGIN_EXAMPLES } from '../../domain/margin/margin.examples.ts';
import { marginAnswer } from '../../domain/margin/margin-answer.ts';

const ABBREVIATION = /\b[0-9]*[A-Z][A-Z0-9]+\b/g;

/** A billing or diagnosis code stands for itself; "2B" is a level of evidence, "U.S." a country. */
const SAYS_ENOUGH = /^([A-Z]\d.*|2[AB]|US)$/;

const abbreviationsIn = (texts: readonly string[]): readonly string[] =>
  [...new Set(texts.flatMap((text) => text.match(ABBREVIATION) ?? []))].filter((word) => !SAYS_ENOUGH.test(word));

describe('the glossary explains every abbreviation', () => {
  it('of the sources that findings name', () => {
    const sources = [...ruleBook.visit, ...ruleBook.drug].map(({ source }) => source);
    const found = abbreviationsIn(sources.flatMap(({ document, section = '' }) => [document, section]));
    expect(found).toContain('CARC');
    expect(found.filter((word) => !isGlossaryTerm(word))).toEqual([]);
  });

  it('of the lines that margins are worked out in', () => {
    const lines = MARGIN_EXAMPLES.flatMap(({ given }) => {
      const answer = marginAnswer(given);
      return answer.ok ? answer.value.margin.lines : [];
    });
    const found = abbreviationsIn(lines.map(({ label }) => label));
    expect(found).toEqual(expect.arrayContaining(['ASP', 'WAC', 'AWP']));
    expect(found.filter((word) => !isGlossaryTerm(word))).toEqual([]);
  });
});
