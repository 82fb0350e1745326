import { describe, expect, it } from 'vitest';
import type { HcpcsCode } from '../../domain/kernel/hcpcs-code.ts';
import { hcpcs } from '../../domain/kernel/hcpcs-code.ts';
import { plainDate } from '../../domain/kernel/plain-date.ts';
import type { DrugIdentity } from '../../domain/visit/drug-facts.ts';
import { loadDrugIndex, loadDrugTables } from '../../reference-data/load.ts';

const drugs = loadDrugIndex();
const today = plainDate('2026-11-21');
const HCPCS = 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets';
const NDC = 'http://hl7.org/fhir/sid/ndc';
const RXNORM = 'http://www.nlm.nih.gov/research/umls/rxnorm';

const byHcpcs = (code: string, on = today) => drugs.identify([{ system: HCPCS, code }], undefined, on);
const byNdc = (code: string, on = today) => drugs.identify([{ system: NDC, code }], undefined, on);
const byText = (text: string, on = today) => drugs.identify([], text, on);
const candidatesOf = (identity: DrugIdentity): readonly HcpcsCode[] =>
  identity.kind === 'several' ? identity.candidates : [];

describe('a HCPCS code', () => {
  it('names its drug', () => {
    expect(byHcpcs('j9271')).toEqual({ kind: 'known', hcpcs: 'J9271', by: 'hcpcs' });
  });

  it('that was replaced stays itself on its last day and is its successor on the next', () => {
    expect(byHcpcs('J9181', plainDate('2026-09-30'))).toMatchObject({ kind: 'known', hcpcs: 'J9181' });
    expect(byHcpcs('J9181', plainDate('2026-10-01'))).toMatchObject({ kind: 'known', hcpcs: 'J9187' });
  });

  it('that was retired long ago becomes the code of today', () => {
    expect(byHcpcs('J9310')).toMatchObject({ kind: 'known', hcpcs: 'J9312' });
  });

  it('that the table does not know is kept, without facts', () => {
    expect(byHcpcs('J0001')).toMatchObject({ kind: 'known', hcpcs: 'J0001' });
  });

  it('for unlisted drugs goes to a person', () => {
    expect(byHcpcs('J9999')).toEqual({ kind: 'unlisted', hcpcs: 'J9999', name: 'J9999' });
  });

  it.each(['E0781', 'J8520', 'A4222'])('%s is no infused drug', (code) => {
    expect(byHcpcs(code)).toMatchObject({ kind: 'not-infused' });
  });

  it('beside another code is two products, not one', () => {
    const both = drugs.identify(
      [
        { system: HCPCS, code: 'J9035' },
        { system: HCPCS, code: 'Q5107' },
      ],
      undefined,
      today,
    );
    expect(candidatesOf(both)).toEqual(['J9035', 'Q5107']);
  });

  it('and a package of the same code agree', () => {
    const both = drugs.identify(
      [
        { system: HCPCS, code: 'J9271' },
        { system: NDC, code: '0006-3026-02' },
      ],
      undefined,
      today,
    );
    expect(both).toEqual({ kind: 'known', hcpcs: 'J9271', by: 'hcpcs', ndc: '00006302602' });
  });

  it('and a package of another code are two products, the code first', () => {
    const both = drugs.identify(
      [
        { system: HCPCS, code: 'J9355' },
        { system: NDC, code: '0006-3026-02' },
      ],
      undefined,
      today,
    );
    expect(candidatesOf(both)).toEqual(['J9355', 'J9271']);
  });

  it('decides between the two codes under which one package is listed', () => {
    const both = drugs.identify(
      [
        { system: HCPCS, code: 'J0885' },
        { system: NDC, code: '55513012610' },
      ],
      undefined,
      today,
    );
    expect(both).toMatchObject({ kind: 'known', hcpcs: 'J0885', ndc: '55513012610' });
  });
});

describe('a National Drug Code', () => {
  it.each(['00006302602', '0006-3026-02', '00006-3026-02', 'N400006302602', '0006302602'])(
    'is read when written %s',
    (code) => {
      expect(byNdc(code)).toEqual({ kind: 'known', hcpcs: 'J9271', by: 'ndc', ndc: '00006302602' });
    },
  );

  it('of a drug with two codes stays two', () => {
    expect(candidatesOf(byNdc('55513012610'))).toEqual(['J0885', 'Q4081']);
  });

  it('follows the code that replaced its own', () => {
    expect(byNdc('59676061001', plainDate('2026-09-30'))).toMatchObject({ hcpcs: 'J9352' });
    expect(byNdc('59676061001', plainDate('2026-10-01'))).toMatchObject({ hcpcs: 'J9362' });
  });

  it('that no table lists says nothing', () => {
    expect(byNdc('99999999999')).toMatchObject({ kind: 'unknown' });
    expect(byNdc('9999999999')).toMatchObject({ kind: 'unknown' });
  });
});

