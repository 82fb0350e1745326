import { describe, expect, it } from 'vitest';
import { amount } from '../../domain/kernel/quantity.ts';
import { builtInPolicies, parsePolicyPack, policiesVersion } from '../../reference-data/policy-pack.ts';
import { checkPolicySet } from '../../reference-data/policy-set.ts';

const SOURCE = { document: 'Provider manual', readOn: '2026-11-01' };
const aPolicy = (changes: object = {}) => ({
  id: 'sunrise-checkpoint',
  payer: { identifiers: ['urn:payers|77'], names: ['Sunrise Health Plan'] },
  drugs: ['J9271'],
  inForce: { from: '2026-01-01' },
  authorization: { required: true },
  source: SOURCE,
  ...changes,
});
const aPack = (...policies: readonly object[]) => ({ pack: 'regional-plans', version: '2026-11-01', policies });

const policiesOf = (...policies: readonly object[]) => {
  const parsed = parsePolicyPack(aPack(...policies));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problem));
  return parsed.value.policies;
};
const pathsOf = (json: unknown) => {
  const parsed = parsePolicyPack(json);
  return parsed.ok ? [] : parsed.problem.map(({ path }) => path);
};

describe('a policy pack', () => {
  it('with every field of the contract becomes a policy of the domain', () => {
    const everything = aPolicy({
      product: 'commercial',
      inForce: { from: '2026-01-01', until: '2026-12-31' },
      authorization: {
        required: true,
        validityMonths: 6,
        renewalWindowDays: 60,
        discardedUnitsCount: true,
        carriesOverPlanYear: false,
        numberPattern: '^A[0-9]{8}$',
      },
      indications: [{ icd10: ['C34'], evidence: '2A' }],
      requiredResults: [{ loinc: '85147-1', name: 'PD-L1', maxAgeDays: 365 }],
      step: { prefer: ['Q5118'] },
      siteOfCare: { allowed: ['11', '49'], graceDays: 45 },
      dose: { maxPerDose: { value: '0.4', unit: 'g' }, minIntervalDays: 21, maxDurationMonths: 24 },
      documents: ['pathology report'],
      turnaround: { medianDays: 3, p90Days: 8, basis: 'business' },
      decisionClockHours: 72,
      holidays: ['2026-12-25'],
      submit: { vendor: 'Portal', url: 'https://portal.example', phone: '1', fax: '2', hours: '8-5' },
      windows: { peerToPeerDays: 14, appealDays: 180, retroAuthorizationDays: 0, basis: 'calendar' },
      restartGapDays: 180,
      priors: { approval: '0.97', strength: '20' },
    });
    const [policy] = policiesOf(everything);
    expect(policy).toEqual({
      ...everything,
      pack: 'regional-plans',
      packVersion: '2026-11-01',
      dose: { maxPerDose: amount('400', 'mg'), minIntervalDays: 21, maxDurationMonths: 24 },
      priors: { approval: 0.97, strength: 20 },
    });
  });

  it('leaves out what it does not say, instead of filling it in', () => {
    expect(Object.keys(policiesOf(aPolicy())[0] ?? {}).sort()).toEqual([
      'authorization',
      'drugs',
      'id',
      'inForce',
      'pack',
      'packVersion',
      'payer',
      'source',
    ]);
  });

  it('may hold fields that we do not know', () => {
    expect(policiesOf(aPolicy({ color: 'blue' }))[0]).not.toHaveProperty('color');
  });

  it('may name a payer by its names alone', () => {
    expect(policiesOf(aPolicy({ payer: { names: ['Sunrise'] } }))[0]?.payer).toEqual({
      identifiers: [],
      names: ['Sunrise'],
    });
  });

  it('is refused whole, with all faults at once and where each is', () => {
    const faulty = aPack(
      aPolicy(),
      aPolicy({ id: 'b', drugs: ['J9271', 'K1'], authorization: {} }),
      aPolicy({
        id: 'c',
        turnaround: { medianDays: 'three', p90Days: 8 },
        dose: { maxPerDose: { value: '5', unit: 'spoon' } },
      }),
    );
    expect(pathsOf(faulty)).toEqual([
      'policies[1].drugs[1]',
      'policies[1].authorization.required',
      'policies[2].dose.maxPerDose',
      'policies[2].turnaround.medianDays',
    ]);
  });

  it.each([
    [{ inForce: { from: '2026-02-30' } }, 'policies[0].inForce.from'],
    [{ inForce: { from: '2026-02-02', until: '2026-02-01' } }, 'policies[0].inForce.until'],
    [{ turnaround: { medianDays: 8, p90Days: 3 } }, 'policies[0].turnaround.p90Days'],
    [{ priors: { approval: '1.01', strength: '20' } }, 'policies[0].priors.approval'],
    [{ authorization: { required: true, numberPattern: '(' } }, 'policies[0].authorization.numberPattern'],
    [{ authorization: { required: true, numberPattern: '(a+)+$' } }, 'policies[0].authorization.numberPattern'],
    [{ authorization: { required: true, validityMonths: -1 } }, 'policies[0].authorization.validityMonths'],
    [{ payer: { names: [] } }, 'policies[0].payer'],
    [{ drugs: 'all' }, 'policies[0].drugs'],
    [{ drugs: [] }, 'policies[0].drugs'],
    [{ source: { document: 'x' } }, 'policies[0].source.readOn'],
  ])('refuses %j and names the path', (changes, path) => {
    expect(pathsOf(aPack(aPolicy(changes)))).toEqual([path]);
  });

  it('takes the last day of a period that begins on the same day', () => {
    expect(pathsOf(aPack(aPolicy({ inForce: { from: '2026-02-02', until: '2026-02-02' } })))).toEqual([]);
  });

  it('names a repeated id beside every other fault, and calls what is absent missing', () => {
    const { readOn: _day, ...unread } = SOURCE;
    const parsed = parsePolicyPack(aPack(aPolicy({ source: unread }), aPolicy({ drugs: 'J9271' })));
    expect(parsed).toEqual({
      ok: false,
      problem: [
        { path: 'policies[0].source.readOn', message: 'is missing' },
        { path: 'policies[1].drugs', message: 'must be "any" or a list of HCPCS codes' },
        { path: 'policies[1].id', message: 'repeats the id of policies[0]' },
      ],
    });
  });

  it('refuses two policies with one id', () => {
    expect(pathsOf(aPack(aPolicy(), aPolicy()))).toEqual(['policies[1].id']);
  });

  it.each([null, 7, 'text', [], {}])('refuses %j', (json) => {
    expect(parsePolicyPack(json).ok).toBe(false);
  });
});

