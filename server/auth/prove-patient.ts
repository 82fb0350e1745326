import { asList, isObject } from '../../cds-hooks/prefetch.ts';
import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import type { FhirCall, FhirProblem } from '../gateway/fhir-answer.ts';
import type { FhirGateway } from '../gateway/fhir-gateway.ts';

/** A patient whom the access token really reads; name and birth date are for the identity line only. */
export interface ProvenPatient {
  readonly ref: string;
  readonly name?: string;
  readonly birthDate?: string;
}

const FHIR_ID = /^[A-Za-z0-9\-.]{1,64}$/;

/** The context says which patient; reading it with the page's own token proves that it may be shown. */
export async function provePatient(
  gateway: FhirGateway,
  id: string,
  call: FhirCall,
): Promise<Result<ProvenPatient, FhirProblem>> {
  if (!FHIR_ID.test(id)) return problem({ code: 'not-found' });
  const answer = await gateway.read(`Patient/${id}`, call);
  if (!answer.ok) return answer;
  const { resourceType, id: read, birthDate } = answer.value;
  if (resourceType !== 'Patient' || read !== id) return problem({ code: 'bad-answer' });
  const name = nameIn(asList(answer.value['name']).find(isObject));
  return ok({
    ref: `Patient/${id}`,
    ...(name === '' ? {} : { name }),
    ...(typeof birthDate === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(birthDate) ? { birthDate } : {}),
  });
}

function nameIn(name: Readonly<Record<string, unknown>> | undefined): string {
  if (name === undefined) return '';
  if (typeof name['text'] === 'string') return name['text'];
  const given: readonly unknown[] = Array.isArray(name['given']) ? name['given'] : [];
  return [...given, name['family']].filter((part) => typeof part === 'string').join(' ');
}
