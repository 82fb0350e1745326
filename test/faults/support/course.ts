/** Invented patients: one order of Keytruda, one visit, one coverage, and an authorization where the test wants one. */
import {
  aClaim,
  aClaimResponse,
  aCoverage,
  aPatient,
  aReviewedItem,
  anAppointment,
  anOrder,
  authorizedDetail,
} from '../../support/fhir-builders.ts';

/** The day that counts as today; visits are two weeks later. */
export const FAULT_DAY = '2026-12-01';
export const PAYER = 'Sunrise Health Plan';

/** Authorization is required for everything. */
export const POLICIES = {
  pack: 'faults',
  version: '1',
  policies: [
    {
      id: 'all',
      payer: { identifiers: [], names: [PAYER] },
      drugs: 'any',
      inForce: { from: '2020-01-01' },
      authorization: { required: true },
      source: { document: 'Policy of the fault suite', readOn: '2026-11-01' },
    },
  ],
};

export interface Resource {
  readonly resourceType: string;
  readonly id?: string | undefined;
}

export interface Course {
  /** The id of the Patient; ids of the other resources begin with it. */
  readonly patient: string;
  readonly isAuthorized?: boolean;
  readonly more?: readonly Resource[];
}

/** Everything on record about the patient. */
export function recordOf({ patient, isAuthorized = false }: Course): readonly Resource[] {
  const subject = { reference: `Patient/${patient}` };
  return [
    aPatient({ id: patient }),
    aCoverage({ id: `${patient}-c`, beneficiary: subject, payor: [{ display: PAYER }] }),
    anOrder({ id: `${patient}-m`, subject }),
    visitOf(patient),
    ...(isAuthorized ? authorizationOf(patient) : []),
  ];
}

export const visitOf = (patient: string, more: Parameters<typeof anAppointment>[0] = {}) =>
  anAppointment({
    id: `${patient}-a`,
    participant: [{ status: 'accepted', actor: { reference: `Patient/${patient}` } }],
    supportingInformation: [{ reference: `MedicationRequest/${patient}-m` }],
    ...more,
  });

/** Certified, with units for four such visits, the request contained. */
function authorizationOf(patient: string): readonly Resource[] {
  const subject = { reference: `Patient/${patient}` };
  const claim = aClaim({
    id: 'asked',
    patient: subject,
    insurance: [{ sequence: 1, focal: true, coverage: { reference: `Coverage/${patient}-c` } }],
  });
  return [
    aClaimResponse({
      id: `${patient}-r`,
      patient: subject,
      insurer: { display: PAYER },
      request: { reference: '#asked' },
      contained: [claim],
      item: [aReviewedItem('A1', { number: 'AUTH0001', detail: authorizedDetail('J9271', 800) })],
    }),
  ];
}
