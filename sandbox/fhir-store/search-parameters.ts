// Which search parameters each resource type answers, and where in the resource their values lie.
// R4 names throughout, except ExplanationOfBenefit?use, which one large EHR offers beyond the standard.

export type SearchParameter =
  | { readonly kind: 'token' | 'date' | 'string'; readonly paths: readonly string[] }
  | { readonly kind: 'reference'; readonly paths: readonly string[]; readonly target?: string };

export type SearchParameters = Readonly<Record<string, SearchParameter>>;

const token = (...paths: string[]): SearchParameter => ({ kind: 'token', paths });
const date = (...paths: string[]): SearchParameter => ({ kind: 'date', paths });
const string = (...paths: string[]): SearchParameter => ({ kind: 'string', paths });
const reference = (path: string, target?: string): SearchParameter => ({
  kind: 'reference',
  paths: [path],
  ...(target === undefined ? {} : { target }),
});

const OF_ALL_TYPES: SearchParameters = {
  _id: token('id'),
  _lastUpdated: date('meta.lastUpdated'),
  _tag: token('meta.tag'),
};

const subject: SearchParameters = {
  patient: reference('subject', 'Patient'),
  subject: reference('subject'),
  identifier: token('identifier'),
  status: token('status'),
};

const PERSON_NAME = ['name.text', 'name.family', 'name.given'] as const;

const OF_TYPE: Readonly<Record<string, SearchParameters>> = {
  Patient: {
    identifier: token('identifier'),
    name: string(...PERSON_NAME),
    family: string('name.family'),
    given: string('name.given'),
    birthdate: date('birthDate'),
    active: token('active'),
  },
  Appointment: {
    patient: reference('participant.actor', 'Patient'),
    actor: reference('participant.actor'),
    practitioner: reference('participant.actor', 'Practitioner'),
    location: reference('participant.actor', 'Location'),
    date: date('start'),
    status: token('status'),
    identifier: token('identifier'),
    'based-on': reference('basedOn', 'ServiceRequest'),
  },
  MedicationRequest: {
    ...subject,
    intent: token('intent'),
    category: token('category'),
    code: token('medicationCodeableConcept'),
    medication: reference('medicationReference', 'Medication'),
    encounter: reference('encounter', 'Encounter'),
    authoredon: date('authoredOn'),
  },
  MedicationAdministration: {
    ...subject,
    'effective-time': date('effectiveDateTime', 'effectivePeriod'),
    request: reference('request', 'MedicationRequest'),
    context: reference('context'),
    code: token('medicationCodeableConcept'),
    medication: reference('medicationReference', 'Medication'),
  },
  MedicationDispense: {
    ...subject,
    prescription: reference('authorizingPrescription', 'MedicationRequest'),
    whenhandedover: date('whenHandedOver'),
  },
  ServiceRequest: {
    ...subject,
    intent: token('intent'),
    code: token('code'),
    category: token('category'),
    encounter: reference('encounter', 'Encounter'),
    authored: date('authoredOn'),
    'based-on': reference('basedOn'),
  },
  Condition: {
    patient: reference('subject', 'Patient'),
    subject: reference('subject'),
    identifier: token('identifier'),
    code: token('code'),
    category: token('category'),
    'clinical-status': token('clinicalStatus'),
    encounter: reference('encounter', 'Encounter'),
    'onset-date': date('onsetDateTime', 'onsetPeriod'),
    'recorded-date': date('recordedDate'),
  },
  Observation: {
    ...subject,
    code: token('code'),
    category: token('category'),
    encounter: reference('encounter', 'Encounter'),
    date: date('effectiveDateTime', 'effectivePeriod', 'effectiveInstant'),
  },
  Encounter: {
    ...subject,
    date: date('period'),
    class: token('class'),
    appointment: reference('appointment', 'Appointment'),
  },
  Coverage: {
    patient: reference('beneficiary', 'Patient'),
    beneficiary: reference('beneficiary', 'Patient'),
    payor: reference('payor'),
    type: token('type'),
    status: token('status'),
    identifier: token('identifier'),
  },
  Claim: {
    patient: reference('patient', 'Patient'),
    use: token('use'),
    status: token('status'),
    created: date('created'),
    identifier: token('identifier'),
  },
  ClaimResponse: {
    patient: reference('patient', 'Patient'),
    use: token('use'),
    status: token('status'),
    outcome: token('outcome'),
    created: date('created'),
    request: reference('request', 'Claim'),
    identifier: token('identifier'),
  },
  ExplanationOfBenefit: {
    patient: reference('patient', 'Patient'),
    use: token('use'),
    status: token('status'),
    created: date('created'),
    identifier: token('identifier'),
  },
  CoverageEligibilityResponse: {
    patient: reference('patient', 'Patient'),
    status: token('status'),
    created: date('created'),
  },
  PractitionerRole: {
    practitioner: reference('practitioner', 'Practitioner'),
    organization: reference('organization', 'Organization'),
    location: reference('location', 'Location'),
    role: token('code'),
    specialty: token('specialty'),
    active: token('active'),
    identifier: token('identifier'),
  },
  Practitioner: { identifier: token('identifier'), name: string(...PERSON_NAME), active: token('active') },
  Organization: {
    identifier: token('identifier'),
    name: string('name'),
    type: token('type'),
    active: token('active'),
    partof: reference('partOf', 'Organization'),
  },
  Location: {
    identifier: token('identifier'),
    name: string('name'),
    type: token('type'),
    status: token('status'),
    partof: reference('partOf', 'Location'),
    organization: reference('managingOrganization', 'Organization'),
  },
  Medication: { code: token('code'), identifier: token('identifier'), status: token('status') },
  Task: {
    patient: reference('for', 'Patient'),
    subject: reference('for'),
    focus: reference('focus'),
    owner: reference('owner'),
    code: token('code'),
    status: token('status'),
    identifier: token('identifier'),
    'authored-on': date('authoredOn'),
  },
  DocumentReference: {
    ...subject,
    type: token('type'),
    category: token('category'),
    date: date('date'),
  },
  CarePlan: { ...subject, category: token('category'), date: date('period') },
};

/** Types that are stored and read but that the product never searches: the patient is enough. */
const OTHER_TYPES = ['DiagnosticReport', 'Goal', 'ImagingStudy', 'Procedure'];

/** Every resource type that this server answers for. */
export const TYPES: readonly string[] = [...Object.keys(OF_TYPE), ...OTHER_TYPES, 'Immunization'];

export function searchParametersOf(type: string): SearchParameters | undefined {
  if (!TYPES.includes(type)) return undefined;
  const rest = type === 'Immunization' ? { patient: reference('patient', 'Patient') } : subject;
  return { ...OF_ALL_TYPES, ...(OF_TYPE[type] ?? rest) };
}
