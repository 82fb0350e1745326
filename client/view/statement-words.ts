/** How statements of staff and changes of decisions read. */
import { isApproval } from '../../api-contract/attestation-faults.ts';
import type { DrugChange, DrugStanding, StatementView } from '../../api-contract/attestation-view.schema.ts';
import type {
  AnswerStatus,
  AuthorizationStatement,
  Channel,
  StatementContent,
} from '../../api-contract/attestation.schema.ts';
import { countText, fullDay, periodText, unitsText } from '../ui/text.ts';
import { AUTHORIZATION_STATE, SUPPLY } from '../ui/wording.ts';

export const ANSWER: Readonly<Record<AnswerStatus, string>> = {
  submitted: 'Request sent',
  pended: 'Pended by the payer',
  approved: 'Approved',
  partial: 'Approved in part',
  denied: 'Denied',
};

export const CHANNEL: Readonly<Record<Channel, string>> = {
  portal: 'payer portal',
  fax: 'fax',
  phone: 'phone',
  other: 'another way',
};

/** "Approved: A-77, 800 units, Nov 1, 2026 to Dec 31, 2026 (Sunrise Health Plan, phone)". */
export function statementText({ said, payer }: Pick<StatementView, 'said' | 'payer'>): string {
  switch (said.kind) {
    case 'authorization':
      return `${authorizationText(said)} (${[payer, CHANNEL[said.channel]].filter(Boolean).join(', ')})`;
    case 'supply':
      return `Supply: ${SUPPLY[said.supply]}, ${said.scope === 'order' ? 'every visit of the order' : 'this visit'}. ${said.reason}${arrivalText(said)}`;
    case 'proceed-at-risk':
      return `Goes ahead at risk: ${said.reason}`;
    case 'note':
      return said.text;
  }
}

/** "attested by Sam Okafor, not payer-verified", or for what cannot authorize a visit "by Sam Okafor". */
export const saidBy = ({ said, by }: Pick<StatementView, 'said' | 'by'>): string =>
  said.kind === 'authorization' && isApproval(said) ? attestedText(nameOf(by)) : `by ${nameOf(by)}`;

export const attestedText = (name: string): string => `attested by ${name}, not payer-verified`;

export const nameOf = ({ name, ref }: StatementView['by']): string => name ?? ref;

function authorizationText(said: AuthorizationStatement): string {
  const { quantity, requestedUnits, from, to, documents } = said;
  const parts = [
    said.number,
    told(quantity, ({ amount, basis }) => unitsText(Number(amount), basis)),
    told(requestedUnits, (units) => `of ${countText(Number(units))} asked for`),
    periodText(from, to),
    told(said.submittedOn, (day) => `sent ${fullDay(day)}`),
    told(said.decidedOn, (day) => `decided ${fullDay(day)}`),
    told(said.expectedBy, (day) => `answer expected by ${fullDay(day)}`),
    told(said.reference, (reference) => `reference ${reference}`),
    told(said.representative, (name) => `spoke with ${name}`),
    told(documents, (sent) => `sent: ${sent.join('; ')}`),
    said.reason,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? ANSWER[said.status] : `${ANSWER[said.status]}: ${parts.join(', ')}`;
}

const told = <Value>(value: Value | undefined, say: (value: Value) => string): string | undefined =>
  value === undefined ? undefined : say(value);

function arrivalText({ expectedOn, receivedOn }: Extract<StatementContent, { kind: 'supply' }>): string {
  if (receivedOn !== undefined) return ` Arrived ${fullDay(receivedOn)}.`;
  return expectedOn === undefined ? '' : ` Expected ${fullDay(expectedOn)}.`;
}

/** "Waiting for the payer, now Authorized (A-77, until Dec 31, 2026)". */
export function changeText({ was, is }: Pick<DrugChange, 'was' | 'is'>): string {
  if (is === null) return 'The visit is no longer booked.';
  if (was === null) return `First looked at: ${standingText(is)}.`;
  const parts = [
    was.state === is.state && was.number === is.number && was.validUntil === is.validUntil
      ? undefined
      : `${standingText(was)} became ${standingText(is)}`,
    was.supply === is.supply ? undefined : `supply ${SUPPLY[was.supply]} became ${SUPPLY[is.supply]}`,
    listed('new', without(is.triggers, was.triggers)),
    listed('settled', without(was.triggers, is.triggers)),
  ].filter((part) => part !== undefined);
  return `${parts.join('; ')}.`;
}

function standingText({ state, number, validUntil }: DrugStanding): string {
  const about = [number, validUntil === undefined ? undefined : `until ${fullDay(validUntil)}`];
  const known = about.filter((part) => part !== undefined).join(', ');
  const { word } = AUTHORIZATION_STATE[state];
  return known === '' ? word : `${word} (${known})`;
}

const without = (these: readonly string[], those: readonly string[]): readonly string[] =>
  these.filter((one) => !those.includes(one));

const listed = (word: string, triggers: readonly string[]): string | undefined =>
  triggers.length === 0 ? undefined : `${word}: ${triggers.map((one) => one.replaceAll('-', ' ')).join(', ')}`;
