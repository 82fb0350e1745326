import type {
  AuthorizationEvidence,
  EvidenceSource,
  EvidenceStrength,
} from '../../domain/visit/authorization-evidence.ts';
import { codingsOf } from '../coding.ts';
import type { Element } from '../element.ts';
import { child, children, number, text } from '../element.ts';
import { extensionOf, extensionsOf } from '../extension.ts';
import type { Days } from '../period.ts';
import { dayOf, periodOf } from '../period.ts';
import { icd10In } from '../person.ts';
import { present } from '../present.ts';
import type { Reading } from '../reading.ts';
import type { Resource } from '../resource-index.ts';
import { authorizationNumber } from './authorization-number.ts';
import { authorizedQuantity } from './authorized-quantity.ts';
import { restrictedTo } from './authorized-where.ts';
import { requestedBy, withProduct } from './evidence-row.ts';
import type { ClaimLine, RequestedClaim } from './requested-claim.ts';
import { servicedOf } from './requested-claim.ts';
import type { ResponseFacts } from './response-facts.ts';
import type { ReviewAction } from './review-action.ts';
import { decisionOf, pas, reviewActionOf } from './review-action.ts';

/** One response with PAS decisions, and what all of its items share. */
export interface Reviewed {
  readonly reading: Reading;
  readonly response: Resource;
  readonly facts: ResponseFacts;
  readonly claim: RequestedClaim;
  readonly source: EvidenceSource;
  readonly strength: EvidenceStrength;
  readonly reasons: readonly string[];
  readonly asksFor: readonly string[];
}

/** One grant or refusal as it will become a row. */
interface Decided {
  readonly id: string;
  readonly action: ReviewAction | undefined;
  readonly decision: AuthorizationEvidence['decision'];
  /** Where its own extensions are: the item, or the added item. */
  readonly at: Element;
  readonly item: Element | undefined;
  readonly line: ClaimLine | undefined;
  readonly product: Element | undefined;
  readonly quantity: Element | undefined;
  readonly period: Days | undefined;
  readonly interpretation?: 'legacy';
}

/** A row for each decided item and each added grant; a root decision counts where no item has one of its own. */
export function pasRows(reviewed: Reviewed): readonly AuthorizationEvidence[] {
  const { reading, response } = reviewed;
  const items = children(response.element, 'item', reading.faults);
  const added = children(response.element, 'addItem', reading.faults);
  const root = reviewActionOf(response.element, reading.faults);
  const sequences = items.map(
    (item, position) =>
      number(item, 'itemSequence', reading.faults) ?? number(item, 'sequence', reading.faults) ?? position + 1,
  );
  const own = items.flatMap((item, position) =>
    itemRows(reviewed, item, sequences[position] ?? position + 1, added, root),
  );
  const extra = added.filter((each) => !sequencesOf(reading, each).some((sequence) => sequences.includes(sequence)));
  const additional = extra.map((each, position) =>
    addedGrant(reviewed, each, `+${String(position + 1)}`, undefined, reviewActionOf(each, reading.faults) ?? root),
  );
  const whole = items.length === 0 && added.length === 0 ? rootRow(reviewed, root) : [];
  return [...own, ...additional, ...whole].flatMap((decided) => rowOf(reviewed, decided));
}

const sequencesOf = (reading: Reading, added: Element): readonly number[] => {
  const sequences = added['itemSequence'];
  if (Array.isArray(sequences)) return sequences.filter((each): each is number => typeof each === 'number');
  const only = number(added, 'itemSequence', reading.faults);
  return only === undefined ? [] : [only];
};

function itemRows(
  reviewed: Reviewed,
  item: Element,
  sequence: number,
  allAdded: readonly Element[],
  root: ReviewAction | undefined,
): readonly Decided[] {
  const { reading, claim } = reviewed;
  const action = reviewActionOf(item, reading.faults) ?? root;
  const line = claim.lines.get(sequence) ?? lineOf(reviewed, item);
  const added = allAdded.filter((each) => sequencesOf(reading, each).includes(sequence));
  const id = String(sequence);
  const itself = (): Decided => wholeItem(reviewed, item, id, line, action);
  const grants = added.map((each, position) => {
    const granted = reviewActionOf(each, reading.faults);
    return addedGrant(reviewed, each, `${id}+${String(position + 1)}`, { item, line }, granted ?? action);
  });
  const decision = decisionOf(action);
  if (decision === 'approved') return [itself()];
  // Before PAS 2.2 payers refused the line and added what they granted.
  if (decision !== 'approved-in-part') return [itself(), ...grants.filter(isGrant)];
  if (grants.length > 0) return grants;
  const isLegacyGrant = differsFromRequest(reading, item, line);
  return [{ ...itself(), ...(isLegacyGrant ? { interpretation: 'legacy' } : { decision: 'unreadable' }) }];
}

