import type { PlainDate } from '../kernel/plain-date.ts';
import { dayText } from '../kernel/plain-date.ts';
import { defineDrugRule, houseRule } from './authorization-rule.ts';
import type { DrugCase } from './drug-case.ts';
import { heldAuthorization } from './drug-case.ts';
import { issuedOn } from './predicates.ts';

type Reason =
  | { readonly code: 'progressed'; readonly on: PlainDate }
  | { readonly code: 'none-recorded' }
  | { readonly code: 'no-source' };

/** Cancer disease status (LOINC, as mCODE profiles it) and its answer "condition worsened" (SNOMED CT). */
const DISEASE_STATUS = '97509-4';
const WORSENED = '271299001';

export const noProgressionSinceApproval = defineDrugRule<Reason>({
  id: 'authorization/no-progression-since-approval',
  title: 'No progression has been documented since the approval',
  trigger: 'progression',
  source: houseRule('R13', 'CARC 50'),
  reads: ['cancer disease status observations', 'date of the authorization'],
  notEvaluatedWhen: 'the record holds no disease status, or there is no authorization with a date',
  reasons: ['progressed', 'none-recorded', 'no-source'],

  judge(drugCase) {
    const isDated = approvedOn(drugCase) !== undefined;
    const isObserved = drugCase.snapshot.clinical.results.some(({ loinc }) => loinc.includes(DISEASE_STATUS));
    if (!isDated || !isObserved) return { verdict: 'not-applicable', reason: { code: 'no-source' } };
    const on = progressedOn(drugCase);
    return on === undefined
      ? { verdict: 'clear', reason: { code: 'none-recorded' } }
      : { verdict: 'at-risk', severity: 'warning', reason: { code: 'progressed', on } };
  },

  say(reason, name) {
    switch (reason.code) {
      case 'progressed':
        return `${name}: progression documented ${dayText(reason.on)}, after the approval, and the drug goes on.`;
      case 'none-recorded':
        return `${name}: no progression documented since the approval.`;
      case 'no-source':
        return `${name}: no disease status on record.`;
    }
  },

  act: (reason) => (reason.code === 'progressed' ? 'ask the oncologist whether the plan stands' : undefined),
});

/** The last day on which progression was documented after the approval that the drug stands on. */
export function progressedOn(drugCase: DrugCase): PlainDate | undefined {
  const issued = approvedOn(drugCase);
  if (issued === undefined) return undefined;
  return drugCase.snapshot.clinical.results
    .filter(({ loinc, answers }) => loinc.includes(DISEASE_STATUS) && answers?.includes(WORSENED) === true)
    .map(({ on }) => on)
    .filter((on): on is PlainDate => on !== undefined && on > issued)
    .sort()
    .at(-1);
}

function approvedOn(drugCase: DrugCase): PlainDate | undefined {
  const authorization = heldAuthorization(drugCase);
  return authorization === undefined ? undefined : issuedOn(authorization);
}
