import { describe, expect, it } from 'vitest';
import { ok, problem } from '../../../domain/kernel/result.ts';
import type { FhirProblemCode } from '../../../server/gateway/fhir-answer.ts';
import type { FhirGateway } from '../../../server/gateway/fhir-gateway.ts';
import { hearAnswers } from '../../../server/sweep/heard-answers.ts';

const CALL = { deadline: Number.MAX_SAFE_INTEGER };

/** An EHR that answers each read with the code that is asked for, and nothing else. */
const answering: FhirGateway = {
  baseUrl: 'https://ehr.test/fhir',
  read: (query) => Promise.resolve(query === 'ok' ? ok({}) : problem({ code: query as FhirProblemCode })),
  search: (query) =>
    Promise.resolve(
      query === 'ok' ? ok({ resources: [], complete: true }) : problem({ code: query as FhirProblemCode }),
    ),
  following: () => Promise.resolve({ resources: [], complete: true }),
};

describe('What an EHR answered while a patient was read', () => {
  it.each([
    ['refused', false],
    ['not-found', false],
    ['too-large', false],
    ['foreign-address', false],
    ['ok', false],
    ['token-refused', true],
    ['timeout', true],
    ['unreachable', true],
    ['too-many-requests', true],
    ['server-error', true],
    ['circuit-open', true],
    ['bad-answer', true],
  ])('%s: worth another try? %s', async (code, mayPass) => {
    const [byRead, bySearch] = [hearAnswers(answering), hearAnswers(answering)];
    await byRead.gateway.read(code, CALL);
    await bySearch.gateway.search(code, CALL);
    expect([byRead.mayPass(), bySearch.mayPass()]).toEqual([mayPass, mayPass]);
  });

  it('is not forgotten when a definite answer follows', async () => {
    const heard = hearAnswers(answering);
    await heard.gateway.read('timeout', CALL);
    await heard.gateway.read('not-found', CALL);
    expect(heard.mayPass()).toBe(true);
  });
});
