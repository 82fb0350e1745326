import { daysBetween } from '../../domain/kernel/plain-date.ts';
import type { HcpcsCode } from '../../domain/kernel/hcpcs-code.ts';
import type { AuthorizationEvidence } from '../../domain/visit/authorization-evidence.ts';
import { codingsOf } from '../coding.ts';
import { memberIdOf } from '../coverage.ts';
import type { Element } from '../element.ts';
import { child, children, texts } from '../element.ts';
import { given, present } from '../present.ts';
import type { Reading } from '../reading.ts';
import { find, nameOfRef } from '../reading.ts';
import type { Resource } from '../resource-index.ts';
import { ownResources } from '../whose.ts';
import { authorizationNumber } from './authorization-number.ts';
import { productNamed } from './authorized-product.ts';
import { responseFacts } from './response-facts.ts';

/** An older bill tells of an authorization that has long ended: none is granted for more than a year. */
export const BILLED_LATELY_DAYS = 366;

/**
 * Authorization numbers that the clinic has put on bills and requests (`Claim.insurance.preAuthRef`): each says that
 * there is, or was, one. What it grants and until when the claim does not say, so by itself it is never valid.
 */
export const readBilledNumbers = (reading: Reading): readonly AuthorizationEvidence[] =>
  ownResources(reading, 'Claim', 'patient')
    .filter(({ element }) => element['status'] === 'active' && element['use'] !== 'predetermination')
    .flatMap((claim) => rowsOf(reading, claim));

function rowsOf(reading: Reading, claim: Resource): readonly AuthorizationEvidence[] {
  const insurances = children(claim.element, 'insurance', reading.faults);
  if (!insurances.some((insurance) => insurance['preAuthRef'] !== undefined)) return [];
  const facts = responseFacts(reading, claim, []);
  const products = billedProducts(reading, claim);
  const isRecent = facts.created !== undefined && daysBetween(facts.created, reading.today) <= BILLED_LATELY_DAYS;
  if (!isRecent || products.length === 0) return [];
  return insurances.flatMap((insurance) =>
    numbersOn(reading, insurance).map((number): AuthorizationEvidence => ({
      id: `${claim.ref}#${number}`,
      ...facts,
      ...ofInsurance(reading, claim, insurance),
      source: 'claim',
      strength: 'recorded',
      decision: 'approved',
      number,
      products,
      period: {},
      diagnoses: [],
      reasons: [],
      asksFor: [],
    })),
  );
}

/** A claim is billed for several things; only drugs can be what the number is for. */
function billedProducts(reading: Reading, claim: Resource): readonly HcpcsCode[] {
  const codes = children(claim.element, 'item', reading.faults).flatMap((item) => {
    const codings = codingsOf(child(item, 'productOrService', reading.faults), reading.faults);
    const named = productNamed(reading, codings, false, reading.today);
    return named.kind === 'codes' ? named.codes : [];
  });
  return [...new Set(codes)].sort();
}

const numbersOn = (reading: Reading, insurance: Element): readonly string[] => [
  ...new Set(texts(insurance, 'preAuthRef', reading.faults).flatMap((written) => authorizationNumber(written) ?? [])),
];

/** The number is of the plan that it stands beside, which need not be the one that pays first. */
function ofInsurance(reading: Reading, claim: Resource, insurance: Element) {
  const reference = child(insurance, 'coverage', reading.faults);
  return present({
    coverage: nameOfRef(reading, reference, claim),
    memberId: given(find(reading, reference, claim), (coverage) => memberIdOf(reading, coverage)),
  });
}
