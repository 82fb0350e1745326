import type { AuthorizationEvidence } from '../../domain/visit/authorization-evidence.ts';
import { codingsOf, labelOf, namesOf } from '../coding.ts';
import type { Element } from '../element.ts';
import { child, children, text } from '../element.ts';
import { periodOf } from '../period.ts';
import { present } from '../present.ts';
import type { Reading } from '../reading.ts';
import { find, noteGap } from '../reading.ts';
import type { Resource } from '../resource-index.ts';
import { resourcesOf } from '../resource-index.ts';
import { authorizationNumber } from './authorization-number.ts';
import { authorizedQuantity } from './authorized-quantity.ts';
import { restrictedTo } from './authorized-where.ts';
import { requestedBy, withProduct } from './evidence-row.ts';
import { pasRows } from './pas-items.ts';
import type { ClaimLine, RequestedClaim } from './requested-claim.ts';
import { claimBehind, servicedOf } from './requested-claim.ts';
import type { ResponseFacts } from './response-facts.ts';
import { responseFacts } from './response-facts.ts';
import { isFromPas } from './review-action.ts';

/** Orders by the ClaimResponse or other authorization that they name in `insurance`. */
export type OrdersByAuthorization = ReadonlyMap<string, readonly string[]>;

/** Rows from every ClaimResponse that answers a request for authorization; those about bills are none. */
export const readClaimResponses = (reading: Reading, orders: OrdersByAuthorization): readonly AuthorizationEvidence[] =>
  resourcesOf(reading.index, 'ClaimResponse')
    .filter((response) => text(response.element, 'use', reading.faults) === 'preauthorization')
    .flatMap((response) => rowsOf(reading, response, orders.get(response.ref) ?? []));

function rowsOf(reading: Reading, response: Resource, orders: readonly string[]): readonly AuthorizationEvidence[] {
  if (!isInUse(reading, response)) return [];
  const facts = responseFacts(reading, response, orders);
  const claim = claimBehind(reading, response, 'request');
  if (!isFromPas(response.element, reading.faults)) return plainRows(reading, response, facts, claim);
  const rows = pasRows({
    reading,
    response,
    facts,
    claim,
    source: 'claim-response',
    strength: 'payer-verified',
    reasons: dispositionOf(reading, response),
    asksFor: asksFor(reading, response),
  });
  if (rows.length === 0) noteErrors(reading, response);
  return rows;
}

/** Cancelled responses do not exist; a draft is nobody's decision. */
function isInUse(reading: Reading, response: Resource): boolean {
  const status = text(response.element, 'status', reading.faults);
  if (status === undefined) noteGap(reading, response, 'status', 'an authorization response without status');
  return status === 'active' || status === undefined;
}

/** A request that came back with errors only was never decided: neither approved nor denied. */
function noteErrors(reading: Reading, response: Resource): void {
  const errors = children(response.element, 'error', reading.faults).map((error) =>
    labelOf(child(error, 'code', reading.faults), reading.faults),
  );
  const outcome = text(response.element, 'outcome', reading.faults);
  if (errors.length > 0 || outcome === 'error') {
    noteGap(reading, response, 'error', 'an authorization request that the payer returned with an error');
  }
}

const dispositionOf = (reading: Reading, { element }: Resource): readonly string[] => {
  const disposition = text(element, 'disposition', reading.faults);
  return disposition === undefined ? [] : [disposition];
};

/** What the payer asks for, in its words where the record holds the request. */
const asksFor = (reading: Reading, response: Resource): readonly string[] =>
  children(response.element, 'communicationRequest', reading.faults).flatMap((reference) => {
    const request = find(reading, reference, response);
    const contents = request === undefined ? [] : children(request.element, 'payload', reading.faults);
    const texts = contents
      .map((payload) => text(payload, 'contentString', reading.faults))
      .filter((each) => each !== undefined);
    return texts.length > 0 ? texts : ['more information for the payer'];
  });

const SOUNDS_UNAPPROVED =
  /den(y|ied|ial)|reject|not (approved|certified|authorized|medically)|cancel|void|withdrawn|pend/i;

