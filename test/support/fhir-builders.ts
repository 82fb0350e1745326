import type {
  Appointment,
  Bundle,
  Claim,
  ClaimResponse,
  ClaimResponseItem,
  Coverage,
  Dosage,
  Extension,
  FhirResource,
  MedicationAdministration,
  MedicationRequest,
  Observation,
  Patient,
} from 'fhir/r4';

/**
 * Small FHIR R4 resources that are valid as they are; a test says only what it is about. Everything belongs to
 * `Patient/p1`; ids may be given.
 */
export const PATIENT = 'Patient/p1';
export const HCPCS = 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets';
export const PAS = 'http://hl7.org/fhir/us/davinci-pas/StructureDefinition/';
export const CRD = 'http://hl7.org/fhir/us/davinci-crd/StructureDefinition/';
export const UCUM = 'http://unitsofmeasure.org';

export const aPatient = (more: Partial<Patient> = {}): Patient => ({ resourceType: 'Patient', id: 'p1', ...more });

/** Booked for 2026-12-15 at nine in New York. */
export const anAppointment = (more: Partial<Appointment> = {}): Appointment => ({
  resourceType: 'Appointment',
  id: 'a1',
  status: 'booked',
  start: '2026-12-15T09:00:00-05:00',
  end: '2026-12-15T10:00:00-05:00',
  participant: [{ status: 'accepted', actor: { reference: PATIENT } }],
  ...more,
});

/** 200 mg of pembrolizumab (J9271), active, authored 2026-11-01. */
export const anOrder = (more: Partial<MedicationRequest> = {}): MedicationRequest => ({
  resourceType: 'MedicationRequest',
  id: 'm1',
  status: 'active',
  intent: 'order',
  subject: { reference: PATIENT },
  authoredOn: '2026-11-01',
  medicationCodeableConcept: { coding: [{ system: HCPCS, code: 'J9271' }], text: 'Keytruda' },
  dosageInstruction: [aDose(200, 'mg')],
  ...more,
});

export const aDose = (value: number, unit: string, more: Partial<Dosage> = {}): Dosage => ({
  doseAndRate: [{ doseQuantity: { value, unit, system: UCUM, code: unit } }],
  ...more,
});

/** Every so many days. */
export const every = (days: number): Dosage['timing'] => ({ repeat: { frequency: 1, period: days, periodUnit: 'd' } });

export const aCoverage = (more: Partial<Coverage> = {}): Coverage => ({
  resourceType: 'Coverage',
  id: 'c1',
  status: 'active',
  order: 1,
  beneficiary: { reference: PATIENT },
  subscriberId: 'S-1001',
  period: { start: '2026-01-01', end: '2026-12-31' },
  payor: [{ display: 'Sunrise Health Plan' }],
  ...more,
});

/** A PAS answer: one item, certified in total, 2026-11-01 to 2026-12-31, 800 units as asked in `aClaim`. */
export const aClaimResponse = (more: Partial<ClaimResponse> = {}): ClaimResponse => ({
  resourceType: 'ClaimResponse',
  id: 'r1',
  status: 'active',
  type: { coding: [{ code: 'professional' }] },
  use: 'preauthorization',
  patient: { reference: PATIENT },
  created: '2026-11-02T10:00:00-05:00',
  insurer: { display: 'Sunrise Health Plan' },
  request: { reference: 'Claim/q1' },
  outcome: 'complete',
  item: [aReviewedItem('A1', { number: 'AUTH0001' })],
  ...more,
});

export interface Review {
  readonly number?: string;
  readonly period?: { readonly start?: string; readonly end?: string };
  readonly detail?: Extension;
  readonly legacyCode?: boolean;
  readonly more?: readonly Extension[];
}

export const aReviewedItem = (code: string, review: Review = {}): ClaimResponseItem => ({
  itemSequence: 1,
  extension: [
    {
      url: `${PAS}extension-itemPreAuthPeriod`,
      valuePeriod: review.period ?? { start: '2026-11-01', end: '2026-12-31' },
    },
    ...(review.detail === undefined ? [] : [review.detail]),
    ...(review.more ?? []),
  ],
  adjudication: [reviewAdjudication(code, review)],
});

