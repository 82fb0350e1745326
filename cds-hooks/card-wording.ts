import type { DrugDecision, VisitDecision } from '../domain/decision/decision.ts';
import type { Finding } from '../domain/decision/finding.ts';
import type { TriggerCode } from '../domain/decision/trigger.ts';
import { dayText } from '../domain/kernel/plain-date.ts';
import { decimalText } from '../domain/kernel/rational.ts';

/** One drug of one visit with what was found about it: what a card speaks of. */
export interface Concern {
  readonly visit: VisitDecision;
  /** Undefined where no order could be joined to the visit. */
  readonly drug: DrugDecision | undefined;
  readonly finding: Finding;
}

export type Topic = 'authorization' | 'reauthorization' | 'eligibility';

interface Wording {
  readonly topic: Topic;
  /** The fact in a few words; the whole sentence of the finding stands in the card's detail. */
  readonly fact: (visit: VisitDecision, drug: DrugDecision | undefined) => string;
  /** The one next step, as a verb and its object. */
  readonly step: string;
}

/** "Keytruda (J9271)": what people call it and the code that is billed; a visit without a known order is named by its day. */
export function drugText({ visit, drug }: Pick<Concern, 'visit' | 'drug'>): string {
  if (drug === undefined) return `Visit ${dayText(visit.date)}`;
  const letters = Array.from(drug.name);
  const name = letters.length > LONGEST_NAME ? `${letters.slice(0, LONGEST_NAME).join('')}…` : drug.name;
  return drug.hcpcs === null || name.includes(drug.hcpcs) ? name : `${name} (${drug.hcpcs})`;
}

export function topicOf({ finding }: Concern): Topic {
  return finding.trigger === undefined ? 'authorization' : WORDINGS[finding.trigger].topic;
}

/** What is wrong: the finding's own sentence, without the drug's name before it and the full stop after it. */
export function factText({ visit, drug, finding }: Concern): string {
  const name = `${drugText({ visit, drug })}: `;
  const sentence = finding.sentence.startsWith(name) ? finding.sentence.slice(name.length) : finding.sentence;
  return sentence.replace(/\.$/, '');
}

/** The same in fewer words, for a summary in which the sentence does not fit. */
export function shortFactText({ visit, drug, finding }: Concern): string {
  const day = dayText(visit.date);
  if (finding.verdict === 'cannot-tell')
    return `cannot tell if ${day} visit is covered; missing: ${finding.missing.join(', ')}`;
  return finding.trigger === undefined ? `${day} visit is at risk` : WORDINGS[finding.trigger].fact(visit, drug);
}

/** Where several things are missing for one drug of one visit, naming one of them would send people on two errands. */
export function allMissingText(gravest: Concern, others: readonly Concern[]): string | undefined {
  const { visit, drug, finding } = gravest;
  if (finding.verdict !== 'cannot-tell') return undefined;
  const beside = others.flatMap(({ visit: { appointment }, drug: about, finding: other }) =>
    appointment === visit.appointment && about?.order === drug?.order && other.verdict === 'cannot-tell'
      ? other.missing
      : [],
  );
  const missing = [...new Set([...finding.missing, ...beside])];
  return missing.length > finding.missing.length
    ? `cannot tell if ${dayText(visit.date)} visit is covered; missing: ${missing.join(', ')}`
    : undefined;
}

/** An imperative that fits after "auth team must". */
export function stepText({ finding }: Concern): string {
  if (finding.action !== undefined) return finding.action;
  if (finding.verdict === 'cannot-tell') return 'settle what is missing';
  return finding.trigger === undefined ? 'review the authorization' : WORDINGS[finding.trigger].step;
}

const LONGEST_NAME = 40;

const notCovered = (visit: VisitDecision): string => `${dayText(visit.date)} visit not covered`;

const wording = (topic: Topic, words: string, step: string): Wording => ({
  topic,
  step,
  fact: (visit) => `${words}, ${notCovered(visit)}`,
});

const concerning = (topic: Topic, words: string, step: string): Wording => ({
  topic,
  step,
  fact: (visit) => `${words} for ${dayText(visit.date)} visit`,
});

