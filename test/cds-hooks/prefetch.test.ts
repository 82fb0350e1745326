import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PrefetchState } from '../../cds-hooks/prefetch.ts';
import { readPrefetch, stateOfBundle } from '../../cds-hooks/prefetch.ts';
import { resolveTemplate } from '../../cds-hooks/prefetch-templates.ts';

const coverage = { resourceType: 'Coverage', id: 'c1' };
const outcome = (severity: string) => ({ resourceType: 'OperationOutcome', issue: [{ severity, code: 'processing' }] });
const bundle = (resources: readonly object[], more: object = {}) => ({
  resourceType: 'Bundle',
  type: 'searchset',
  entry: resources.map((resource) => ({ resource })),
  ...more,
});

function stateOf(value: unknown): PrefetchState {
  const read = readPrefetch('coverages', value);
  if (!read.ok) throw new Error(read.issue.path);
  return read.state;
}

describe('the states in which a prefetch key arrives', () => {
  it.each<[string, unknown, PrefetchState['kind']]>([
    ['not sent', undefined, 'absent'],
    ['null', null, 'none'],
    ['one resource', coverage, 'present'],
    ['a Bundle with matches', bundle([coverage]), 'present'],
    ['a collection with matches', bundle([coverage], { type: 'collection' }), 'present'],
    ['a Bundle without entries', bundle([]), 'none'],
    ['a Bundle without the entry field', { resourceType: 'Bundle', type: 'searchset' }, 'none'],
    ['an error', outcome('error'), 'unavailable'],
    ['a fatal error', outcome('fatal'), 'unavailable'],
    ['a warning', outcome('warning'), 'none'],
    ['an information', outcome('information'), 'none'],
    ['a Bundle with an error only', bundle([outcome('error')]), 'unavailable'],
    ['a Bundle with a warning only', bundle([outcome('warning')]), 'none'],
    ['matches and a warning', bundle([coverage, outcome('warning')]), 'present'],
    ['matches and an error', bundle([coverage, outcome('error')]), 'partial'],
    ['matches and a next page', bundle([coverage], { link: [{ relation: 'next', url: 'x' }] }), 'partial'],
    ['no matches and a next page', bundle([], { link: [{ relation: 'next', url: 'x' }] }), 'partial'],
    ['a link that is one object', bundle([coverage], { link: { relation: 'next', url: 'x' } }), 'partial'],
    ['fewer matches than the total', bundle([coverage], { total: 2 }), 'partial'],
    ['as many matches as the total', bundle([coverage], { total: 1 }), 'present'],
    ['an entry that is one object', { resourceType: 'Bundle', entry: { resource: coverage } }, 'present'],
  ])('%s', (_name, value, kind) => {
    expect(stateOf(value).kind).toBe(kind);
  });

  it.each([['text'], [4], [true], [[]], [{ id: 'x' }], [{ resourceType: 4 }]])(
    '%j is refused with its path',
    (value) => {
      const read = readPrefetch('coverages', value);
      expect(read).toMatchObject({
        ok: false,
        issue: { path: expect.stringMatching(/^prefetch\.coverages/) as unknown },
      });
    },
  );

  it('a read that holds another type is no answer to it', () => {
    expect(readPrefetch('patient', { resourceType: 'Group', id: 'p1' })).toMatchObject({
      state: { kind: 'unavailable' },
    });
  });

  it('the total counts the matches of all pages', () => {
    expect(stateOfBundle(bundle([coverage], { total: 3 }), 2).kind).toBe('present');
    expect(stateOfBundle(bundle([coverage], { total: 3 }), 1).kind).toBe('partial');
  });

  it('never throws, whatever JSON it is handed', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => typeof readPrefetch('coverages', value).ok === 'boolean'));
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('entry', 'link', 'total', 'type'), fc.jsonValue()), (members) => {
        expect(readPrefetch('coverages', { ...members, resourceType: 'Bundle' }).ok).toBe(true);
      }),
    );
  });
});

describe('templates', () => {
  const tokens = { 'context.patientId': 'p1', 'context.userId': 'Practitioner/n1' };

  it('resolve what they can and are left out where a token has no value', () => {
    expect(resolveTemplate('patient', tokens)).toBe('Patient/p1');
    expect(resolveTemplate('user', tokens)).toBe('Practitioner/n1');
    expect(resolveTemplate('roles', tokens)).toBeUndefined();
    expect(resolveTemplate('roles', { ...tokens, userPractitionerId: 'n1' })).toBe('PractitionerRole?practitioner=n1');
    expect(resolveTemplate('encounter', tokens)).toBeUndefined();
  });

  it('escape what a value may not say', () => {
    expect(resolveTemplate('coverages', { ...tokens, 'context.patientId': 'p1&x=1' })).toBe(
      'Coverage?patient=p1%26x%3D1',
    );
  });
});
