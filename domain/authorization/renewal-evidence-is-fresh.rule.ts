import type { PlainDate } from '../kernel/plain-date.ts';
import { dayText, daysBetween } from '../kernel/plain-date.ts';
import { defineDrugRule, houseRule } from './authorization-rule.ts';
import { diseaseStatuses } from './disease-status.ts';
import type { DrugCase } from './drug-case.ts';
import { heldAuthorization } from './drug-case.ts';

type Reason =
  | { readonly code: 'stale'; readonly on: PlainDate; readonly days: number }
  | { readonly code: 'fresh'; readonly on: PlainDate }
  | { readonly code: 'not-at-renewal' }
  | { readonly code: 'no-source' };

const WARNING_DAYS = 90;
const CRITICAL_DAYS = 180;
/** A renewal is worked on from so many days before the end. */
const RENEWAL_DAYS = 45;

/** Words that name a response assessment in a document's type or description. */
const ASSESSMENT = /imaging|restag|response|scan|\bct\b|\bmri\b|\bpet\b|progress note|oncology note/i;

export const renewalEvidenceIsFresh = defineDrugRule<Reason>({
  id: 'authorization/renewal-evidence-is-fresh',
  title: 'The last response assessment is recent when the authorization is renewed',
  trigger: 'evidence-stale',
  source: houseRule('R15', 'CARC 50 and CARC 226'),
  reads: ['documents and disease status with their dates', 'authorization period'],
  notEvaluatedWhen: 'the site supplies no assessment, or no renewal is near',
  reasons: ['stale', 'fresh', 'not-at-renewal', 'no-source'],

  judge(drugCase) {
    const last = lastAssessment(drugCase);
    if (last === undefined) return { verdict: 'not-applicable', reason: { code: 'no-source' } };
    const authorization = heldAuthorization(drugCase);
    const ends = authorization?.period.to;
    const { today } = drugCase;
    if (ends === undefined || daysBetween(today, ends) > RENEWAL_DAYS) {
      return { verdict: 'not-applicable', reason: { code: 'not-at-renewal' } };
    }
    const days = daysBetween(last, today);
    if (days <= WARNING_DAYS) return { verdict: 'clear', reason: { code: 'fresh', on: last } };
    const severity = days > CRITICAL_DAYS ? 'critical' : 'warning';
    return { verdict: 'at-risk', severity, reason: { code: 'stale', on: last, days } };
  },

  say(reason, name) {
    switch (reason.code) {
      case 'stale':
        return `${name}: last response assessment ${dayText(reason.on)}, ${String(reason.days)} days ago; the renewal needs a newer one.`;
      case 'fresh':
        return `${name}: last response assessment ${dayText(reason.on)}.`;
      case 'not-at-renewal':
        return `${name}: no renewal is near.`;
      case 'no-source':
        return `${name}: no response assessment on record.`;
    }
  },

  act: (reason) => (reason.code === 'stale' ? 'ask for a new response assessment' : undefined),
});

function lastAssessment({ snapshot, today }: DrugCase): PlainDate | undefined {
  const { documents } = snapshot.clinical;
  const dates = [
    ...documents.filter(({ texts }) => texts.some((text) => ASSESSMENT.test(text))).map(({ on }) => on),
    ...diseaseStatuses(snapshot).map(({ on }) => on),
  ];
  return dates
    .filter((on): on is PlainDate => on !== undefined && on <= today)
    .sort()
    .at(-1);
}
