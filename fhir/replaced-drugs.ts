import type { HcpcsCode } from '../domain/kernel/hcpcs-code.ts';
import type { PlainDate } from '../domain/kernel/plain-date.ts';
import { child } from './element.ts';
import { drugNamedBy, identityOn } from './medication.ts';
import type { Reading } from './reading.ts';
import { find } from './reading.ts';
import type { Resource } from './resource-index.ts';

/** The code of the drug that an order takes the place of, as its `priorPrescription` says; none where it cannot be told. */
export function replacedDrugs(reading: Reading, request: Resource, on: PlainDate): readonly HcpcsCode[] {
  const prior = find(reading, child(request.element, 'priorPrescription', reading.faults), request);
  if (prior?.type !== 'MedicationRequest') return [];
  const identity = identityOn(reading, drugNamedBy(reading, prior), on);
  return identity.kind === 'known' ? [identity.hcpcs] : [];
}
