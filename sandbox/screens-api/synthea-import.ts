// Loads a Synthea transaction bundle: stores what is there and invents nothing, no dose, no order, no payer.
// Synthea keeps Coverage only inside each ExplanationOfBenefit; it is lifted out word for word, once per wording.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { FhirRefusal } from '../fhir-store/fhir-refusal.ts';
import type { FhirStore } from '../fhir-store/fhir-store.ts';
import { searchParametersOf } from '../fhir-store/search-parameters.ts';
import type { DraftResource } from '../fhir-store/stored-resource.ts';
import { isObject, parsed, parseDraft } from '../fhir-store/stored-resource.ts';
import { rewritten } from '../fhir-store/transaction.ts';
import type { ImportReport } from './screens.schema.ts';

const SyntheaBundle = z.looseObject({
  resourceType: z.literal('Bundle'),
  type: z.enum(['transaction', 'batch', 'collection']),
  entry: z.array(z.looseObject({ fullUrl: z.string().optional(), resource: z.unknown() })).min(1),
});

const LIFTED_TAG = {
  system: 'urn:chairready:sandbox:origin',
  code: 'lifted',
  display: 'Copied from inside an ExplanationOfBenefit',
};

/** One commit for everything; the same file twice changes nothing but versions. Throws a 400 refusal. */
export function importSynthea(store: FhirStore, input: unknown): ImportReport {
  const { entry } = parsed(SyntheaBundle, input);
  const drafts = entry.map(({ fullUrl, resource }, index) => ({ fullUrl, draft: draftAt(index, resource) }));
  const ids = new Map(drafts.flatMap(({ fullUrl, draft }) => (fullUrl === undefined ? [] : [[fullUrl, keyOf(draft)]])));
  const settled = drafts.map(({ draft }) => parseDraft(rewritten(draft, ids)));
  const patients = settled.filter(({ resourceType }) => resourceType === 'Patient');
  const [patient] = patients;
  if (patient?.id === undefined || patients.length > 1)
    throw new FhirRefusal(400, 'business-rule', `the bundle holds ${patients.length} patients; import one at a time`);
  const stored = settled.filter(({ resourceType }) => searchParametersOf(resourceType) !== undefined);
  const lifted = liftedCoverages(stored);
  store.putAll([...stored, ...lifted]);
  return {
    patient: patient.id,
    stored: countByType(stored),
    liftedCoverages: lifted.length,
    skipped: skippedTypes(settled),
  };
}

/** Synthea gives every resource an id; a resource without one could not be found again at the next import. */
function draftAt(index: number, input: unknown): DraftResource & { readonly id: string } {
  const draft = parseDraft(input);
  if (draft.id === undefined) throw new FhirRefusal(400, 'required', `Bundle.entry[${index}].resource.id: missing`);
  return { ...draft, id: draft.id };
}

function keyOf({ resourceType, id }: { readonly resourceType: string; readonly id: string }): string {
  return `${resourceType}/${id}`;
}

function liftedCoverages(resources: readonly DraftResource[]): readonly DraftResource[] {
  const contained = resources
    .filter(({ resourceType }) => resourceType === 'ExplanationOfBenefit')
    .flatMap((benefit) => (Array.isArray(benefit['contained']) ? (benefit['contained'] as unknown[]) : []))
    .filter((inner) => isObject(inner) && inner['resourceType'] === 'Coverage')
    .map((inner) => parseDraft(inner));
  const wordings = new Map(contained.map((coverage) => [JSON.stringify(coverage), coverage]));
  return [...wordings].map(([wording, coverage]) => ({
    ...coverage,
    id: `lifted-${createHash('sha256').update(wording).digest('hex').slice(0, 24)}`,
    meta: { ...coverage.meta, tag: [LIFTED_TAG] },
  }));
}

function countByType(resources: readonly DraftResource[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { resourceType } of resources) counts[resourceType] = (counts[resourceType] ?? 0) + 1;
  return counts;
}

function skippedTypes(resources: readonly DraftResource[]): ImportReport['skipped'] {
  const others = resources.filter(({ resourceType }) => searchParametersOf(resourceType) === undefined);
  return Object.entries(countByType(others)).map(([type, count]) => ({
    what: `${type} (${count})`,
    reason: 'this record keeps no such resource',
  }));
}
