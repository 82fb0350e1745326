import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unitsAsRational } from '../../../domain/kernel/billing-units.ts';
import { hcpcs } from '../../../domain/kernel/hcpcs-code.ts';
import { plainDate } from '../../../domain/kernel/plain-date.ts';
import { amountOf } from '../../../domain/kernel/quantity.ts';
import type { Rational } from '../../../domain/kernel/rational.ts';
import {
  add,
  compare,
  equals,
  isAtLeast,
  larger,
  multiply,
  rational,
  sum,
  zero,
} from '../../../domain/kernel/rational.ts';
import { marginAnswer } from '../../../domain/margin/margin-answer.ts';
import { MARGIN_EXAMPLES } from '../../../domain/margin/margin.examples.ts';
import type { StockedPackage } from '../../../domain/waste/vial-choice.ts';
import { labeledTotal } from '../../../domain/waste/vial-choice.ts';
import type { WasteAnswer } from '../../../domain/waste/waste-answer.ts';
import { wasteAnswer } from '../../../domain/waste/waste-answer.ts';
import type { WasteQuestion } from '../../../domain/waste/waste-question.ts';
import { randomSuite, SEED } from '../../support/random-suites.ts';

const ofMass = (value: Rational) => amountOf('mass', value);
const fraction = fc
  .tuple(fc.integer({ min: 1, max: 4000 }), fc.constantFrom(1, 2, 3, 4, 10, 40, 75))
  .map(([n, d]) => rational(n, d));
const unit = fc.constantFrom(
  rational(1),
  rational(10),
  rational(1, 2),
  rational(1, 4),
  rational(3, 40),
  rational(50),
  rational(100),
);
const container = fc.constantFrom<StockedPackage['container']>(
  'single-dose',
  'single-dose',
  'single-dose',
  'multi-dose',
);
/** Vials as they are made: whole, half and quarter milligrams. */
const content = fc
  .tuple(fc.integer({ min: 1, max: 500 }), fc.constantFrom(1, 1, 2, 4))
  .map(([n, d]) => ofMass(rational(n, d)));
const opened = fc.array(fc.record({ content, count: fc.integer({ min: 1, max: 6 }), container }), {
  minLength: 1,
  maxLength: 4,
});
const day = fc.constantFrom('2016-12-31', '2017-01-01', '2023-06-30', '2023-07-01', '2026-12-15').map(plainDate);
const claim = fc.record(
  {
    setting: fc.constantFrom('office', 'hopd', 'asc', 'cah', 'rhc', 'fqhc', 'inpatient'),
    statusIndicator: fc.constantFrom('G', 'K', 'K2', 'N'),
    campus: fc.constantFrom('PO', 'PN'),
    is340b: fc.boolean(),
  },
  { requiredKeys: [] },
);

/** Any administration that may have happened: complete, over, interrupted, refused. */
const administration = fc
  .record({
    unit,
    dose: fraction.map(ofMass),
    given: fc.option(fraction.map(ofMass)),
    vials: opened,
    on: day,
    claim,
    course: fc.constantFrom('complete', 'interrupted', 'none'),
  })
  .map(({ unit: each, dose, given, vials, on, claim: setting, course }): WasteQuestion => ({
    drug: {
      hcpcs: hcpcs('J1745'),
      label: 'drug',
      billingUnit: ofMass(each),
      containers: [],
      jwJz: 'applies',
      source: 'test',
    },
    on,
    dose,
    course,
    vials: { kind: 'opened', opened: vials },
    packages: [],
    packagesFrom: 'drug-table',
    claim: setting,
    ...(given === null ? {} : { given }),
  }));

const administered = (question: WasteQuestion): Rational =>
  question.course === 'none' ? zero : (question.given ?? question.dose).value;
const contentOf = (answer: WasteAnswer, kind: StockedPackage['container']): Rational =>
  labeledTotal(answer.opened.filter((vial) => vial.container === kind));

