/**
 * What we ask an EHR to send along, by key. First-level tokens only: clients drop a key whose token they cannot resolve.
 * No `_include`, no chaining, no modifier; states are listed because used-up doses and replaced orders count as well.
 */
export const PREFETCH_TEMPLATES = {
  patient: 'Patient/{{context.patientId}}',
  user: '{{context.userId}}',
  roles: 'PractitionerRole?practitioner={{userPractitionerId}}',
  coverages: 'Coverage?patient={{context.patientId}}',
  medications:
    'MedicationRequest?patient={{context.patientId}}&status=active,on-hold,completed,stopped&intent=order,original-order,instance-order,plan',
  appointments:
    'Appointment?patient={{context.patientId}}&status=proposed,pending,booked,waitlist,arrived,checked-in,fulfilled',
  services: 'ServiceRequest?patient={{context.patientId}}&status=active,on-hold,completed',
  conditions: 'Condition?patient={{context.patientId}}',
  administrations: 'MedicationAdministration?patient={{context.patientId}}&status=completed,in-progress,stopped',
  observations: 'Observation?patient={{context.patientId}}&category=vital-signs,laboratory',
  claimResponses: 'ClaimResponse?patient={{context.patientId}}&use=preauthorization',
  encounter: 'Encounter/{{context.encounterId}}',
} as const;

export type PrefetchKey = keyof typeof PREFETCH_TEMPLATES;

/** What every service asks for. */
export const RECORD_KEYS: readonly PrefetchKey[] = [
  'patient',
  'user',
  'roles',
  'coverages',
  'medications',
  'appointments',
  'services',
  'conditions',
  'administrations',
  'observations',
  'claimResponses',
];

/** Where the hook always names an encounter. */
export const RECORD_AND_ENCOUNTER_KEYS: readonly PrefetchKey[] = [...RECORD_KEYS, 'encounter'];

/** What a template resolves to for one call: `undefined` where a token has no value there. */
export interface TemplateTokens {
  readonly 'context.patientId': string;
  readonly 'context.userId': string;
  readonly userPractitionerId?: string;
  readonly 'context.encounterId'?: string;
}

const TOKEN = /\{\{([^}]+)\}\}/g;

/** The query relative to the FHIR base, values escaped; undefined where a token of the template has no value. */
export function resolveTemplate(key: PrefetchKey, tokens: TemplateTokens): string | undefined {
  const template = PREFETCH_TEMPLATES[key];
  const names = [...template.matchAll(TOKEN)].map((match) => match[1] ?? '');
  if (names.some((name) => valueOf(tokens, name) === undefined)) return undefined;
  return template.replace(TOKEN, (_whole, name: string) => escaped(valueOf(tokens, name) ?? ''));
}

/** `Type/id` keeps its slash; both parts were read by a schema that allows the characters of FHIR ids only. */
const escaped = (value: string): string => value.split('/').map(encodeURIComponent).join('/');

const valueOf = (tokens: TemplateTokens, name: string): string | undefined =>
  new Map<string, string>(Object.entries(tokens)).get(name);

/** `Coverage` for `Coverage?patient=...`; undefined for `user`, whose type the call decides. */
export function expectedType(key: PrefetchKey): string | undefined {
  const type = /^[A-Za-z]+(?=[?/])/.exec(PREFETCH_TEMPLATES[key]);
  return type?.[0];
}

/** Reads are one resource; all the others are searches. */
export const isRead = (key: PrefetchKey): boolean => key === 'patient' || key === 'user' || key === 'encounter';