export const reviewAdjudication = (
  code: string,
  { number, legacyCode }: Review,
): ClaimResponseItem['adjudication'][number] => ({
  category: { coding: [{ code: 'submitted' }] },
  extension: [
    {
      url: `${PAS}extension-reviewAction`,
      extension: [
        {
          url: legacyCode === true ? 'code' : `${PAS}extension-reviewActionCode`,
          valueCodeableConcept: { coding: [{ system: 'https://codesystem.x12.org/005010/306', code }] },
        },
        ...(number === undefined ? [] : [{ url: 'number', valueString: number }]),
      ],
    },
  ],
});

export const authorizedDetail = (hcpcs: string, value: number, unit = 'UN'): Extension => ({
  url: `${PAS}extension-itemAuthorizedDetail`,
  extension: [
    { url: 'productOrServiceCode', valueCodeableConcept: { coding: [{ system: HCPCS, code: hcpcs }] } },
    { url: 'quantity', valueQuantity: { value, unit } },
  ],
});

/** The request behind `aClaimResponse`: 800 units of J9271. */
export const aClaim = (more: Partial<Claim> = {}): Claim => ({
  resourceType: 'Claim',
  id: 'q1',
  status: 'active',
  type: { coding: [{ code: 'professional' }] },
  use: 'preauthorization',
  patient: { reference: PATIENT },
  created: '2026-10-30',
  provider: { display: 'Infusion center' },
  priority: { coding: [{ code: 'normal' }] },
  insurance: [{ sequence: 1, focal: true, coverage: { reference: 'Coverage/c1' } }],
  item: [
    {
      sequence: 1,
      productOrService: { coding: [{ system: HCPCS, code: 'J9271' }] },
      quantity: { value: 800, unit: 'UN' },
    },
  ],
  ...more,
});

type Part = Omit<Extension, 'url'>;
export type Assertion = Readonly<Partial<Record<string, Part | readonly Part[]>>>;

/** CRD coverage-information with the given parts; a part may repeat. */
export const coverageInformation = (parts: Assertion): Extension => ({
  url: `${CRD}ext-coverage-information`,
  extension: Object.entries({
    coverage: { valueReference: { reference: 'Coverage/c1' } },
    covered: { valueCode: 'covered' },
    date: { valueDate: '2026-11-15' },
    ...parts,
  }).flatMap(([url, values]) => asList(values).map((value) => ({ url, ...value }))),
});

const isList = (values: Part | readonly Part[]): values is readonly Part[] => Array.isArray(values);

const asList = (values: Assertion[string]): readonly Part[] =>
  values === undefined ? [] : isList(values) ? values : [values];

export const anAdministration = (more: Partial<MedicationAdministration> = {}): MedicationAdministration => ({
  resourceType: 'MedicationAdministration',
  id: 'g1',
  status: 'completed',
  subject: { reference: PATIENT },
  medicationCodeableConcept: { coding: [{ system: HCPCS, code: 'J9271' }], text: 'Keytruda' },
  effectiveDateTime: '2026-11-03T10:00:00-05:00',
  dosage: { dose: { value: 200, unit: 'mg' } },
  ...more,
});

export const anObservation = (
  loinc: string,
  value: number,
  unit: string,
  more: Partial<Observation> = {},
): Observation => ({
  resourceType: 'Observation',
  id: `o-${loinc}`,
  status: 'final',
  subject: { reference: PATIENT },
  code: { coding: [{ system: 'http://loinc.org', code: loinc }] },
  effectiveDateTime: '2026-11-10',
  valueQuantity: { value, unit },
  ...more,
});

export const aBundle = (resources: readonly FhirResource[], more: Partial<Bundle> = {}): Bundle => ({
  resourceType: 'Bundle',
  type: 'collection',
  identifier: { value: 'b1' },
  entry: resources.map((resource) => ({ resource })),
  ...more,
});