/** One entry for each trigger of the rule book, so that a new trigger does not compile until it has words. */
const WORDINGS: Readonly<Record<TriggerCode, Wording>> = {
  missing: wording('authorization', 'no auth on file', 'request authorization'),
  expired: {
    topic: 'reauthorization',
    step: 'request extension',
    fact: (visit, drug) => `${ending(drug)}, ${notCovered(visit)}`,
  },
  'expiring-soon': {
    topic: 'reauthorization',
    step: 'request extension',
    fact: (visit, drug) => `${ending(drug)}, soon after ${dayText(visit.date)} visit`,
  },
  'later-visit-uncovered': {
    topic: 'reauthorization',
    step: 'request extension',
    fact: (_visit, drug) => `${ending(drug)}, a later booked visit is not covered`,
  },
  'not-yet-effective': {
    topic: 'authorization',
    step: 'request an earlier start',
    fact: (visit, drug) => `${starting(drug)}, ${notCovered(visit)}`,
  },
  'units-exceeded': {
    topic: 'reauthorization',
    step: 'request more units',
    fact: (visit, drug) => `${unitsText(drug)} for ${dayText(visit.date)} visit`,
  },
  'visits-exceeded': wording('reauthorization', 'authorized visits are used up', 'request more visits'),
  'product-mismatch': wording('authorization', 'auth is for another product', 'change the auth or the order'),
  'diagnosis-mismatch': wording(
    'authorization',
    'auth is for another diagnosis',
    'correct the diagnosis with the payer',
  ),
  'dose-increase': concerning('reauthorization', 'dose is above the authorized one', 'request the new dose'),
  'frequency-change': concerning(
    'reauthorization',
    'interval differs from the authorized one',
    'request the new interval',
  ),
  'regimen-change': concerning('reauthorization', 'regimen changed since the auth', 'confirm or renew the auth'),
  progression: concerning('reauthorization', 'condition changed since the auth', 'confirm or renew the auth'),
  'max-duration': concerning('reauthorization', 'longest covered duration is reached', 'request continuation'),
  'evidence-stale': concerning('authorization', 'auth evidence is too old', 'verify with the payer'),
  'lab-due': concerning('authorization', 'a result that the payer wants is due', 'obtain the result'),
  'plan-change': wording('eligibility', 'plan changed since the auth', 'request authorization from the new plan'),
  'plan-year': wording(
    'eligibility',
    'auth does not carry into the new plan year',
    'request authorization for the new year',
  ),
  'coverage-inactive': {
    topic: 'eligibility',
    step: 'verify coverage',
    fact: (visit) => `coverage is not active on ${dayText(visit.date)}`,
  },
  'site-mismatch': wording('authorization', 'auth is for another site', 'change the site on the auth'),
  'site-grace-ending': concerning('authorization', 'site of care allowance ends', 'ask for the site of care'),
  'provider-change': concerning('authorization', 'auth names another provider', 'change the provider on the auth'),
  'therapy-gap': concerning('reauthorization', 'therapy was interrupted too long', 'confirm or renew the auth'),
  'policy-change': concerning('authorization', 'payer policy changed', 'check the auth against the new policy'),
  'benefit-shift': concerning('eligibility', 'drug moved to another benefit', 'confirm who pays'),
  'pending-too-long': {
    topic: 'authorization',
    step: 'press the payer for an answer',
    fact: (visit) => `auth still pending, ${notCovered(visit)}`,
  },
  'partial-approval': concerning('authorization', 'payer approved only a part', 'request the rest'),
  'denied-window-closing': {
    topic: 'authorization',
    step: 'request peer-to-peer',
    fact: (visit) => `auth denied, ${notCovered(visit)}`,
  },
  'number-invalid': concerning('authorization', 'auth number does not fit the payer', 'verify the number'),
  'free-drug': concerning('authorization', 'drug is supplied free of charge', 'confirm the supply'),
};

const ending = (drug: DrugDecision | undefined): string =>
  drug?.authorization.validUntil === undefined ? 'auth ends' : `auth ends ${dayText(drug.authorization.validUntil)}`;

const starting = (drug: DrugDecision | undefined): string =>
  drug?.authorization.validFrom === undefined
    ? 'auth starts later'
    : `auth starts ${dayText(drug.authorization.validFrom)}`;

function unitsText(drug: DrugDecision | undefined): string {
  const left = drug?.authorization.unitsLeft;
  const planned = drug?.plannedUnits ?? undefined;
  if (left === undefined || planned === undefined) return 'authorized units do not suffice';
  const needed = Number(planned) + Number(drug?.discardedUnits ?? 0);
  return `${String(needed)} units needed, ${decimalText(left)} left on auth`;
}