describe(`waste, at random (seed ${String(SEED)})`, { timeout: 900_000 }, () => {
  it(`opened is given and discarded, and no bill exceeds the label but by rounding up, in ${String(randomSuite(1_000_000).numRuns)} cases`, () => {
    let answers = 0;
    fc.assert(
      fc.property(administration, (question) => {
        const answer = wasteAnswer(question);
        if (!answer.ok) return;
        answers += 1;
        const laws = broken(question, answer.value);
        if (laws.length > 0) throw new Error(laws.join('; '));
      }),
      randomSuite(1_000_000),
    );
    // The refused ones must not be most of them: then nothing would have been shown.
    expect(answers).toBeGreaterThan(randomSuite(1_000_000).numRuns / 3);
  });

  it('a plan bills exactly what charting its own vials bills', () => {
    const planning = fc.record({
      unit,
      dose: fraction.map(ofMass),
      contents: fc.array(content, { minLength: 1, maxLength: 3 }),
    });
    fc.assert(
      fc.property(planning, ({ unit: each, dose, contents }) => {
        const base = {
          drug: {
            hcpcs: hcpcs('J1745'),
            label: 'drug',
            billingUnit: ofMass(each),
            containers: [],
            jwJz: 'applies',
            source: 'test',
          },
          on: plainDate('2026-12-15'),
          dose,
          course: 'complete',
          packages: contents.map((each) => ({ content: each, container: 'single-dose' })),
          packagesFrom: 'site-stock',
          claim: {},
        } as const satisfies Omit<WasteQuestion, 'vials'>;
        const plan = wasteAnswer({ ...base, vials: { kind: 'to-plan' } });
        // Strengths without a common step worth the name are refused by name.
        if (!plan.ok) return;
        const chart = wasteAnswer({ ...base, vials: { kind: 'opened', opened: plan.value.opened } });
        expect(chart.ok && chart.value.lines).toEqual(plan.value.lines);
        expect(chart.ok && chart.value.discard).toEqual(plan.value.discard);
        expect(chart.ok && chart.value.warnings).toEqual([]);
      }),
      randomSuite(50_000),
    );
  });
});

/** The laws that an answer breaks; an assertion for each of a million answers would take longer than the arithmetic. */
function broken(question: WasteQuestion, answer: WasteAnswer): readonly string[] {
  const laws = { ...amountLaws(question, answer), ...lineLaws(question, answer) };
  return Object.entries(laws).flatMap(([law, isKept]) => (isKept ? [] : [law]));
}

function amountLaws(question: WasteQuestion, answer: WasteAnswer): Readonly<Record<string, boolean>> {
  const given = administered(question);
  const [single, multi] = [contentOf(answer, 'single-dose'), contentOf(answer, 'multi-dose')];
  const label = add(single, multi);
  const isNothingGiven = equals(given, zero);
  const each = question.drug.billingUnit.value;
  const billed = sum(answer.lines.map((line) => multiply(unitsAsRational(line.units), each)));
  const roundedUp = multiply(unitsAsRational(answer.units.administered), each);
  // Rounding up adds less than one unit to the lesser of the dose and the label.
  const bound = add(compare(given, label) > 0 ? label : given, each);
  return {
    'single-dose content is given or discarded':
      !equals(multi, zero) || equals(larger(label, given), add(given, answer.discard.value)),
    'all is discarded where nothing is given': !isNothingGiven || equals(answer.discard.value, label),
    'no bill above the label but by rounding up': isAtLeast(larger(label, roundedUp), billed),
    'rounding up adds less than a unit': isNothingGiven || compare(roundedUp, bound) < 0,
    'no line without a dose': !isNothingGiven || answer.lines.length === 0,
  };
}

function lineLaws(question: WasteQuestion, answer: WasteAnswer): Readonly<Record<string, boolean>> {
  const modifiers = answer.lines.flatMap((line) => line.modifiers);
  return {
    'never JW and JZ together': !(modifiers.includes('JW') && modifiers.includes('JZ')),
    'at most two lines, none of zero units': answer.lines.length <= 2 && answer.lines.every((line) => line.units > 0),
    'modifiers are sorted': answer.lines.every((line) => [...line.modifiers].sort().join() === line.modifiers.join()),
    'no JZ before its day': question.on >= plainDate('2023-07-01') || !modifiers.includes('JZ'),
    'no JW before its day': question.on >= plainDate('2017-01-01') || !modifiers.includes('JW'),
    'no JW without a discarded unit': modifiers.includes('JW') === (answer.lines.length === 2),
  };
}

describe('M4: vials are never chosen for money', () => {
  const exampleOf = (id: string) => MARGIN_EXAMPLES.find((example) => example.id === id);

  it('the wasteful vials of the pair earn 13.88 more, and the plan is the other set', () => {
    const [least, wasteful] = ['M4a', 'M4b'].map((id) => {
      const example = exampleOf(id);
      const answer = example && marginAnswer(example.given);
      return answer?.ok === true ? answer.value.margin.total : undefined;
    });
    if (least === undefined || wasteful === undefined) throw new Error('the pair is not there');
    expect(equals(wasteful, add(least, rational(1388, 100)))).toBe(true);

    const plan = wasteAnswer({
      drug: {
        hcpcs: hcpcs('J9035'),
        label: 'drug',
        billingUnit: ofMass(rational(10)),
        containers: [],
        jwJz: 'applies',
        source: 'test',
      },
      on: plainDate('2026-12-15'),
      dose: ofMass(rational(1086)),
      course: 'complete',
      vials: { kind: 'to-plan' },
      packages: [100, 400].map((content) => ({ content: ofMass(rational(content)), container: 'single-dose' })),
      packagesFrom: 'site-stock',
      claim: {},
    });
    expect(plan.ok && plan.value.opened.map(({ content, count }) => [Number(content.value.n), count])).toEqual([
      [400, 2],
      [100, 3],
    ]);
  });
});
