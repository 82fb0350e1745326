import type { Citation } from '../decision/citation.ts';
import { cite } from './margin-citation.ts';

/** Rules of payment that are final and may still be undone, by a court or a later rule: each can be switched off. */
export const FINAL_RULE_IDS = ['off-campus-administration'] as const;
export type FinalRuleId = (typeof FINAL_RULE_IDS)[number];

/** Shown beside the scenarios, so that nobody takes one for the other. */
export interface FinalRule {
  readonly id: FinalRuleId;
  readonly name: string;
  readonly citation: Citation;
}

export const FINAL_RULES: Readonly<Record<FinalRuleId, FinalRule>> = {
  'off-campus-administration': {
    id: 'off-campus-administration',
    name: 'Giving a drug in an excepted off-campus department is paid at 40 % of the OPPS rate; rural sole community hospitals are exempt',
    citation: cite('Calendar year 2026 OPPS final rule', 'drug administration off campus', '2026-01-01'),
  },
};
