import type { AuthorizationEvidence } from '../../domain/visit/authorization-evidence.ts';
import { memberIdOf } from '../coverage.ts';
import { child, children, text } from '../element.ts';
import { payerOf } from '../payer.ts';
import { dayOf } from '../period.ts';
import { present } from '../present.ts';
import type { Reading } from '../reading.ts';
import { find, nameOfRef } from '../reading.ts';
import type { Resource } from '../resource-index.ts';
import { isPatients } from '../whose.ts';

/** What holds for every item of one response: whose it is, which payer, which coverage, when it was made. */
export type ResponseFacts = Pick<
  AuthorizationEvidence,
  'raw' | 'orders' | 'created' | 'createdAt' | 'payer' | 'coverage' | 'memberId' | 'isPatients'
>;

export function responseFacts(reading: Reading, response: Resource, orders: readonly string[]): ResponseFacts {
  const { element } = response;
  const insurances = children(element, 'insurance', reading.faults);
  const focal = insurances.find(({ focal: isFocal }) => isFocal === true) ?? insurances[0];
  const reference = focal === undefined ? undefined : child(focal, 'coverage', reading.faults);
  const coverage = find(reading, reference, response);
  const insurer = child(element, 'insurer', reading.faults);
  return {
    raw: response.ref,
    orders,
    ...present({
      created: dayOf(reading, element, 'created', response),
      createdAt: text(element, 'created', reading.faults),
      payer: insurer === undefined ? undefined : payerOf(reading, insurer, response),
      coverage: nameOfRef(reading, reference, response),
      memberId: coverage === undefined ? undefined : memberIdOf(reading, coverage),
      isPatients: isPatients(reading, response, 'patient'),
    }),
  };
}
