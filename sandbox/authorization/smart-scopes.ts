// The scopes that this authorization server grants: SMART 2 letters and the version 1 words, per type and for all.
import { TYPES } from '../fhir-store/search-parameters.ts';

const LAUNCH = ['openid', 'fhirUser', 'profile', 'online_access', 'launch', 'launch/patient', 'launch/encounter'];
/** SMART 2 letters stand in the order c, r, u, d, s. */
const READ = ['rs', 'r', 's', 'read'];
const WRITE = ['c', 'u', 'cu', 'cud', 'crus', 'cruds', 'write', '*'];

const ofLevel = (level: string): readonly string[] =>
  ['*', ...TYPES].flatMap((type) => [...READ, ...WRITE].map((letters) => `${level}/${type}.${letters}`));

export const APP_SCOPES: readonly string[] = [
  ...LAUNCH,
  'launch/appointment',
  ...ofLevel('user'),
  ...ofLevel('patient'),
];
export const BACKEND_SCOPES: readonly string[] = ofLevel('system');

/** What ChairReady asks for; written into the tenant file. */
const READ_BY_THE_PRODUCT = [
  'Appointment',
  'Claim',
  'ClaimResponse',
  'Condition',
  'Coverage',
  'CoverageEligibilityResponse',
  'DocumentReference',
  'Encounter',
  'ExplanationOfBenefit',
  'Location',
  'Medication',
  'MedicationAdministration',
  'MedicationDispense',
  'MedicationRequest',
  'Observation',
  'Organization',
  'Patient',
  'Practitioner',
  'PractitionerRole',
  'ServiceRequest',
] as const;

export const TENANT_SCOPE = [
  'openid fhirUser profile launch launch/patient launch/encounter launch/appointment online_access',
  ...READ_BY_THE_PRODUCT.map((type) => `user/${type}.rs`),
].join(' ');

const DIRECTORY = ['Location', 'Medication', 'Organization', 'Practitioner', 'PractitionerRole'];

/** What the token of a hook call opens: one chart, and the directories. */
export const HOOK_SCOPES: readonly string[] = READ_BY_THE_PRODUCT.map((type) =>
  DIRECTORY.includes(type) ? `user/${type}.rs` : `patient/${type}.rs`,
);
