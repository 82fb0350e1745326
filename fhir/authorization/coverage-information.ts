import type { AuthorizationDecision, AuthorizationEvidence } from '../../domain/visit/authorization-evidence.ts';
import type { EligibilityCheck } from '../../domain/visit/coverage.ts';
import { coveragePayer, memberIdOf } from '../coverage.ts';
import type { Coding } from '../coding.ts';
import { codingOf, codingsOf, labelOf } from '../coding.ts';
import type { Element } from '../element.ts';
import { child, text } from '../element.ts';
import { extensionOf, extensionsOf } from '../extension.ts';
import type { Days } from '../period.ts';
import { dayOf, periodOf } from '../period.ts';
import { present } from '../present.ts';
import type { Reading } from '../reading.ts';
import { find, nameOfRef, noteGap } from '../reading.ts';
import type { Resource } from '../resource-index.ts';
import { authorizationNumber } from './authorization-number.ts';
import { productNamed } from './authorized-product.ts';
import { authorizedQuantity } from './authorized-quantity.ts';

export const COVERAGE_INFORMATION = 'http://hl7.org/fhir/us/davinci-crd/StructureDefinition/ext-coverage-information';

/** What the payer asserted through CRD on one resource, for the orders that it speaks about. */
export interface Assertions {
  readonly rows: readonly AuthorizationEvidence[];
  /** "No active coverage" is a question of eligibility, not of authorization. */
  readonly eligibility: readonly EligibilityCheck[];
}

/** Every repetition of the extension, in the shapes of CRD 2.0.1, 2.1.0 and 2.2.1. */
export function readAssertions(reading: Reading, on: Resource, orders: readonly string[]): Assertions {
  const extensions = extensionsOf(on.element, COVERAGE_INFORMATION, reading.faults);
  return {
    rows: extensions.flatMap((extension, position) => rowOf(reading, { on, orders, extension, position })),
    eligibility: extensions.flatMap((extension) => eligibilityOf(reading, on, extension)),
  };
}

interface Assertion {
  readonly on: Resource;
  readonly orders: readonly string[];
  readonly extension: Element;
  readonly position: number;
}

const parts = (reading: Reading, { extension }: { readonly extension: Element }, name: string): readonly Element[] =>
  extensionsOf(extension, name, reading.faults);

/** The code of a part, whether it came as code, Coding or CodeableConcept. */
function codeOf(reading: Reading, part: Element | undefined): string | undefined {
  if (part === undefined) return undefined;
  const coding = child(part, 'valueCoding', reading.faults);
  return (
    text(part, 'valueCode', reading.faults) ??
    (coding === undefined ? undefined : text(coding, 'code', reading.faults)) ??
    codingsOf(child(part, 'valueCodeableConcept', reading.faults), reading.faults)[0]?.code
  );
}

const codes = (reading: Reading, of: { readonly extension: Element }, name: string): readonly string[] =>
  parts(reading, of, name)
    .map((part) => codeOf(reading, part))
    .filter((code) => code !== undefined);

function rowOf(reading: Reading, assertion: Assertion): readonly AuthorizationEvidence[] {
  const { on, orders, position } = assertion;
  if (codes(reading, assertion, 'covered').includes('not-covered')) {
    noteGap(reading, on, 'extension', 'the payer says that this is not covered');
    return [];
  }
  const need = codes(reading, assertion, 'pa-needed')[0];
  const number = numberOf(reading, assertion);
  const decision = decisionOf(need, number);
  const scope = scopeOf(reading, assertion);
  if (decision === undefined || scope === undefined) return [];
  const coverage = child(parts(reading, assertion, 'coverage')[0] ?? {}, 'valueReference', reading.faults);
  return [
    {
      id: `${on.ref}#coverage-information-${String(position + 1)}`,
      raw: on.ref,
      source: 'coverage-information',
      strength: 'payer-verified',
      decision: scope.isReadable ? decision : 'unreadable',
      products: scope.products,
      orders: scope.products.length > 0 ? [] : orders,
      period: allowedPeriod(reading, assertion) ?? {},
      diagnoses: [],
      reasons: reasonsOf(reading, assertion),
      asksFor: asksFor(reading, assertion, need),
      ...present({
        decisionCode: need,
        number,
        quantity: allowedQuantity(reading, assertion),
        ...assertedOn(reading, assertion),
      }),
      ...coverageFacts(reading, on, coverage),
    },
  ];
}

/** `satisfied` and its number stand or fall together; what is neither yes nor no decides nothing. */
function decisionOf(need: string | undefined, number: string | undefined): AuthorizationDecision | undefined {
  if (need === 'satisfied') return number === undefined ? 'unreadable' : 'approved';
  if (number !== undefined) return 'unreadable';
  return need === undefined ? undefined : (NEEDS[need] ?? 'unreadable');
}

/** `noauth` is a slip of the specification that servers have copied. */
const NEEDS: Readonly<Partial<Record<string, AuthorizationDecision>>> = {
  'no-auth': 'not-required',
  noauth: 'not-required',
  'auth-needed': 'needed',
  performpa: 'needed',
};

function numberOf(reading: Reading, assertion: Assertion): string | undefined {
  const part = parts(reading, assertion, 'satisfied-pa-id')[0];
  return part === undefined ? undefined : authorizationNumber(text(part, 'valueString', reading.faults));
}

