// The payers of the stories. All but Medicare are invented, and so are their rules in policies/.
import type { Coding, FhirResource, Reference } from 'fhir/r4';

export interface Payer {
  readonly id: string;
  readonly name: string;
  /** Source of Payment Typology. */
  readonly payment: Coding;
}

const SOPT = 'https://nahdo.org/sopt';
export const PAYER_SYSTEM = 'urn:chairready:sandbox:payer';

const commercial: Coding = { system: SOPT, code: '512', display: 'Commercial Managed Care - PPO' };

export const SUNRISE: Payer = { id: 'sunrise', name: 'Sunrise Health Plan', payment: commercial };
export const GRANITE: Payer = { id: 'granite', name: 'Granite Mutual', payment: commercial };
export const HARBOR: Payer = {
  id: 'harbor',
  name: 'Harbor Advantage',
  payment: { system: SOPT, code: '112', display: 'Medicare (Managed Care) - PPO' },
};
/** No policy of this payer is known to anybody. */
export const CEDAR: Payer = { id: 'cedar', name: 'Cedar Valley Health Trust', payment: commercial };
export const MEDICARE: Payer = {
  id: 'medicare-ffs',
  name: 'Medicare',
  payment: { system: SOPT, code: '121', display: 'Medicare (Non-managed Care)' },
};

const PAYERS = [SUNRISE, GRANITE, HARBOR, CEDAR, MEDICARE];

export const payerNamed = (id: string): Payer | undefined => PAYERS.find((payer) => payer.id === id);

/** Reference, identifier and name together: whoever cannot follow the reference still knows the payer. */
export function referenceTo(payer: Payer): Reference {
  return {
    reference: `Organization/payer-${payer.id}`,
    identifier: { system: PAYER_SYSTEM, value: payer.id },
    display: payer.name,
  };
}

export function payerOrganizations(): readonly FhirResource[] {
  return PAYERS.map(({ id, name }) => ({
    resourceType: 'Organization',
    id: `payer-${id}`,
    active: true,
    identifier: [{ system: PAYER_SYSTEM, value: id }],
    type: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/organization-type', code: 'pay' }] }],
    name,
  }));
}
