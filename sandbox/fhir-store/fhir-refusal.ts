// How the store says no: an HTTP status and the FHIR OperationOutcome that goes with it.
import type { OperationOutcome } from 'fhir/r4';

type IssueCode = OperationOutcome['issue'][number]['code'];

/** A request that the FHIR server refuses. `message` becomes the diagnostics and holds no patient data. */
export class FhirRefusal extends Error {
  readonly status: number;
  readonly code: IssueCode;

  constructor(status: number, code: IssueCode, message: string) {
    super(message);
    this.name = 'FhirRefusal';
    this.status = status;
    this.code = code;
  }
}

export function operationOutcome(refusal: FhirRefusal): OperationOutcome {
  return {
    resourceType: 'OperationOutcome',
    issue: [{ severity: 'error', code: refusal.code, diagnostics: refusal.message }],
  };
}