describe('an RxNorm ingredient', () => {
  it('with one code in force is known', () => {
    expect(drugs.identify([{ system: RXNORM, code: '40048' }], undefined, today)).toMatchObject({
      kind: 'known',
      hcpcs: 'J9045',
      by: 'rxnorm',
    });
  });

  it('with biosimilars is every one of them, the reference product first, and none picked', () => {
    const identity = drugs.identify([{ system: RXNORM, code: '253337' }], undefined, today);
    expect(identity).toMatchObject({ kind: 'several', by: 'rxnorm' });
    expect(candidatesOf(identity)).toEqual(['J9035', 'Q5107', 'Q5118', 'Q5126', 'Q5129', 'Q5160']);
  });

  it('is narrowed by a product that the text names', () => {
    expect(drugs.identify([{ system: RXNORM, code: '253337' }], 'bevacizumab-bvzr', today)).toEqual({
      kind: 'known',
      hcpcs: 'Q5118',
      by: 'text',
    });
  });

  it('that a text contradicts is both', () => {
    expect(candidatesOf(drugs.identify([{ system: RXNORM, code: '40048' }], 'Velcade', today))).toEqual([
      'J9041',
      'J9045',
    ]);
  });
});

describe('a text', () => {
  it.each([
    ['Keytruda 200 mg IV', 'J9271'],
    ['pembrolizumab (KEYTRUDA) 200 mg in sodium chloride 0.9 % 100 mL IVPB', 'J9271'],
    ['Opdivo Qvantig', 'J9289'],
    ['nivolumab and hyaluronidase', 'J9289'],
    ['bevacizumab-awwb (MVASI)', 'Q5107'],
    ['rituximab-abbs', 'Q5115'],
    ['carboplatin AUC 5', 'J9045'],
    ['PACLitaxel protein-bound (ABRAXANE) 125 mg/m2', 'J9264'],
    ['nab-paclitaxel', 'J9264'],
    ['paclitaxel 80 mg/m2', 'J9267'],
    ['DOXOrubicin HCl liposome', 'Q2050'],
    ['doxorubicin 60 mg/m2', 'J9000'],
    ['trastuzumab emtansine', 'J9354'],
    ['leucovorin 400 mg/m2 in 0.25 L', 'J0643'],
    ['5-FU 2400 mg/m2', 'J9192'],
    ['Solu-Medrol 125 mg', 'J2919'],
    ['Darzalex Faspro (daratumumab-hyaluronidase-fihj)', 'J9144'],
    ['J9271 pembrolizumab', 'J9271'],
  ])('"%s" names %s', (text, code) => {
    expect(byText(text)).toEqual({ kind: 'known', hcpcs: code, by: 'text' });
  });

  it.each([
    ['infliximab', ['J1745', 'Q5103', 'Q5104', 'Q5121']],
    ['inFLIXimab (REMICADE) or biosimilar', ['J1745', 'Q5103', 'Q5104', 'Q5121']],
    ['nivolumab', ['J9289', 'J9299']],
    ['Epogen', ['J0885', 'Q4081']],
    ['carboplatin + gemcitabine (Gemzar)', ['J9045', 'J9201']],
  ])('"%s" could be several products and is never one', (text, codes) => {
    expect(candidatesOf(byText(text))).toEqual(codes);
  });

  it('with a product suffix that no table knows is another product', () => {
    expect(byText('denosumab-desu')).toEqual({ kind: 'unknown', name: 'denosumab-desu' });
  });

  it('takes whole words only', () => {
    expect(byText('Taxolium')).toMatchObject({ kind: 'unknown' });
    expect(byText('tbo-filgrastim')).toMatchObject({ kind: 'known', hcpcs: 'J1447' });
  });

  it('about a tablet is not about an infusion', () => {
    expect(byText('dexamethasone 4 mg tablet')).toMatchObject({ kind: 'not-infused' });
    expect(byText('dexamethasone injection, no tablet')).toMatchObject({ kind: 'known', hcpcs: 'J1100' });
  });

  it('about a drug outside the table stays unknown', () => {
    expect(byText('acetaminophen 650 mg')).toEqual({ kind: 'unknown', name: 'acetaminophen 650 mg' });
    expect(drugs.identify([], undefined, today)).toEqual({ kind: 'unknown', name: '' });
  });

  it('names the code in force on the day', () => {
    expect(byText('etoposide', plainDate('2026-09-30'))).toMatchObject({ hcpcs: 'J9181' });
    expect(byText('etoposide', plainDate('2026-10-01'))).toMatchObject({ hcpcs: 'J9187' });
    expect(byText('pembrolizumab', plainDate('2025-12-31'))).toMatchObject({ kind: 'known', hcpcs: 'J9271' });
  });
});

describe('every drug of the table', () => {
  const rows = loadDrugTables().drugs.filter(({ facts }) => drugs.facts(facts.hcpcs, today) === facts);
  const isFound = (text: string, code: string): boolean => {
    const identity = byText(text);
    return identity.kind === 'known' ? identity.hcpcs === code : candidatesOf(identity).includes(hcpcs(code));
  };

  it('is found by each of its brand names, alone or among the products that share it', () => {
    const lost = rows.flatMap(({ brands, facts }) => brands.filter((brand) => !isFound(brand, facts.hcpcs)));
    expect(lost).toEqual([]);
  });

  it('is found by its ingredient', () => {
    const lost = rows.filter(({ facts }) => !isFound(facts.ingredient, facts.hcpcs)).map(({ facts }) => facts.hcpcs);
    expect(lost).toEqual([]);
  });

  it('with biosimilars is never picked by its ingredient alone', () => {
    const picked = rows.filter(
      ({ facts }) => facts.biosimilarOf !== undefined && byText(facts.ingredient).kind === 'known',
    );
    expect(picked.map(({ facts }) => facts.hcpcs)).toEqual([]);
  });
});
