/**
 * A rule that no record can make speak is no rule. Each story is a small FHIR record with what a site adds to it (a policy,
 * a row of a feed, a word of the staff); between them they make every rule give every reason that it knows.
 */
import { describe, expect, it } from 'vitest';
import { ruleBook } from '../../domain/decision/rule-book.ts';
import { bookedAndPaid } from './reasons/booked-and-paid.stories.ts';
import { payerAnswers } from './reasons/payer-answers.stories.ts';
import { forThisVisit } from './reasons/for-this-visit.stories.ts';
import { holding } from './reasons/holding.stories.ts';
import { goingOn } from './reasons/going-on.stories.ts';
import { nameOf, reached } from './reasons/story.ts';

const STORIES = [...bookedAndPaid, ...payerAnswers, ...forThisVisit, ...holding, ...goingOn];

describe('every reason of every rule', () => {
  it.each(STORIES)('is given by $what', (story) => {
    const all = reached(story);
    expect(story.reaches.filter((reason) => !all.has(reason))).toEqual([]);
  });

  it('has its story', () => {
    const told = new Set(STORIES.flatMap(({ reaches }) => reaches));
    const known = [...ruleBook.visit, ...ruleBook.drug].flatMap(({ id, reasons }) =>
      reasons.map((reason) => `${nameOf(id)} ${reason}`),
    );
    expect(known.filter((reason) => !told.has(reason))).toEqual([]);
  });
});
