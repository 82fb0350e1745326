import type { Citation } from '../decision/citation.ts';
import type { Reason, Rule, RuleText } from '../decision/rule.ts';
import { defineRule } from '../decision/rule.ts';
import { plainDate } from '../kernel/plain-date.ts';
import type { DrugCase } from './drug-case.ts';

/** A rule about one drug of one visit. */
export const defineDrugRule = <R extends Reason>(text: RuleText<DrugCase, R>): Rule<DrugCase> =>
  defineRule(text, ({ drug, name }) => ({ about: drug.order, name }));

/**
 * The house rules on authorization integrity. No regulation lists them; each prevents the denial code that it names
 * (CARC, the claim adjustment reason codes that X12 maintains; our own words for their meaning).
 */
export const houseRule = (section: string, prevents: string): Citation => ({
  document: 'ChairReady authorization house rules',
  section: `${section}; prevents denial ${prevents}`,
  readOn: plainDate('2026-11-21'),
  inForce: { from: plainDate('2020-01-01') },
});
