import type { NonEmpty } from '../kernel/non-empty.ts';
import { unitsText } from '../kernel/billing-units.ts';
import type { BillingUnits } from '../kernel/billing-units.ts';
import { defineDrugRule, houseRule } from './authorization-rule.ts';

type Reason =
  | { readonly code: 'dose-unknown'; readonly missing: NonEmpty<string>; readonly because: string }
  | { readonly code: 'discard-unknown'; readonly planned: BillingUnits }
  | { readonly code: 'known'; readonly planned: BillingUnits };

export const doseIsKnown = defineDrugRule<Reason>({
  id: 'authorization/dose-is-known',
  title: 'The dose turns into billing units',
  source: houseRule('planned units', 'CARC 16 and CARC 198'),
  reads: ['dose of the order', 'billing unit and vial strengths of the drug'],
  notEvaluatedWhen: 'never',
  reasons: ['dose-unknown', 'discard-unknown', 'known'],

  judge({ plan }) {
    if (plan.kind === 'unknown') {
      const { missing, because } = plan;
      return { verdict: 'cannot-tell', missing, reason: { code: 'dose-unknown', missing, because } };
    }
    const { planned, discarded } = plan.plan;
    return discarded === undefined
      ? {
          verdict: 'cannot-tell',
          severity: 'info',
          missing: ['vial strengths'],
          reason: { code: 'discard-unknown', planned },
        }
      : { verdict: 'clear', reason: { code: 'known', planned } };
  },

  say(reason, name) {
    switch (reason.code) {
      case 'dose-unknown':
        return `${name}: units cannot be told, ${reason.missing.join(' and ')} missing. ${asSentence(reason.because)}`;
      case 'discard-unknown':
        return `${name}: ${unitsText(reason.planned)} planned; what is discarded cannot be told without vial strengths.`;
      case 'known':
        return `${name}: ${unitsText(reason.planned)} planned.`;
    }
  },

  act: (reason) => (reason.code === 'dose-unknown' ? 'complete the order' : undefined),
});

/** Readers of the record say why in a clause; a rule of ours says it in a sentence. */
const asSentence = (clause: string): string =>
  `${clause.charAt(0).toUpperCase()}${clause.slice(1).replace(/\.$/, '')}.`;
