/** Small parts of records and feeds, of which the stories are made. */
import type { ClaimItem, CodeableConcept, Extension, FhirResource } from 'fhir/r4';
import { day, exampleAuthorization, examplePayer } from '../../../domain/decision/example-course.ts';
import type { AuthorizationEvidence } from '../../../domain/visit/authorization-evidence.ts';
import type { EligibilityCheck } from '../../../domain/visit/coverage.ts';
import type { Snapshot } from '../../../domain/visit/snapshot.ts';
import {
  aClaim,
  aClaimResponse,
  anAdministration,
  anAppointment,
  anObservation,
  anOrder,
  aReviewedItem,
  HCPCS,
  PATIENT,
  PAS,
} from '../../support/fhir-builders.ts';

export const visit = (date: string, more: Parameters<typeof anAppointment>[0] = {}) =>
  anAppointment({
    id: `on-${date}`,
    start: `${date}T09:00:00-05:00`,
    end: `${date}T10:00:00-05:00`,
    supportingInformation: [{ reference: 'MedicationRequest/m1' }],
    ...more,
  });
export const booked = [anOrder(), visit('2026-12-15')];
export const authorized = [aClaim(), aClaimResponse()];
export const answered = (code: string, review: Parameters<typeof aReviewedItem>[1] = {}) => [
  aClaim(),
  aClaimResponse({ item: [aReviewedItem(code, review)] }),
];
export const given = (date: string, more: Parameters<typeof anAdministration>[0] = {}) =>
  anAdministration({ id: `given-${date}`, effectiveDateTime: `${date}T10:00:00-05:00`, ...more });
export const ordered = (more: Parameters<typeof anOrder>[0]) => [anOrder(more), visit('2026-12-15')];
export const suppliedAs = (valueCode: string) => ordered({ extension: [{ url: 'urn:chairready:supply', valueCode }] });
export const coded = (code: string, text: string) => ({ coding: [{ system: HCPCS, code }], text });

/** A dispense of the order on its way: its status, and the day on which it was handed over. */
export const dispensed = (status: 'completed' | 'in-progress' | 'stopped', whenHandedOver?: string): FhirResource => ({
  resourceType: 'MedicationDispense',
  id: 'd1',
  status,
  subject: { reference: PATIENT },
  authorizingPrescription: [{ reference: 'MedicationRequest/m1' }],
  medicationCodeableConcept: coded('J9271', 'Keytruda'),
  ...(whenHandedOver === undefined ? {} : { whenHandedOver }),
});

export const document = (text: string, date = '2026-11-05'): FhirResource => ({
  resourceType: 'DocumentReference',
  id: `doc-${text.replace(/\W/g, '')}`,
  status: 'current',
  subject: { reference: PATIENT },
  type: { text },
  date: `${date}T10:00:00Z`,
  content: [{ attachment: { contentType: 'application/pdf' } }],
});

export const disease = (code: string): FhirResource => {
  const { valueQuantity: _number, ...status } = anObservation('97509-4', 0, '', {
    valueCodeableConcept: { coding: [{ system: 'http://snomed.info/sct', code }] },
  });
  return status;
};

export const eligibility = (created: string, inforce = true): FhirResource => ({
  resourceType: 'CoverageEligibilityResponse',
  id: 'e1',
  status: 'active',
  purpose: ['benefits'],
  patient: { reference: PATIENT },
  created,
  request: { reference: 'CoverageEligibilityRequest/e0' },
  outcome: 'complete',
  insurer: { display: 'Sunrise Health Plan' },
  insurance: [{ coverage: { reference: 'Coverage/c1' }, inforce }],
});

export const checked = (more: Partial<EligibilityCheck>) => (): Partial<Snapshot> => ({
  eligibility: [{ checkedOn: day('2026-11-20'), source: 'row 1', coverage: 'Coverage/c1', ...more }],
});

/** A row of the payer's feed instead of what the record says. */
export const fedWith = (more: Partial<AuthorizationEvidence>) => (): Partial<Snapshot> => ({
  authorizations: [exampleAuthorization({ source: 'feed', created: day('2026-11-02'), payer: examplePayer, ...more })],
});

export const atRisk = (): Partial<Snapshot> => ({
  proceedAtRisk: [
    {
      order: 'MedicationRequest/m1',
      appointment: 'Appointment/on-2026-12-15',
      approver: 'Ruth Lindgren',
      reason: 'The dose cannot wait.',
      at: '2026-11-20T10:00:00Z',
    },
  ],
});

export const expectedOn = (date: string) => (): Partial<Snapshot> => ({
  supplyStatements: [
    {
      order: 'MedicationRequest/m1',
      supply: 'white-bag',
      reason: 'The pharmacy called.',
      by: 'Practitioner/n1',
      at: '2026-11-20T10:00:00Z',
      expectedOn: day(date),
    },
  ],
});

export const line = {
  sequence: 1,
  productOrService: coded('J9271', 'Keytruda'),
  quantity: { value: 800, unit: 'UN' },
} satisfies ClaimItem;
export const longAuthorized = answered('A1', {
  number: 'AUTH0001',
  period: { start: '2026-11-01', end: '2027-08-31' },
});
export const replacing = ordered({
  medicationCodeableConcept: coded('J9299', 'Opdivo'),
  priorPrescription: { reference: 'MedicationRequest/m0' },
});

export const icd10 = (code: string): CodeableConcept => ({
  coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code }],
});
export const approvedFor = (code: string): Extension => ({
  url: `${PAS}extension-communicatedDiagnosis`,
  valueCodeableConcept: icd10(code),
});
export const approvedAt = (reference: string): Extension => ({
  url: `${PAS}extension-itemAuthorizedProvider`,
  extension: [{ url: 'provider', valueReference: { reference } }],
});

export const atTheOffice = visit('2026-12-15', {
  participant: [
    { status: 'accepted', actor: { reference: PATIENT } },
    { status: 'accepted', actor: { reference: 'Location/office' } },
  ],
});
export const office: FhirResource = {
  resourceType: 'Location',
  id: 'office',
  identifier: [{ system: 'http://hl7.org/fhir/sid/us-npi', value: '1245319599' }],
  type: [
    {
      coding: [
        { system: 'https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set', code: '11' },
      ],
    },
  ],
};
export const clinic: FhirResource = {
  resourceType: 'Organization',
  id: 'elsewhere',
  identifier: [{ system: 'http://hl7.org/fhir/sid/us-npi', value: '1003000126' }],
};
export const withDoctor = visit('2026-12-15', {
  participant: [
    { status: 'accepted', actor: { reference: PATIENT } },
    { status: 'accepted', actor: { reference: 'Practitioner/d1' } },
  ],
});
export const doctor = (id: string, value: string): FhirResource => ({
  resourceType: 'Practitioner',
  id,
  identifier: [{ system: 'http://hl7.org/fhir/sid/us-npi', value }],
});
