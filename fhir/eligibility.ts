import type { EligibilityCheck } from '../domain/visit/coverage.ts';
import { memberIdOf } from './coverage.ts';
import type { Element } from './element.ts';
import { child, children, flag, text } from './element.ts';
import { payerOf } from './payer.ts';
import { dayOf, periodOf } from './period.ts';
import { given, present } from './present.ts';
import type { Reading } from './reading.ts';
import { find, nameOfRef, noteGap } from './reading.ts';
import type { Resource } from './resource-index.ts';
import { ownResources } from './whose.ts';

/** What payers answered when they were asked whether a coverage is in force. */
export const readEligibility = (reading: Reading): readonly EligibilityCheck[] =>
  ownResources(reading, 'CoverageEligibilityResponse', 'patient').flatMap((response) => checksIn(reading, response));

function checksIn(reading: Reading, response: Resource): readonly EligibilityCheck[] {
  const { element } = response;
  if (text(element, 'status', reading.faults) !== 'active') return [];
  if (text(element, 'outcome', reading.faults) === 'error') {
    noteGap(reading, response, 'outcome', 'an eligibility request that the payer answered with an error');
    return [];
  }
  const insurances = children(element, 'insurance', reading.faults);
  return insurances.flatMap((insurance) => checkOf(reading, response, insurance));
}

function checkOf(reading: Reading, response: Resource, insurance: Element): readonly EligibilityCheck[] {
  const checkedOn = dayOf(reading, response.element, 'created', response);
  if (checkedOn === undefined) {
    noteGap(reading, response, 'created', 'an eligibility answer without a date');
    return [];
  }
  const reference = child(insurance, 'coverage', reading.faults);
  const insurer = child(response.element, 'insurer', reading.faults);
  return [
    {
      checkedOn,
      source: response.ref,
      ...present({
        coverage: nameOfRef(reading, reference, response),
        payer: given(insurer, (each) => payerOf(reading, each, response)),
        memberId: given(find(reading, reference, response), (coverage) => memberIdOf(reading, coverage)),
        active: periodOf(reading, insurance, 'benefitPeriod', response),
        inForce: flag(insurance, 'inforce', reading.faults),
      }),
    },
  ];
}
