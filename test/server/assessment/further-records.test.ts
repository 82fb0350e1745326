import { describe, expect, it } from 'vitest';
import { plainDate } from '../../../domain/kernel/plain-date.ts';
import type { FurtherQuestion } from '../../../server/assessment/further-records.ts';
import { furtherRecords, furtherWanted } from '../../../server/assessment/further-records.ts';
import { refusedKinds } from '../../../server/assessment/refused-kinds.ts';
import { refusalOf } from '../../../server/gateway/fetch-json.ts';
import type { FhirCall, FhirProblem } from '../../../server/gateway/fhir-answer.ts';
import type { FhirGateway } from '../../../server/gateway/fhir-gateway.ts';
import { examplePolicy } from '../../../domain/decision/example-course.ts';

const TODAY = plainDate('2026-11-21');
const call: FhirCall = { accessToken: 't', deadline: Date.now() + 60_000 };

const asking = (more: Partial<FurtherQuestion> = {}): FurtherQuestion => ({
  ...furtherWanted([], TODAY),
  patientId: 'p1',
  userRef: 'Practitioner/n1',
  ...more,
});

/** An EHR that answers each type as it is told, and remembers what it was asked. */
function ehr(answers: Readonly<Record<string, FhirProblem | 'hangs' | readonly string[]>>) {
  const asked: string[] = [];
  const gateway: FhirGateway = {
    baseUrl: 'https://ehr.test/fhir',
    read: () => Promise.resolve({ ok: false, problem: { code: 'not-found' } }),
    following: () => Promise.resolve({ resources: [], complete: true }),
    search: async (query, { deadline }) => {
      asked.push(query);
      const [type = ''] = query.split('?');
      const answer = answers[type] ?? [];
      if (answer === 'hangs') {
        await new Promise((resolve) => setTimeout(resolve, Math.max(0, deadline - Date.now())));
        return { ok: false, problem: { code: 'timeout' } };
      }
      return 'code' in answer
        ? { ok: false, problem: answer }
        : { ok: true, value: { resources: answer.map((id) => ({ resourceType: type, id })), complete: true } };
    },
  };
  return { gateway, asked };
}

describe('records beside the prefetch keys', () => {
  it('are searched for at once, bills of the last year only', async () => {
    const { gateway, asked } = ehr({ ExplanationOfBenefit: ['e1'], Claim: ['c1'] });
    const { resources, notRead } = await furtherRecords(asking(), { gateway, call });
    expect(asked).toEqual([
      'ExplanationOfBenefit?patient=p1&use=preauthorization',
      'Claim?patient=p1&created=ge2025-11-20',
      'CoverageEligibilityResponse?patient=p1',
    ]);
    expect(resources.map(({ id }) => id)).toEqual(['e1', 'c1']);
    expect(notRead).toEqual([]);
  });

  it('include documents only where a policy asks for one', () => {
    expect(furtherWanted([examplePolicy()], TODAY).kinds).not.toContain('documents');
    expect(furtherWanted([examplePolicy({ documents: ['pathology report'] })], TODAY).kinds).toContain('documents');
  });

  it.each([400, 404, 410])(
    'refused with %i are not offered: no gap, and nobody asks again for a while',
    async (status) => {
      const { gateway, asked } = ehr({ Claim: { code: status === 400 ? 'refused' : 'not-found', status } });
      expect((await furtherRecords(asking(), { gateway, call })).notRead).toEqual([]);
      await furtherRecords(asking({ userRef: 'Practitioner/n2' }), { gateway, call });
      expect(asked.filter((query) => query.startsWith('Claim?'))).toHaveLength(1);
    },
  );

  it.each([401, 403])('refused to one person with %i are asked for again for another', async (status) => {
    const { gateway, asked } = ehr({ Claim: { code: status === 401 ? 'token-refused' : 'refused', status } });
    const claims = () => asked.filter((query) => query.startsWith('Claim?')).length;
    await furtherRecords(asking(), { gateway, call });
    await furtherRecords(asking(), { gateway, call });
    expect(claims()).toBe(1);
    await furtherRecords(asking({ userRef: 'Practitioner/n2' }), { gateway, call });
    expect(claims()).toBe(2);
  });

  it('that fail are named as not read, and rest before they are tried again', async () => {
    const { gateway, asked } = ehr({ ExplanationOfBenefit: { code: 'server-error', status: 503 } });
    const unread = [{ key: 'explanations', why: 'unread' }];
    expect((await furtherRecords(asking(), { gateway, call })).notRead).toEqual(unread);
    expect((await furtherRecords(asking(), { gateway, call })).notRead).toEqual(unread);
    expect(asked.filter((query) => query.startsWith('ExplanationOfBenefit?'))).toHaveLength(1);
  });

  it('are waited for no longer than the question allows, and the others count all the same', async () => {
    const { gateway } = ehr({ ExplanationOfBenefit: 'hangs', Claim: ['c1'] });
    const begun = Date.now();
    const { resources, notRead } = await furtherRecords(asking({ withinMs: 50 }), { gateway, call });
    expect(Date.now() - begun).toBeLessThan(1000);
    expect(resources).toHaveLength(1);
    expect(notRead).toEqual([{ key: 'explanations', why: 'unread' }]);
  });

  it.each([
    ['refused to three patients and answered for nobody', [403, 403, 404, 403, 404], 3],
    ['refused three times for one patient', [403, 403, 403], 3, 'p1'],
    ['refused to two', [403, 404, undefined, 403, 403, 403], 6],
    ['closed to our token, or failing', [401, 500, 503, 401], 4],
  ])('in one sweep, %s', async (_, statuses, times, onePatient?: string) => {
    const refused = refusedKinds();
    let claims = 0;
    for (const [at, status] of statuses.entries()) {
      const { gateway, asked } = ehr({ Claim: status === undefined ? ['c1'] : (refusalOf(status) ?? []) });
      const patientId = onePatient ?? `p${String(at)}`;
      await furtherRecords(asking({ patientId, userRef: '' }), { gateway, call, refused });
      claims += asked.filter((query) => query.startsWith('Claim?')).length;
    }
    expect(claims).toBe(times);
    expect(refused.isRefused('claims')).toBe(times < statuses.length);
  });

  it('of one EHR say nothing about another', async () => {
    const refusing = ehr({ Claim: { code: 'not-found', status: 404 } });
    await furtherRecords(asking(), { gateway: refusing.gateway, call });
    const other = ehr({ Claim: ['c1'] });
    expect((await furtherRecords(asking(), { gateway: other.gateway, call })).resources).toHaveLength(1);
  });
});
