import type { NonEmpty } from '../kernel/non-empty.ts';
import type { PlainDate } from '../kernel/plain-date.ts';
import { dayText } from '../kernel/plain-date.ts';
import { defineDrugRule, houseRule } from './authorization-rule.ts';
import { approvedOn, diseaseStatuses, mayBeProgression, progressedOn } from './disease-status.ts';

type Reason =
  | { readonly code: 'progressed'; readonly on: PlainDate }
  | { readonly code: 'status-unclear'; readonly on: PlainDate | undefined }
  | { readonly code: 'none-recorded' }
  | { readonly code: 'no-source' };

const ANSWER: NonEmpty<string> = ['disease status since the approval'];

export const noProgressionSinceApproval = defineDrugRule<Reason>({
  id: 'authorization/no-progression-since-approval',
  title: 'No progression has been documented since the approval',
  trigger: 'progression',
  source: houseRule('R13', 'CARC 50'),
  reads: ['cancer disease status observations', 'date of the authorization'],
  notEvaluatedWhen: 'the record holds no disease status, or there is no authorization with a date',
  reasons: ['progressed', 'status-unclear', 'none-recorded', 'no-source'],

  judge(drugCase) {
    const approved = approvedOn(drugCase);
    const statuses = diseaseStatuses(drugCase.snapshot);
    if (approved === undefined || statuses.length === 0) {
      return { verdict: 'not-applicable', reason: { code: 'no-source' } };
    }
    const on = progressedOn(drugCase);
    if (on !== undefined) return { verdict: 'at-risk', severity: 'warning', reason: { code: 'progressed', on } };
    const unclear = statuses.find((status) => mayBeProgression(status, approved));
    return unclear === undefined
      ? { verdict: 'clear', reason: { code: 'none-recorded' } }
      : {
          verdict: 'cannot-tell',
          severity: 'info',
          missing: ANSWER,
          reason: { code: 'status-unclear', on: unclear.on },
        };
  },

  say(reason, name) {
    switch (reason.code) {
      case 'progressed':
        return `${name}: progression documented ${dayText(reason.on)}, after the approval, and the drug goes on.`;
      case 'status-unclear': {
        const day = reason.on === undefined ? 'without a day' : `of ${dayText(reason.on)}`;
        return `${name}: the disease status ${day} does not say whether the disease progressed since the approval.`;
      }
      case 'none-recorded':
        return `${name}: no progression documented since the approval.`;
      case 'no-source':
        return `${name}: no disease status, or no dated auth, on record.`;
    }
  },

  act(reason) {
    switch (reason.code) {
      case 'progressed':
        return 'ask the oncologist whether the plan stands';
      case 'status-unclear':
        return 'ask the oncologist for the disease status';
      case 'none-recorded':
      case 'no-source':
        return undefined;
    }
  },
});
