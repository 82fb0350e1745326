import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, plainDate } from '../../domain/kernel/plain-date.ts';
import { parseCrosswalk } from '../../reference-data/cms/crosswalk.ts';
import { parseMue } from '../../reference-data/cms/mue.ts';
import { parsePaymentLimits } from '../../reference-data/cms/payment-limits.ts';
import { loadDrugIndex, loadDrugTables } from '../../reference-data/load.ts';
import { parsePolicyPack } from '../../reference-data/policy-pack.ts';
import { randomSuite } from '../support/random-suites.ts';
import { crosswalkFile, crosswalkRow, limitRow, paymentLimitFile } from './cms/fixtures.ts';

const drugs = loadDrugIndex();
const { names, limits } = loadDrugTables();
const settings = randomSuite(10_000);

const aDay = fc.integer({ min: 0, max: 4000 }).map((days) => addDays(plainDate('2017-01-01'), days));
const aName = fc.constantFrom(...names.map(({ words }) => words.join(' ')));
const aSystem = fc.constantFrom(
  'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets',
  'http://hl7.org/fhir/sid/ndc',
  'http://www.nlm.nih.gov/research/umls/rxnorm',
);

describe('identification', () => {
  it('answers every record, however odd, and never offers one product as several', () => {
    const codings = fc.array(
      fc.record({
        system: aSystem,
        code: fc.oneof(fc.string(), fc.stringMatching(/^[A-V]\d{4}$/), fc.stringMatching(/^\d{10,11}$/)),
      }),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(codings, fc.option(fc.oneof(fc.string(), aName), { nil: undefined }), aDay, (given, text, on) => {
        const identity = drugs.identify(given, text, on);
        if (identity.kind === 'several') expect(new Set(identity.candidates).size).toBeGreaterThan(1);
      }),
      settings,
    );
  });

  it('finds by text only what is in force on the day', () => {
    fc.assert(
      fc.property(aName, aDay, (text, on) => {
        const identity = drugs.identify([], text, on);
        const codes =
          identity.kind === 'known' ? [identity.hcpcs] : identity.kind === 'several' ? identity.candidates : [];
        expect(codes.filter((code) => drugs.facts(code, on) === undefined)).toEqual([]);
      }),
      settings,
    );
  });

  it('does not depend on case or on what stands around a name', () => {
    fc.assert(
      fc.property(aName, aDay, (text, on) => {
        const plain = drugs.identify([], text, on);
        const dressed = drugs.identify([], `Give ${text.toUpperCase()} 100 mg now`, on);
        expect({ ...dressed, name: '' }).toEqual({ ...plain, name: '' });
      }),
      settings,
    );
  });
});

describe('a payment limit', () => {
  it('is never of a quarter that begins after the day', () => {
    fc.assert(
      fc.property(fc.constantFrom(...limits), aDay, ({ limit }, on) => {
        const found = drugs.paymentLimit(limit.hcpcs, on);
        if (found !== undefined) expect(found.quarterFrom <= on).toBe(true);
      }),
      settings,
    );
  });
});

describe('files from outside', () => {
  const parsers = [parsePaymentLimits, parseCrosswalk, parseMue] as const;

  it('of any bytes are refused or read, never thrown at the caller', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.string(), (bytes, name) => {
        for (const parse of parsers) expect(typeof parse({ name, bytes }).ok).toBe('boolean');
      }),
      settings,
    );
  });

  it('cut anywhere are refused, or give only rows of the whole file', () => {
    const limitFile = paymentLimitFile({
      rows: [limitRow('J9271', '60.645'), limitRow('J9299', '33.123', { notes: 'a, b' })],
    });
    const crosswalk = crosswalkFile({
      rows: [
        crosswalkRow('J1745', '57894-0030-01', ['1', '10', '10']),
        crosswalkRow('J9359', '79952-0110-01', ['1', '133.33', '134']),
      ],
    });
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (cut) => {
        for (const [parse, { name, bytes }] of [
          [parsePaymentLimits, limitFile],
          [parseCrosswalk, crosswalk],
        ] as const) {
          const [whole, part] = [
            parse({ name, bytes }),
            parse({ name, bytes: bytes.slice(0, Math.floor(bytes.length * cut)) }),
          ];
          if (part.ok && whole.ok) expect(whole.value.kept).toEqual(expect.arrayContaining([...part.value.kept]));
        }
      }),
      settings,
    );
  });

  it('of any JSON are a pack or a list of faults', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        const parsed = parsePolicyPack(json);
        if (!parsed.ok) expect(parsed.problem.length).toBeGreaterThan(0);
      }),
      settings,
    );
  });
});
