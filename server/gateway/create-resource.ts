import { problem, ok } from '../../domain/kernel/result.ts';
import type { Result } from '../../domain/kernel/result.ts';
import type { FhirCall, FhirProblem } from './fhir-answer.ts';
import { isTimeout, refusalOf } from './fetch-json.ts';

/** One POST of one new resource, once: whether it arrived is found out by a search, never by a second try. */
export async function createResource(
  base: string,
  resource: Readonly<Record<string, unknown>> & { readonly resourceType: string },
  { accessToken, deadline, signal }: FhirCall,
): Promise<Result<{ readonly reference?: string }, FhirProblem>> {
  const timeout = AbortSignal.timeout(Math.max(1, deadline - Date.now()));
  try {
    const response = await fetch(`${base}/${resource.resourceType}`, {
      method: 'POST',
      headers: headersOf(accessToken),
      body: JSON.stringify(resource),
      redirect: 'manual',
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
    });
    response.body?.cancel().catch(() => undefined);
    const refusal = refusalOf(response.status);
    return refusal === undefined ? ok(createdAs(response, resource.resourceType)) : problem(refusal);
  } catch (error) {
    return problem({ code: isTimeout(error) ? 'timeout' : 'unreachable' });
  }
}

const headersOf = (accessToken: string | undefined): Record<string, string> => ({
  'content-type': 'application/fhir+json',
  accept: 'application/fhir+json',
  ...(accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` }),
});

/** `Location` may be absolute, and may name a version. */
function createdAs({ headers }: Response, type: string): { readonly reference?: string } {
  const [, id] =
    new RegExp(`(?:^|/)${type}/([A-Za-z0-9.-]{1,64})(?:/_history/.*)?$`).exec(headers.get('location') ?? '') ?? [];
  return id === undefined ? {} : { reference: `${type}/${id}` };
}
