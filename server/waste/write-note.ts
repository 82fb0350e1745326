/** Writes one note into the chart, once: looked for before it is created, and after a try that nobody answered. */
import type { RawResource } from '../../cds-hooks/prefetch.ts';
import { asList, isObject } from '../../cds-hooks/prefetch.ts';
import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import { createResource } from '../gateway/create-resource.ts';
import type { FhirCall, FhirProblem } from '../gateway/fhir-answer.ts';
import type { FhirGateway } from '../gateway/fhir-gateway.ts';
import type { NoteKind, NoteResource } from './note-resource.ts';
import { NOTE_SYSTEM } from './note-resource.ts';

/** Why it is not in the chart, for people; `isFinal` where another try will not help. */
export interface NoteRefused {
  readonly why: string;
  readonly isFinal: boolean;
}

export interface NoteWriting {
  readonly gateway: Pick<FhirGateway, 'read' | 'search' | 'baseUrl'>;
  readonly call: FhirCall;
}

/** The reference of the note in the chart; undefined where the EHR does not tell it. */
export async function writeNote(
  { gateway, call }: NoteWriting,
  resource: NoteResource,
  { id, patient }: { readonly id: string; readonly patient: string },
): Promise<Result<string | undefined, NoteRefused>> {
  const kind = resource.resourceType;
  const offered = await takesNotes(gateway, call, kind);
  if (!offered.ok) return offered;
  const there = await noteThere(gateway, call, { kind, id, patient });
  if (!there.ok || there.value !== undefined) return there;
  const created = await createResource(gateway.baseUrl, resource, call);
  return created.ok ? ok(created.value.reference) : problem(refusedBy(created.problem));
}

/** A creation that the EHR does not offer is never tried. */
async function takesNotes(
  gateway: NoteWriting['gateway'],
  call: FhirCall,
  kind: NoteKind,
): Promise<Result<true, NoteRefused>> {
  const metadata = await gateway.read('metadata', call);
  if (!metadata.ok) return problem(later(`the EHR did not say what it takes (${metadata.problem.code})`));
  const takes = asList(metadata.value['rest']).some(
    (rest) => isObject(rest) && asList(rest['resource']).some(creates(kind)),
  );
  return takes ? ok(true) : problem({ why: `the EHR does not take a ${kind} from outside`, isFinal: true });
}

const creates =
  (kind: NoteKind) =>
  (resource: unknown): boolean =>
    isObject(resource) &&
    resource['type'] === kind &&
    asList(resource['interaction']).some((one) => isObject(one) && one['code'] === 'create');

async function noteThere(
  gateway: NoteWriting['gateway'],
  call: FhirCall,
  { kind, id, patient }: { readonly kind: NoteKind; readonly id: string; readonly patient: string },
): Promise<Result<string | undefined, NoteRefused>> {
  const query = `${kind}?patient=${encodeURIComponent(patient)}&identifier=${encodeURIComponent(`${NOTE_SYSTEM}|${id}`)}`;
  const found = await gateway.search(query, call);
  if (!found.ok) return problem(later(`the EHR did not say whether the note is there (${found.problem.code})`));
  const own = found.value.resources.find((one) => isNote(one, kind, id));
  if (own === undefined && !found.value.complete)
    return problem(later('the EHR said only in part whether the note is there'));
  return ok(own === undefined ? undefined : `${kind}/${String(own['id'])}`);
}

/** A server that does not know the parameter answers with everything: only our own identifier counts. */
const isNote = (one: RawResource, kind: NoteKind, id: string): boolean =>
  one.resourceType === kind &&
  asList(one['identifier']).some((own) => isObject(own) && own['system'] === NOTE_SYSTEM && own['value'] === id);

const later = (why: string): NoteRefused => ({ why, isFinal: false });

function refusedBy({ code, status }: FhirProblem): NoteRefused {
  if (code === 'timeout' || code === 'unreachable')
    return later('the EHR did not answer; it is looked for before the next try');
  const said = `the EHR refused the note (${status === undefined ? code : String(status)})`;
  return { why: said, isFinal: code === 'refused' && status !== 403 };
}
