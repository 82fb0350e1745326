import type { RawResource } from '../../cds-hooks/prefetch.ts';
import { asList, isObject } from '../../cds-hooks/prefetch.ts';
import type { RecordAccess } from './record-access.ts';

const MOST_READS = 20;

/** Where a record names something that it does not contain and a rule needs: the drug, the authorization, the payer, the site. */
const FOLLOWED: readonly { readonly from: string; readonly member: string; readonly to: readonly string[] }[] = [
  { from: 'MedicationRequest', member: 'medicationReference', to: ['Medication'] },
  { from: 'Coverage', member: 'payor', to: ['Organization'] },
  { from: 'MedicationRequest', member: 'insurance', to: ['ClaimResponse'] },
  { from: 'ServiceRequest', member: 'insurance', to: ['ClaimResponse'] },
  { from: 'ClaimResponse', member: 'insurer', to: ['Organization'] },
  { from: 'ClaimResponse', member: 'request', to: ['Claim'] },
  { from: 'ExplanationOfBenefit', member: 'insurer', to: ['Organization'] },
  { from: 'Appointment', member: 'participant', to: ['Location'] },
];

/** Reads those of the tenant's own server that are not among the resources; what cannot be read stays a gap. */
export async function followReferences(
  resources: readonly RawResource[],
  { gateway, call }: RecordAccess,
): Promise<readonly RawResource[]> {
  const here = new Set(resources.map((resource) => `${resource.resourceType}/${String(resource['id'])}`));
  const wanted = new Set(
    resources
      .flatMap((resource) => referencesOf(resource, gateway.baseUrl))
      .filter((reference) => !here.has(reference)),
  );
  const answers = await Promise.all([...wanted].slice(0, MOST_READS).map((reference) => gateway.read(reference, call)));
  return answers.flatMap((answer) => {
    const type = answer.ok ? answer.value['resourceType'] : undefined;
    return answer.ok && typeof type === 'string' && type !== 'OperationOutcome'
      ? [{ ...answer.value, resourceType: type }]
      : [];
  });
}

function referencesOf(resource: RawResource, baseUrl: string): readonly string[] {
  return FOLLOWED.filter(({ from }) => from === resource.resourceType).flatMap(({ member, to }) =>
    asList(resource[member]).flatMap((value) => {
      const reference = relativeReference(value, baseUrl);
      return reference !== undefined && to.some((type) => reference.startsWith(`${type}/`)) ? [reference] : [];
    }),
  );
}

const RELATIVE = /^[A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64}$/;

/** `Type/id`, also where it is written as an address of this very server; addresses elsewhere are never called. */
function relativeReference(value: unknown, baseUrl: string): string | undefined {
  const holder = isObject(value) && isObject(value['actor']) ? value['actor'] : value;
  const reference = isObject(holder) ? holder['reference'] : undefined;
  if (typeof reference !== 'string') return undefined;
  const relative = reference.startsWith(`${baseUrl}/`) ? reference.slice(baseUrl.length + 1) : reference;
  return RELATIVE.test(relative) ? relative : undefined;
}
