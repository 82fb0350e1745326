import type { AuthorizationDecision } from '../../domain/visit/authorization-evidence.ts';
import { codingOf, codingsOf, labelOf } from '../coding.ts';
import type { Element, Faults } from '../element.ts';
import { child, children, isElement, text } from '../element.ts';
import { extensionOf, extensionsOf } from '../extension.ts';

const PAS = 'http://hl7.org/fhir/us/davinci-pas/StructureDefinition/';

/** The address of a Da Vinci PAS extension; versions 2.0.1, 2.1.0 and 2.2.1 share them. */
export const pas = (id: string): string => `${PAS}${id}`;

/** The payer's decision on one item. */
export interface ReviewAction {
  readonly code: string | undefined;
  readonly number: string | undefined;
  readonly reasons: readonly string[];
}

/** The decision among the adjudications of an item; undefined where the payer gave none. The nested name `code` is legacy. */
export function reviewActionOf(of: Element, faults: Faults): ReviewAction | undefined {
  const actions = children(of, 'adjudication', faults).flatMap((adjudication) =>
    extensionsOf(adjudication, pas('extension-reviewAction'), faults),
  );
  const action = actions[0];
  if (action === undefined) return undefined;
  const number = extensionOf(action, 'number', faults);
  return {
    code: onlyOne(actions.flatMap((each) => codesOf(each, faults))),
    number: number === undefined ? undefined : text(number, 'valueString', faults),
    reasons: extensionsOf(action, 'reasonCode', faults)
      .map((reason) => labelOf(child(reason, 'valueCodeableConcept', faults), faults))
      .filter((reason) => reason !== undefined),
  };
}

function codesOf(action: Element, faults: Faults): readonly string[] {
  const extension = extensionOf(action, [pas('extension-reviewActionCode'), 'code', 'reviewActionCode'], faults);
  if (extension === undefined) return [];
  const concept = codingsOf(child(extension, 'valueCodeableConcept', faults), faults);
  const coding = child(extension, 'valueCoding', faults);
  const codes = concept.length > 0 || coding === undefined ? concept : codingOf(coding, faults);
  return codes.map(({ code }) => code.toUpperCase());
}

/** One decision said twice is one; two that differ decide nothing, and both are shown. */
function onlyOne(codes: readonly string[]): string | undefined {
  const distinct = [...new Set(codes)];
  return distinct.length === 0 ? undefined : distinct.join(' and ');
}

/** X12 data element 306. A2 and A6 grant only what is written out; CT and every unknown code decide nothing. */
const DECISIONS: Readonly<Partial<Record<string, AuthorizationDecision>>> = {
  A1: 'approved',
  A2: 'approved-in-part',
  A3: 'denied',
  A4: 'pended',
  A6: 'approved-in-part',
  C: 'void',
  NA: 'not-required',
};

export const decisionOf = (action: ReviewAction | undefined): AuthorizationDecision =>
  (action?.code === undefined ? undefined : DECISIONS[action.code]) ?? 'unreadable';

/** Whether anything on the response or its items comes from PAS; then its words, and not `outcome`, decide. */
export function isFromPas(response: Element, faults: Faults): boolean {
  if (hasPasExtension(response)) return true;
  const items = [...children(response, 'item', faults), ...children(response, 'addItem', faults)];
  const adjudications = [response, ...items].flatMap((of) => children(of, 'adjudication', faults));
  return [...items, ...adjudications].some(hasPasExtension);
}

function hasPasExtension(of: Element): boolean {
  const extensions = of['extension'];
  return (
    Array.isArray(extensions) &&
    extensions.some((extension) => isElement(extension) && String(extension['url']).startsWith(PAS))
  );
}
