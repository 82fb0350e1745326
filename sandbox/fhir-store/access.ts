// What a token allows. Coarse on purpose: type, interaction, and at most one patient.
import { FhirRefusal } from './fhir-refusal.ts';
import { localPart } from './search.ts';
import type { StoredResource } from './stored-resource.ts';
import { isObject, keyOf } from './stored-resource.ts';
import type { Visible } from './unit-of-work.ts';

export interface AccessGrant {
  readonly scopes: readonly string[];
  /** The patient in context, without which `patient/` scopes open nothing. */
  readonly patient?: string;
  /** Whose token it is, for the list of calls behind the scenes. */
  readonly client: string;
}

export type Interaction = 'c' | 'r' | 'u' | 's';

const SCOPE = /^(patient|user|system)\/([A-Z][A-Za-z]+|\*)\.(read|write|\*|c?r?u?d?s?)(?:\?.*)?$/;
const VERSION_1: Readonly<Record<string, string>> = { read: 'rs', write: 'cud', '*': 'cruds' };

/** Which resources of a type the grant opens. Throws a 403 refusal when it opens none. */
export function visibleThrough(grant: AccessGrant, type: string, interaction: Interaction): Visible {
  const levels = grant.scopes.flatMap((scope) => levelsIn(scope, type, interaction));
  if (levels.includes('user') || levels.includes('system')) return () => true;
  if (levels.includes('patient') && grant.patient !== undefined) return concerns(`Patient/${grant.patient}`);
  throw new FhirRefusal(403, 'forbidden', `no scope of this token allows ${interaction} on ${type}`);
}

function levelsIn(scope: string, type: string, interaction: Interaction): readonly string[] {
  const found = SCOPE.exec(scope);
  if (found === null) return [];
  const [, level = '', scopeType, letters = ''] = found;
  const allowed = VERSION_1[letters] ?? letters;
  return (scopeType === '*' || scopeType === type) && allowed.includes(interaction) ? [level] : [];
}

/** Places, people and products belong to nobody's chart. */
const DIRECTORY = ['Practitioner', 'PractitionerRole', 'Organization', 'Location', 'Medication'];

function concerns(patient: string): Visible {
  return (resource) =>
    DIRECTORY.includes(resource.resourceType) || keyOf(resource) === patient || subjectsOf(resource).includes(patient);
}

function subjectsOf(resource: StoredResource): readonly string[] {
  const participants = Array.isArray(resource['participant']) ? (resource['participant'] as unknown[]) : [];
  const actors = participants.map((participant) => (isObject(participant) ? participant['actor'] : undefined));
  return [resource['subject'], resource['patient'], resource['beneficiary'], resource['for'], ...actors].flatMap(
    (reference) =>
      isObject(reference) && typeof reference['reference'] === 'string' ? [localPart(reference['reference'])] : [],
  );
}