/**
 * What other systems store: a reference and a period without any PAS extension. It counts as recorded. One that lacks
 * either, that is not complete, or whose words speak against it decides nothing.
 */
function plainRows(
  reading: Reading,
  response: Resource,
  facts: ResponseFacts,
  claim: RequestedClaim,
): readonly AuthorizationEvidence[] {
  const outcome = text(response.element, 'outcome', reading.faults);
  const hasErrors = response.element['error'] !== undefined;
  const written = text(response.element, 'preAuthRef', reading.faults);
  if (outcome === 'error' || (hasErrors && written === undefined)) {
    noteErrors(reading, response);
    return [];
  }
  return grantsOf(reading, response, claim).flatMap((grant) => plainRow(reading, response, facts, claim, grant));
}

interface Grant {
  readonly id: string;
  readonly at: Element;
  readonly line: ClaimLine | undefined;
  readonly product: Element | undefined;
  readonly quantity: Element | undefined;
}

/** What it is for: added items, else the lines of the request, else nothing that it names. */
function grantsOf(reading: Reading, response: Resource, claim: RequestedClaim): readonly Grant[] {
  const added = children(response.element, 'addItem', reading.faults);
  if (added.length > 0) {
    return added.map((at, position) => {
      const product = child(at, 'productOrService', reading.faults);
      const quantity = child(at, 'quantity', reading.faults);
      const line = { product, quantity, serviced: servicedOf(reading, at, response) };
      return { id: `+${String(position + 1)}`, at, line, product, quantity };
    });
  }
  const lines = [...claim.lines].map(([sequence, line]) => ({ id: String(sequence), line, at: response.element }));
  const all = lines.length > 0 ? lines : [{ id: '0', line: undefined, at: response.element }];
  return all.map((each) => ({ product: each.line?.product, quantity: each.line?.quantity, ...each }));
}

function plainRow(
  reading: Reading,
  response: Resource,
  facts: ResponseFacts,
  claim: RequestedClaim,
  grant: Grant,
): readonly AuthorizationEvidence[] {
  const number = authorizationNumber(text(response.element, 'preAuthRef', reading.faults));
  const period = periodOf(reading, response.element, 'preAuthPeriod', response);
  const named = withProduct(reading, response, grant.product, plainDecision(reading, response, grant, number));
  if (named === undefined) return [];
  return [
    {
      id: `${response.ref}#${grant.id}`,
      ...facts,
      source: 'claim-response',
      strength: 'recorded',
      ...named,
      period: period ?? {},
      diagnoses: [],
      reasons: dispositionOf(reading, response),
      asksFor: asksFor(reading, response),
      ...present({
        number,
        submittedOn: claim.submittedOn,
        quantity: authorizedQuantity(grant.quantity, reading.faults),
        requested: requestedBy(reading, grant.line),
      }),
      ...restrictedTo(reading, response, grant.at),
    },
  ];
}

function plainDecision(
  reading: Reading,
  response: Resource,
  grant: Grant,
  number: string | undefined,
): AuthorizationEvidence['decision'] {
  const outcome = text(response.element, 'outcome', reading.faults);
  if (outcome === 'queued') return 'pended';
  const words = [...dispositionOf(reading, response), ...adjudicationOf(reading, response, grant)];
  const speaksAgainst = words.some((each) => SOUNDS_UNAPPROVED.test(each));
  const hasPeriod = response.element['preAuthPeriod'] !== undefined;
  return number === undefined || !hasPeriod || speaksAgainst || outcome === 'partial' ? 'unreadable' : 'approved';
}

/** How the whole and this line of it were adjudicated, by codes and names: a line may be denied beside an approved one. */
function adjudicationOf({ faults }: Reading, { element }: Resource, { id, at }: Grant): readonly string[] {
  const own = children(element, 'item', faults).filter(({ itemSequence }) => String(itemSequence) === id);
  const concepts = [...new Set([element, at, ...own])]
    .flatMap((each) => children(each, 'adjudication', faults))
    .flatMap((each) => [child(each, 'category', faults), child(each, 'reason', faults)]);
  return concepts.flatMap((concept) => [
    ...namesOf(concept, faults),
    ...codingsOf(concept, faults).map(({ code }) => code),
  ]);
}
