/** Notes what an EHR answered while one patient was read, so that only what may pass is tried again. */
import type { Result } from '../../domain/kernel/result.ts';
import type { FhirProblem, FhirProblemCode } from '../gateway/fhir-answer.ts';
import type { FhirGateway } from '../gateway/fhir-gateway.ts';

export interface Heard {
  readonly gateway: FhirGateway;
  /** Whether any read failed in a way that may be over in a moment. */
  readonly mayPass: () => boolean;
}

/** 400, 403, 404, 410, an answer that is too large or leads elsewhere: the same question gets the same answer. */
const DEFINITE: ReadonlySet<FhirProblemCode> = new Set(['refused', 'not-found', 'too-large', 'foreign-address']);

export function hearAnswers(gateway: FhirGateway): Heard {
  let mayPass = false;
  const noting = async <Found>(answering: Promise<Result<Found, FhirProblem>>): Promise<Result<Found, FhirProblem>> => {
    const answer = await answering;
    if (!answer.ok && !DEFINITE.has(answer.problem.code)) mayPass = true;
    return answer;
  };
  return {
    gateway: {
      ...gateway,
      read: (query, call) => noting(gateway.read(query, call)),
      search: (query, call) => noting(gateway.search(query, call)),
    },
    mayPass: () => mayPass,
  };
}
