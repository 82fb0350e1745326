import type { FhirCall } from '../gateway/fhir-answer.ts';
import type { FhirGateway } from '../gateway/fhir-gateway.ts';
import type { RefusedKinds } from './refused-kinds.ts';

/** How the EHR may be read for this question; without it only what was sent counts. */
export interface RecordAccess {
  readonly gateway: FhirGateway;
  readonly call: FhirCall;
  /** Shared by the patients of one sweep. */
  readonly refused?: RefusedKinds;
}