const isGrant = ({ decision }: Decided): boolean => decision === 'approved' || decision === 'approved-in-part';

/** An ExplanationOfBenefit carries the requested line in the item itself. */
function lineOf({ reading, response }: Reviewed, item: Element): ClaimLine | undefined {
  const product = child(item, 'productOrService', reading.faults);
  const quantity = child(item, 'quantity', reading.faults);
  return product === undefined && quantity === undefined
    ? undefined
    : { product, quantity, serviced: servicedOf(reading, item, response) };
}

function wholeItem(
  reviewed: Reviewed,
  item: Element,
  id: string,
  line: ClaimLine | undefined,
  action: ReviewAction | undefined,
): Decided {
  const { reading } = reviewed;
  const detail = extensionOf(item, pas('extension-itemAuthorizedDetail'), reading.faults);
  return {
    id,
    action,
    decision: decisionOf(action),
    at: item,
    item,
    line,
    product: detailOf(reading, detail, 'productOrServiceCode', 'valueCodeableConcept') ?? line?.product,
    quantity: detailOf(reading, detail, 'quantity', 'valueQuantity') ?? line?.quantity,
    period: authorizedPeriod(reviewed, item),
  };
}

interface Modified {
  readonly item: Element;
  readonly line: ClaimLine | undefined;
}

/** `addItem` is the grant: its own decision, else that of the item which it modifies. */
function addedGrant(
  reviewed: Reviewed,
  added: Element,
  id: string,
  modified: Modified | undefined,
  action: ReviewAction | undefined,
): Decided {
  const { reading } = reviewed;
  const { item, line }: Partial<Modified> = modified ?? {};
  const decision = decisionOf(action);
  return {
    id,
    action,
    decision: decision === 'approved' && item !== undefined ? 'approved-in-part' : decision,
    at: added,
    item,
    line,
    ...askedOrAdded(reading, added, line),
    period: addedPeriod(reviewed, added) ?? authorizedPeriod(reviewed, item ?? added),
  };
}

/** What the added item leaves unsaid is as it was asked for. */
const askedOrAdded = (
  reading: Reading,
  added: Element,
  line: ClaimLine | undefined,
): Pick<Decided, 'product' | 'quantity'> => ({
  product: child(added, 'productOrService', reading.faults) ?? line?.product,
  quantity: child(added, 'quantity', reading.faults) ?? line?.quantity,
});

const addedPeriod = (reviewed: Reviewed, added: Element): Days | undefined =>
  ownPeriod(reviewed, added) ?? servicedOf(reviewed.reading, added, reviewed.response);

function rootRow({ reading, response }: Reviewed, action: ReviewAction | undefined): readonly Decided[] {
  if (action === undefined) return [];
  const decision = decisionOf(action);
  return [
    {
      id: '0',
      action,
      // Nothing at the root says what was granted in part.
      decision: decision === 'approved-in-part' ? 'unreadable' : decision,
      at: response.element,
      item: undefined,
      line: undefined,
      product: undefined,
      quantity: undefined,
      period: periodOf(reading, response.element, 'preAuthPeriod', response),
    },
  ];
}

/** Before PAS 2.2 a changed grant stood in the detail of the item; it is one only if it differs from what was asked. */
function differsFromRequest(reading: Reading, item: Element, line: ClaimLine | undefined): boolean {
  const detail = extensionOf(item, pas('extension-itemAuthorizedDetail'), reading.faults);
  if (detail === undefined || line === undefined) return false;
  const quantity = detailOf(reading, detail, 'quantity', 'valueQuantity');
  const product = detailOf(reading, detail, 'productOrServiceCode', 'valueCodeableConcept');
  const firstCode = (concept: Element | undefined): string | undefined => codingsOf(concept, reading.faults)[0]?.code;
  return areTwo(quantity?.['value'], line.quantity?.['value']) || areTwo(firstCode(product), firstCode(line.product));
}

