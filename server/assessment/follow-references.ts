import type { RawResource } from '../../cds-hooks/prefetch.ts';
import { asList, isObject } from '../../cds-hooks/prefetch.ts';
import type { RecordAccess } from './record-access.ts';

const MOST_READS = 20;

/** A course of a year has more doses than that, of one product in a few lots; the newest are the ones to be charted. */
const MOST_PRODUCTS_GIVEN = 10;

interface Followed {
  readonly from: string;
  readonly member: string;
  readonly to: readonly string[];
}

/** Where a record names something that it does not contain and a rule needs: the drug, the authorization, the payer, the site. */
const FOLLOWED: readonly Followed[] = [
  { from: 'MedicationRequest', member: 'medicationReference', to: ['Medication'] },
  { from: 'Coverage', member: 'payor', to: ['Organization'] },
  { from: 'MedicationRequest', member: 'insurance', to: ['ClaimResponse'] },
  { from: 'ServiceRequest', member: 'insurance', to: ['ClaimResponse'] },
  { from: 'ClaimResponse', member: 'insurer', to: ['Organization'] },
  { from: 'ClaimResponse', member: 'request', to: ['Claim'] },
  { from: 'ExplanationOfBenefit', member: 'insurer', to: ['Organization'] },
  { from: 'Appointment', member: 'participant', to: ['Location'] },
];

/** What was given, with its NDC and lot. Bounded by itself: doses given never take the place of an authorization. */
const GIVEN: readonly Followed[] = [
  { from: 'MedicationAdministration', member: 'medicationReference', to: ['Medication'] },
];

/** Reads those of the tenant's own server that are not among the resources; what cannot be read stays a gap. */
export async function followReferences(
  resources: readonly RawResource[],
  { gateway, call }: RecordAccess,
): Promise<readonly RawResource[]> {
  const here = new Set(resources.map((resource) => `${resource.resourceType}/${String(resource['id'])}`));
  const missing = (of: readonly RawResource[], followed: readonly Followed[], most: number): readonly string[] =>
    [...new Set(of.flatMap((resource) => referencesOf(resource, followed, gateway.baseUrl)))]
      .filter((reference) => !here.has(reference))
      .slice(0, most);
  const wanted = new Set([
    ...missing(resources, FOLLOWED, MOST_READS),
    ...missing(newestGiven(resources), GIVEN, MOST_PRODUCTS_GIVEN),
  ]);
  const answers = await Promise.all([...wanted].map((reference) => gateway.read(reference, call)));
  return answers.flatMap((answer) => {
    const type = answer.ok ? answer.value['resourceType'] : undefined;
    return answer.ok && typeof type === 'string' && type !== 'OperationOutcome'
      ? [{ ...answer.value, resourceType: type }]
      : [];
  });
}

const newestGiven = (resources: readonly RawResource[]): readonly RawResource[] =>
  resources
    .filter(({ resourceType }) => resourceType === 'MedicationAdministration')
    .map((dose) => ({ dose, at: givenAt(dose) }))
    .sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0))
    .map(({ dose }) => dose);

/** As written: of one record all are written alike, and a day more or less only changes what is read at the bound. */
function givenAt({ effectiveDateTime, effectivePeriod }: RawResource): string {
  const written = isObject(effectivePeriod) ? effectivePeriod['start'] : effectiveDateTime;
  return typeof written === 'string' ? written : '';
}

function referencesOf(resource: RawResource, followed: readonly Followed[], baseUrl: string): readonly string[] {
  return followed
    .filter(({ from }) => from === resource.resourceType)
    .flatMap(({ member, to }) =>
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