interface Scope {
  readonly products: AuthorizationEvidence['products'];
  readonly isReadable: boolean;
}

/**
 * `billingCode` limits the assertion to those codes; without one it is about the orders that it sits on. Where there is
 * neither, or only a procedure, nothing can be inferred.
 */
function scopeOf(reading: Reading, assertion: Assertion): Scope | undefined {
  const { on, orders } = assertion;
  const billed = parts(reading, assertion, 'billingCode').flatMap((part) => billingCodes(reading, part));
  const named = productNamed(reading, billed, false, reading.today);
  if (named.kind === 'codes') return { products: named.codes, isReadable: true };
  if (named.kind === 'unreadable') return { products: [], isReadable: false };
  if (named.kind === 'none' && orders.length > 0) return { products: [], isReadable: true };
  const what =
    named.kind === 'none' ? 'a payer assertion that names no drug or order' : 'a payer assertion for a procedure only';
  noteGap(reading, on, 'extension', what);
  return undefined;
}

function billingCodes(reading: Reading, part: Element): readonly Coding[] {
  const coding = child(part, 'valueCoding', reading.faults);
  return coding === undefined
    ? codingsOf(child(part, 'valueCodeableConcept', reading.faults), reading.faults)
    : codingOf(coding, reading.faults);
}

/** The value of the `detail` with this code. */
function detailWith(reading: Reading, assertion: Assertion, code: string): Element | undefined {
  const detail = parts(reading, assertion, 'detail').find(
    (each) => codeOf(reading, extensionOf(each, 'code', reading.faults)) === code,
  );
  return detail === undefined ? undefined : extensionOf(detail, 'value', reading.faults);
}

function allowedPeriod(reading: Reading, assertion: Assertion): Days | undefined {
  const value = detailWith(reading, assertion, 'allowed-period');
  return value === undefined ? undefined : periodOf(reading, value, 'valuePeriod', assertion.on);
}

function allowedQuantity(reading: Reading, assertion: Assertion): AuthorizationEvidence['quantity'] {
  const value = detailWith(reading, assertion, 'allowed-quantity');
  if (value === undefined) return undefined;
  const quantity = child(value, 'valueQuantity', reading.faults);
  return quantity === undefined ? { basis: 'unreadable' } : authorizedQuantity(quantity, reading.faults);
}

function assertedOn(
  reading: Reading,
  assertion: Assertion,
): Pick<AuthorizationEvidence, 'created' | 'createdAt' | 'assertedUntil'> {
  const [made, lapses] = [parts(reading, assertion, 'date')[0], parts(reading, assertion, 'expiry-date')[0]];
  return present({
    created: made === undefined ? undefined : dayOf(reading, made, 'valueDate', assertion.on),
    createdAt: made === undefined ? undefined : text(made, 'valueDate', reading.faults),
    assertedUntil: lapses === undefined ? undefined : dayOf(reading, lapses, 'valueDate', assertion.on),
  });
}

function coverageFacts(
  reading: Reading,
  on: Resource,
  reference: Element | undefined,
): Pick<AuthorizationEvidence, 'coverage' | 'payer' | 'memberId' | 'isPatients'> {
  const coverage = find(reading, reference, on);
  const own = { coverage: nameOfRef(reading, reference, on), isPatients: true };
  if (coverage?.type !== 'Coverage') return present(own);
  return present({ ...own, payer: coveragePayer(reading, coverage), memberId: memberIdOf(reading, coverage) });
}

const reasonsOf = (reading: Reading, assertion: Assertion): readonly string[] =>
  parts(reading, assertion, 'reason')
    .map(
      (part) => labelOf(child(part, 'valueCodeableConcept', reading.faults), reading.faults) ?? codeOf(reading, part),
    )
    .filter((reason) => reason !== undefined);

/** Facts and documents that the payer still wants before it decides. */
function asksFor(reading: Reading, assertion: Assertion, need: string | undefined): readonly string[] {
  const documents = codes(reading, assertion, 'doc-purpose').includes('withpa')
    ? codes(reading, assertion, 'doc-needed').map((kind) => `${kind} documentation`)
    : [];
  const request = need === 'performpa' ? ['request by the infusing provider'] : [];
  return [...request, ...codes(reading, assertion, 'info-needed'), ...documents];
}

const NO_COVERAGE: ReadonlySet<string> = new Set(['no-member-found', 'coverage-not-found', 'no-active-coverage']);

function eligibilityOf(reading: Reading, on: Resource, extension: Element): readonly EligibilityCheck[] {
  const reasons = parts(reading, { extension }, 'reason').map((part) => codeOf(reading, part) ?? '');
  const made = parts(reading, { extension }, 'date')[0];
  const checkedOn = made === undefined ? undefined : dayOf(reading, made, 'valueDate', on);
  if (checkedOn === undefined || !reasons.some((reason) => NO_COVERAGE.has(reason))) return [];
  const reference = child(parts(reading, { extension }, 'coverage')[0] ?? {}, 'valueReference', reading.faults);
  const coverage = nameOfRef(reading, reference, on);
  return [{ ...(coverage === undefined ? {} : { coverage }), checkedOn, inForce: false, source: on.ref }];
}
