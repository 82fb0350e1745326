import type { Policy } from '../visit/policy.ts';
import type { DrugCase } from './drug-case.ts';

/** Names of required results that the record does not hold, where the site supplies results at all. */
export function missingResults({ snapshot, today }: DrugCase, policy: Policy | undefined): readonly string[] {
  if (!snapshot.supplies.results) return [];
  return (policy?.requiredResults ?? [])
    .filter(
      ({ loinc }) =>
        !snapshot.clinical.results.some((result) => result.loinc.includes(loinc) && (result.on ?? '') <= today),
    )
    .map(({ name }) => name);
}

/** The policy's words for documents that no document on record contains, where the site supplies documents at all. */
export function missingDocuments({ snapshot }: DrugCase, policy: Policy | undefined): readonly string[] {
  if (!snapshot.supplies.documents) return [];
  const texts = snapshot.clinical.documents.flatMap((document) => document.texts.map((text) => text.toLowerCase()));
  return (policy?.documents ?? []).filter((wanted) => !texts.some((text) => text.includes(wanted.toLowerCase())));
}
