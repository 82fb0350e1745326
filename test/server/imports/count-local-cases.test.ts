import { describe, expect, it } from 'vitest';
import { hcpcs } from '../../../domain/kernel/hcpcs-code.ts';
import { addDays, plainDate } from '../../../domain/kernel/plain-date.ts';
import { countLocalCases } from '../../../server/imports/count-local-cases.ts';
import type { DecidedRequest } from '../../../server/store/decided-requests.ts';

const KEYTRUDA = hcpcs('J9271');

const decided = (different: Partial<DecidedRequest> = {}): DecidedRequest => ({
  ...{ tenant: 'clinic', payer: { identifiers: [], names: ['Sunrise'] }, products: [KEYTRUDA], granted: true },
  ...{ whose: 'Patient/p1', asked: plainDate('2026-10-01'), decided: plainDate('2026-10-05') },
  ...different,
});

const countsOf = (tenant: string, ...requests: readonly DecidedRequest[]) =>
  countLocalCases(requests)
    .get(tenant)
    ?.map(({ payer, hcpcs: code, decided: all, approved }) => [payer.names[0], code, all, approved]);

describe('the cases of a clinic', () => {
  it('are counted by payer and by each drug that a request names', () => {
    const requests = [
      decided(),
      decided({ whose: 'Patient/p2', granted: false }),
      decided({ whose: 'Patient/p3', payer: { identifiers: [], names: ['Granite'] } }),
      decided({ whose: 'Patient/p4', products: [KEYTRUDA, hcpcs('J9299')] }),
    ];
    expect(countsOf('clinic', ...requests)).toEqual([
      ['Sunrise', 'J9271', 3, 2],
      ['Granite', 'J9271', 1, 1],
      ['Sunrise', 'J9299', 1, 1],
    ]);
  });

  it('are those of one tenant alone, though the other has the same payer, drug and numbers', () => {
    const requests = [decided({ number: 'A1' }), decided({ tenant: 'other', number: 'A1', granted: false })];
    expect(countsOf('clinic', ...requests)).toEqual([['Sunrise', 'J9271', 1, 1]]);
    expect(countsOf('other', ...requests)).toEqual([['Sunrise', 'J9271', 1, 0]]);
  });

  it('count a request once however often files tell of it, by its first decision', () => {
    const refused = decided({ granted: false });
    const onAppeal = decided({ number: 'A-77', decided: plainDate('2026-11-02') });
    const toldAgain = decided({ number: 'a77', whose: 'urn:mrn|7', decided: plainDate('2026-11-03') });
    expect(countsOf('clinic', toldAgain, onAppeal, refused, refused)).toEqual([['Sunrise', 'J9271', 1, 0]]);
    const renewal = decided({ number: 'A-78', asked: plainDate('2027-03-01'), decided: plainDate('2027-03-03') });
    expect(countsOf('clinic', refused, onAppeal, renewal)).toEqual([['Sunrise', 'J9271', 2, 1]]);
  });

  it('keep the newest sixty answers with both days, and none that was decided before it was asked', () => {
    const many = Array.from({ length: 70 }, (_, day) =>
      decided({ whose: `Patient/${String(day)}`, decided: addDays(plainDate('2026-10-01'), day - 5) }),
    );
    const [cases] = countLocalCases(many).get('clinic') ?? [];
    expect(cases?.decided).toBe(70);
    expect(cases?.answers).toHaveLength(60);
    expect(cases?.answers[0]).toEqual({ asked: '2026-10-01', decided: '2026-12-04' });
    const [untold] = countLocalCases([decided({ decided: plainDate('2026-09-30') })]).get('clinic') ?? [];
    expect(untold).toMatchObject({ decided: 1, answers: [] });
  });
});
