import type { AuthorizationStatement } from '../../api-contract/attestation.schema.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import { addDays, plainDate } from '../../domain/kernel/plain-date.ts';
import { decimal } from '../../domain/kernel/rational.ts';
import type { AuthorizationDecision, AuthorizationEvidence } from '../../domain/visit/authorization-evidence.ts';
import { definedOnly } from '../assessment/defined-only.ts';
import type { Speaker } from '../store/attestations.ts';
import type { AuthorizationWord } from './standing-statements.ts';

/** A row of the ledger from what a named person says that a payer said. It is attested, never payer-verified. */
export function evidenceOf(word: AuthorizationWord): AuthorizationEvidence {
  const { content } = word;
  const id = statementRef(word.id);
  return {
    id,
    raw: id,
    source: 'attestation',
    strength: 'attested',
    attestedBy: nameOf(word.by),
    decision: DECISIONS[content.status],
    decisionCode: content.status,
    created: word.on,
    ...momentOf(word),
    products: word.products,
    orders: [word.order],
    ...grantOf(content),
    coverage: content.coverage,
    // The session proved the patient before anything was written down.
    isPatients: true,
    ...definedOnly({ payer: word.payer, memberId: word.memberId, number: content.number }),
    ...definedOnly({ decidedOn: dayOf(content.decidedOn), submittedOn: dayOf(content.submittedOn) }),
    diagnoses: [],
    reasons: content.reason === undefined ? [] : [content.reason],
    asksFor: [],
  };
}

/** How evidence, findings and the history name a statement. */
export const statementRef = (id: string): string => `attestation/${id}`;

export const nameOf = ({ name, ref }: Speaker): string => name ?? ref;

/** A request that is under way at the payer is pended; that it was sent is all that is known of a submitted one. */
const DECISIONS: Readonly<Record<AuthorizationStatement['status'], AuthorizationDecision>> = {
  submitted: 'pended',
  pended: 'pended',
  approved: 'approved',
  partial: 'approved-in-part',
  denied: 'denied',
};

type Grant = Pick<AuthorizationEvidence, 'period' | 'quantity' | 'requested'>;

/** Days and units of a request are what was asked for; of an answer, what was granted. */
function grantOf(content: AuthorizationStatement): Grant {
  const days = definedOnly({ from: dayOf(content.from), to: dayOf(content.to) });
  const asked = content.requestedUnits === undefined ? {} : { requested: { units: decimal(content.requestedUnits) } };
  if (DECISIONS[content.status] === 'pended') return { period: {}, ...requestOf(content, days) };
  return { period: days, ...quantityOf(content), ...asked };
}

function requestOf(content: AuthorizationStatement, days: Grant['period']): Pick<Grant, 'requested'> {
  const { quantity } = content;
  const units = quantity?.basis === 'units' ? { units: decimal(quantity.amount) } : {};
  return { requested: { ...days, ...units } };
}

const quantityOf = ({ quantity }: AuthorizationStatement): Pick<Grant, 'quantity'> =>
  quantity === undefined ? {} : { quantity: { basis: quantity.basis, value: decimal(quantity.amount) } };

/** The instant orders what one day brought; where the site's day is set apart from the clock it would order it wrongly. */
function momentOf({ at, on }: AuthorizationWord): Pick<AuthorizationEvidence, 'createdAt'> {
  const day = at.toISOString().slice(0, 10);
  return day >= addDays(on, -1) && day <= addDays(on, 1) ? { createdAt: at.toISOString() } : {};
}

const dayOf = (day: string | undefined): PlainDate | undefined => (day === undefined ? undefined : plainDate(day));