describe('the built-in pack', () => {
  it('says that Medicare fee-for-service needs no authorization for a drug, and where that stands', () => {
    const [policy, ...others] = builtInPolicies();
    expect(others).toEqual([]);
    expect(policy).toMatchObject({ product: 'medicare-ffs', drugs: 'any', authorization: { required: false } });
    expect(policy?.source.document).not.toBe('');
  });

  it('does not take the word Medicare alone for fee-for-service', () => {
    expect(builtInPolicies().flatMap(({ payer }) => payer.names.map((name) => name.toLowerCase()))).not.toContain(
      'medicare',
    );
  });
});

describe('the version of a set of policies', () => {
  it('names each pack and changes with any content, but not with the order', () => {
    const [a, b] = [policiesOf(aPolicy()), builtInPolicies()];
    expect(policiesVersion([...a, ...b])).toBe(policiesVersion([...b, ...a]));
    expect(policiesVersion(a)).toMatch(/^regional-plans@2026-11-01\+[0-9a-f]{12}$/);
    expect(policiesVersion(policiesOf(aPolicy({ decisionClockHours: 1 })))).not.toBe(policiesVersion(a));
  });
});

describe('a set of policies', () => {
  const conflictsOf = (first: object, second: object) =>
    checkPolicySet(policiesOf(aPolicy({ id: 'a', ...first }), aPolicy({ id: 'b', ...second }))).map((found) => [
      found.first,
      found.second,
    ]);
  const both = [['regional-plans/a', 'regional-plans/b']];
  const namesOnly = { payer: { names: ['Sunrise Health Plan'] } };

  it('in which two are equally specific for one payer, drug and day is an error that names both', () => {
    expect(conflictsOf({}, {})).toEqual(both);
    expect(conflictsOf({ drugs: 'any' }, { drugs: 'any' })).toEqual(both);
    expect(conflictsOf(namesOnly, { payer: { names: ['SUNRISE  Health Plan'] } })).toEqual(both);
  });

  it('lets a payer identifier win over a name', () => {
    expect(conflictsOf({}, namesOnly)).toEqual([]);
  });

  it('lets a listed drug win over any', () => {
    expect(conflictsOf({}, { drugs: 'any' })).toEqual([]);
    expect(conflictsOf({}, { drugs: ['J9299'] })).toEqual([]);
  });

  it('lets a line of business win over none', () => {
    expect(conflictsOf({ product: 'commercial' }, {})).toEqual([]);
    expect(conflictsOf({ product: 'commercial' }, { product: 'commercial' })).toEqual(both);
  });

  it('may follow one another by a day, not by none', () => {
    expect(
      conflictsOf({ inForce: { from: '2026-01-01', until: '2026-06-30' } }, { inForce: { from: '2026-07-01' } }),
    ).toEqual([]);
    expect(
      conflictsOf({ inForce: { from: '2026-01-01', until: '2026-07-01' } }, { inForce: { from: '2026-07-01' } }),
    ).toEqual(both);
  });
});