/** Both are given, and they differ. */
const areTwo = (a: unknown, b: unknown): boolean => a !== undefined && b !== undefined && a !== b;

function detailOf(reading: Reading, detail: Element | undefined, url: string, value: string): Element | undefined {
  const extension = detail === undefined ? undefined : extensionOf(detail, url, reading.faults);
  return extension === undefined ? undefined : child(extension, value, reading.faults);
}

function ownPeriod({ reading, response }: Reviewed, at: Element): Days | undefined {
  const extension = extensionOf(at, pas('extension-itemPreAuthPeriod'), reading.faults);
  return extension === undefined ? undefined : periodOf(reading, extension, 'valuePeriod', response);
}

/** The item's period; the root's serves only where the item has none at all. An unreadable one is not replaced. */
function authorizedPeriod(reviewed: Reviewed, item: Element): Days | undefined {
  const { reading, response } = reviewed;
  return extensionOf(item, pas('extension-itemPreAuthPeriod'), reading.faults) === undefined
    ? (periodOf(reading, response.element, 'preAuthPeriod', response) ?? rootExtensionPeriod(reviewed))
    : ownPeriod(reviewed, item);
}

const rootExtensionPeriod = (reviewed: Reviewed): Days | undefined => ownPeriod(reviewed, reviewed.response.element);

function rowOf(reviewed: Reviewed, decided: Decided): readonly AuthorizationEvidence[] {
  const { reading, response, facts, source, strength, claim } = reviewed;
  const named = withProduct(reading, response, decided.product, decided.decision);
  if (named === undefined) return [];
  const at = decided.item ?? decided.at;
  const row: AuthorizationEvidence = {
    id: `${response.ref}#${decided.id}`,
    ...facts,
    source,
    strength,
    ...named,
    period: decided.period ?? {},
    diagnoses: diagnosesOf(reading, at),
    reasons: [...(decided.action?.reasons ?? []), ...notesOf(reading, response, at), ...reviewed.reasons],
    asksFor: reviewed.asksFor,
    ...present({
      decisionCode: decided.action?.code,
      number: numberOf(reviewed, decided),
      decidedOn: issuedOn(reviewed, at),
      submittedOn: claim.submittedOn,
      quantity: authorizedQuantity(decided.quantity, reading.faults),
      requested: requestedBy(reading, decided.line),
      interpretation: decided.interpretation,
    }),
    ...restrictedTo(reading, response, decided.at),
  };
  return [row];
}

/** The number of the decision, else the response's; what the payer calls an administrative reference is never one. */
function numberOf({ reading, response }: Reviewed, { action, at, item }: Decided): string | undefined {
  const administrative = [response.element, at, ...(item === undefined ? [] : [item])].flatMap((of) =>
    extensionsOf(of, pas('extension-administrationReferenceNumber'), reading.faults).map((extension) =>
      text(extension, 'valueString', reading.faults),
    ),
  );
  return [action?.number, preAuthRef(reading, response)]
    .filter((written) => !administrative.includes(written))
    .map(authorizationNumber)
    .find((number) => number !== undefined);
}

/** One string on a ClaimResponse, a list on an ExplanationOfBenefit. */
function preAuthRef(reading: Reading, { element }: Resource): string | undefined {
  const written = element['preAuthRef'];
  return Array.isArray(written)
    ? written.find((each) => typeof each === 'string')
    : text(element, 'preAuthRef', reading.faults);
}

function issuedOn({ reading, response }: Reviewed, at: Element): AuthorizationEvidence['decidedOn'] {
  const extension = extensionOf(at, pas('extension-itemPreAuthIssueDate'), reading.faults);
  return extension === undefined ? undefined : dayOf(reading, extension, 'valueDate', response);
}

const diagnosesOf = (reading: Reading, at: Element): readonly string[] =>
  extensionsOf(at, pas('extension-communicatedDiagnosis'), reading.faults).flatMap((extension) =>
    icd10In(child(extension, 'valueCodeableConcept', reading.faults), reading.faults),
  );

/** Notes that the item points at. */
function notesOf(reading: Reading, response: Resource, at: Element): readonly string[] {
  const numbers = at['noteNumber'];
  if (!Array.isArray(numbers)) return [];
  return children(response.element, 'processNote', reading.faults)
    .filter((note) => numbers.includes(note['number']))
    .map((note) => text(note, 'text', reading.faults))
    .filter((note) => note !== undefined);
}
