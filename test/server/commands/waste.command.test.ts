import { describe, expect, it } from 'vitest';
import { hcpcs } from '../../../domain/kernel/hcpcs-code.ts';
import { parseNdc } from '../../../domain/kernel/ndc11.ts';
import { plainDate } from '../../../domain/kernel/plain-date.ts';
import { amount } from '../../../domain/kernel/quantity.ts';
import { rational } from '../../../domain/kernel/rational.ts';
import type { ContainerKind, DrugFacts, DrugIndex } from '../../../domain/visit/drug-facts.ts';
import { runWaste } from '../../../server/commands/waste.command.ts';
import { answersOf, runOn } from './run-command.ts';

const drug = (code: string, unit: string, containers: readonly (readonly [string, ContainerKind])[]): DrugFacts => ({
  hcpcs: hcpcs(code),
  label: `Drug ${code}`,
  ingredient: code.toLowerCase(),
  billingUnit: amount(unit, 'mg'),
  containers: containers.map(([content, kind]) => ({ content: amount(content, 'mg'), kind })),
  jwJz: 'applies',
  inForce: { from: plainDate('2020-01-01') },
  source: 'test table',
});

const DRUGS = [
  drug('J1745', '10', [['100', 'single-dose']]),
  drug('J9299', '1', [
    ['40', 'single-dose'],
    ['100', 'single-dose'],
    ['120', 'single-dose'],
    ['240', 'single-dose'],
  ]),
  drug('J9035', '10', [
    ['100', 'single-dose'],
    ['400', 'single-dose'],
  ]),
  drug('J9355', '10', [
    ['150', 'single-dose'],
    ['420', 'multi-dose'],
  ]),
];

const index: DrugIndex = {
  facts: (code, on) => DRUGS.find((each) => each.hcpcs === code && each.inForce.from <= on),
  ofIngredient: () => [],
  identify: ([coding]) => {
    const ndc = parseNdc(coding?.code ?? '');
    return ndc.ok && ndc.value === '57894003001'
      ? { kind: 'known', hcpcs: hcpcs('J1745'), by: 'ndc', ndc: ndc.value }
      : { kind: 'unknown', name: '' };
  },
  successions: () => [
    {
      from: hcpcs('J0640'),
      to: hcpcs('J0643'),
      on: plainDate('2026-10-01'),
      unitsFactor: rational(50),
      source: 'test',
    },
  ],
  paymentLimit: () => undefined,
  version: 'test',
};

const mg = (value: string) => ({ value, unit: 'mg' });
const infliximab = { id: 'w1', hcpcs: 'J1745', dose: mg('350'), on: '2026-12-15' };
const fourVials = [{ content: mg('100'), count: 4, container: 'single-dose' }];
const ask = (...lines: readonly unknown[]) => runOn((argv, streams) => runWaste(argv, streams, () => index), lines);

async function answerTo(line: unknown): Promise<Record<string, unknown>> {
  const [answer] = answersOf(await ask(line));
  return answer ?? {};
}

describe('chairready waste', () => {
  it('charts the vials that were opened', async () => {
    const answer = await answerTo({ ...infliximab, opened: fourVials });
    expect(answer).toMatchObject({
      id: 'w1',
      opened: [{ content: { value: '100', unit: 'mg' }, count: 4, container: 'single-dose' }],
      lines: [
        { hcpcs: 'J1745', units: 35, modifiers: [] },
        { hcpcs: 'J1745', units: 5, modifiers: ['JW'] },
      ],
      discard: { value: '50', unit: 'mg' },
      review: null,
      warnings: [],
    });
    expect(Object.keys(answer)).toEqual([
      'id',
      'opened',
      'lines',
      'discard',
      'review',
      'warnings',
      'prompt',
      'worksheet',
      'source',
    ]);
    expect(answer['prompt']).toContain('50 mg discarded');
  });

  it('plans the least waste from what is at hand', async () => {
    const available = [
      { content: mg('40'), container: 'single-dose' },
      { content: mg('240'), container: 'single-dose' },
    ];
    const answer = await answerTo({ hcpcs: 'J9299', dose: mg('243'), on: '2026-12-15', available });
    expect(answer).toMatchObject({
      id: null,
      opened: [
        { content: mg('240'), count: 1 },
        { content: mg('40'), count: 1 },
      ],
      lines: [{ units: 243 }, { units: 37, modifiers: ['JW'] }],
    });
  });

  it('plans from the drug table where nothing is said of the stock', async () => {
    const answer = await answerTo({
      hcpcs: 'J9299',
      dose: mg('243'),
      on: '2026-12-15',
      roundingTolerancePercent: '10',
    });
    expect(answer).toMatchObject({ lines: [{ units: 243 }, { units: 17 }], warnings: ['dose-rounding-possible'] });
  });

  it('warns of a smaller set of vials by the strengths of the drug table', async () => {
    const opened = [{ content: mg('400'), count: 3, container: 'single-dose' }];
    const answer = await answerTo({ hcpcs: 'J9035', dose: mg('1086'), on: '2026-12-15', opened });
    expect(answer).toMatchObject({ lines: [{ units: 109 }, { units: 11 }], warnings: ['smaller-vial-set-exists'] });
  });

  it('takes the container from the table where the line does not say it', async () => {
    const answer = await answerTo({
      hcpcs: 'J9355',
      dose: mg('400'),
      on: '2026-12-15',
      opened: [{ content: mg('420'), count: 1 }],
    });
    expect(answer).toMatchObject({ lines: [{ units: 40, modifiers: [] }], opened: [{ container: 'multi-dose' }] });
  });

  it('converts grams and micrograms', async () => {
    const answer = await answerTo({
      ...infliximab,
      dose: { value: '0.35', unit: 'g' },
      opened: [{ content: { value: '100000', unit: 'mcg' }, count: 4, container: 'single-dose' }],
    });
    expect(answer).toMatchObject({ lines: [{ units: 35 }, { units: 5 }] });
  });

  it('an unknown code works with a billing unit of its own', async () => {
    const billingUnit = mg('10');
    expect(await answerTo({ ...infliximab, hcpcs: 'J9999', billingUnit, opened: fourVials })).toMatchObject({
      lines: [
        { hcpcs: 'J9999', units: 35 },
        { units: 5, modifiers: ['JW'] },
      ],
    });
  });

  it.each([
    ['refused', { administered: 'none' }, { lines: [], discard: mg('400'), review: null }],
    [
      'interrupted',
      { administered: 'interrupted', given: mg('100') },
      { review: 'interrupted', lines: [{ units: 10 }, { units: 30 }] },
    ],
    [
      'overfill',
      { dose: mg('405') },
      { review: 'overfill', lines: [{ units: 40, modifiers: ['JZ'] }], discard: mg('0') },
    ],
    [
      '340B off campus',
      { is340b: true, campus: 'PN', setting: 'hopd' },
      { lines: [{ modifiers: ['PN', 'TB'] }, { modifiers: ['JW', 'PN', 'TB'] }] },
    ],
    [
      'packaged',
      { setting: 'hopd', statusIndicator: 'n' },
      { lines: [{ units: 35, modifiers: [] }], discard: mg('50') },
    ],
  ])('%s', async (_name, change, expected) => {
    expect(await answerTo({ ...infliximab, opened: fourVials, ...change })).toMatchObject(expected);
  });

  it('ignores fields that it does not know', async () => {
    expect(await answerTo({ ...infliximab, opened: fourVials, color: 'blue' })).not.toHaveProperty('error');
  });
});

describe('chairready waste, on lines that cannot be used', () => {
  const vial = fourVials[0];
  it.each([
    ['not an object', 5, 'invalid', ''],
    ['no dose', { ...infliximab, dose: undefined }, 'missing', 'dose'],
    ['a number for a decimal', { ...infliximab, dose: { value: 350, unit: 'mg' } }, 'invalid', 'dose.value'],
    ['a dose without its unit', { ...infliximab, dose: { value: '350' } }, 'missing', 'dose.unit'],
    ['an unknown unit', { ...infliximab, dose: { value: '350', unit: 'spoon' } }, 'invalid', 'dose.unit'],
    ['a dose of nothing', { ...infliximab, dose: mg('0') }, 'invalid', 'dose.value'],
    ['a negative dose', { ...infliximab, dose: mg('-350') }, 'invalid', 'dose.value'],
    ['an absurd dose', { ...infliximab, dose: mg('999999999999') }, 'dose-absurd', 'dose'],
    ['a volume', { ...infliximab, dose: { value: '35', unit: 'mL' } }, 'concentration-missing', 'dose'],
    ['a day that does not exist', { ...infliximab, on: '2026-02-29' }, 'invalid', 'on'],
    ['a code that is none', { ...infliximab, hcpcs: '96413' }, 'invalid', 'hcpcs'],
    ['an unknown code', { ...infliximab, hcpcs: 'J9998' }, 'unknown-code', 'hcpcs'],
    ['a code before it existed', { ...infliximab, on: '2019-12-31' }, 'unknown-code', 'hcpcs'],
    ['a code that was replaced', { ...infliximab, hcpcs: 'J0640' }, 'code-replaced', 'hcpcs'],
    [
      'a billing unit that contradicts',
      { ...infliximab, billingUnit: mg('100') },
      'billing-unit-contradicts',
      'billingUnit',
    ],
    ['no vials', { ...infliximab, opened: [] }, 'invalid', 'opened'],
    ['no count', { ...infliximab, opened: [vial, { ...vial, count: undefined }] }, 'missing', 'opened[1].count'],
    ['a count of zero', { ...infliximab, opened: [vial, { ...vial, count: 0 }] }, 'invalid', 'opened[1].count'],
    ['half a vial', { ...infliximab, opened: [{ ...vial, count: 0.5 }] }, 'invalid', 'opened[0].count'],
    ['an empty vial', { ...infliximab, opened: [{ ...vial, content: mg('0') }] }, 'invalid', 'opened[0].content.value'],
    [
      'a vial by volume',
      { ...infliximab, opened: [{ ...vial, content: { value: '10', unit: 'mL' } }] },
      'opened-measure-differs',
      'opened[0].content',
    ],
    [
      'an unheard-of container',
      { ...infliximab, opened: [{ ...vial, container: 'bag' }] },
      'invalid',
      'opened[0].container',
    ],
    [
      'a container that neither line nor table tells',
      { ...infliximab, opened: [{ content: mg('90'), count: 4 }] },
      'missing',
      'opened[0].container',
    ],
    ['ten digits', { ...infliximab, opened: [{ ...vial, ndc: '5789400301' }] }, 'invalid', 'opened[0].ndc'],
    [
      'the package of another drug',
      { ...infliximab, hcpcs: 'J9035', opened: [{ ...vial, ndc: '57894-030-01' }] },
      'ndc-of-another-code',
      'opened[0].ndc',
    ],
    [
      'far more given than opened',
      { ...infliximab, dose: mg('3500'), opened: fourVials },
      'more-given-than-opened',
      'dose',
    ],
    [
      'an interruption without an amount',
      { ...infliximab, opened: fourVials, administered: 'interrupted' },
      'given-missing',
      'given',
    ],
    ['an unknown setting', { ...infliximab, setting: 'spaceship' }, 'invalid', 'setting'],
    ['an unknown course', { ...infliximab, administered: 'partly' }, 'invalid', 'administered'],
    [
      'a tolerance below zero',
      { ...infliximab, roundingTolerancePercent: '-1' },
      'invalid',
      'roundingTolerancePercent',
    ],
    ['nothing to plan with', { ...infliximab, hcpcs: 'J9999', billingUnit: mg('1') }, 'no-strengths', 'available'],
  ])('%s', async (_name, line, code, path) => {
    const run = await ask(line);
    expect(run.status).toBe(1);
    const [answer] = answersOf(run);
    expect(answer).toMatchObject({ line: 1, error: { code, path } });
    if (typeof line === 'object') expect(answer?.['id']).toBe('w1');
    expect(JSON.stringify(answer)).toContain(path);
  });

  it('goes on after a bad line', async () => {
    const run = await ask({ ...infliximab, opened: fourVials }, 'nonsense', { ...infliximab, opened: fourVials });
    expect(run.status).toBe(1);
    expect(answersOf(run).map((answer) => 'error' in answer)).toEqual([false, true, false]);
  });
});

describe('chairready waste, called', () => {
  it('prints its usage', async () => {
    const run = await runOn((argv, streams) => runWaste(argv, streams, () => index), [], ['--help']);
    expect([run.status, run.output.startsWith('Usage: chairready waste')]).toEqual([0, true]);
  });

  it('with an unknown option prints nothing on standard output and exits 2', async () => {
    const run = await runOn((argv, streams) => runWaste(argv, streams, () => index), [infliximab], ['--fast']);
    expect([run.status, run.output]).toEqual([2, '']);
    expect(run.errors).toContain('unknown argument: --fast');
  });

  it('reads the tables that ship with the product', async () => {
    const run = await runOn(runWaste, [{ hcpcs: 'J9299', dose: mg('210'), on: '2026-12-15' }]);
    expect(answersOf(run)).toMatchObject([{ lines: [{ units: 210 }, { units: 10, modifiers: ['JW'] }] }]);
  });

  it('memory does not grow with the input', { timeout: 120_000 }, async () => {
    const before = process.memoryUsage().heapUsed;
    const line = `${JSON.stringify({ ...infliximab, opened: fourVials })}\n`;
    const stdin = (await import('node:stream')).Readable.from(
      (function* () {
        for (let at = 0; at < 20_000; at += 1) yield line;
      })(),
    );
    const { Writable, PassThrough } = await import('node:stream');
    let bytes = 0;
    const stdout = new Writable({
      write(chunk: Buffer, _encoding, done) {
        bytes += chunk.length;
        done();
      },
    });
    expect(await runWaste([], { stdin, stdout, stderr: new PassThrough() }, () => index)).toBe(0);
    expect(bytes).toBeGreaterThan(20_000 * 500);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(100 * 1024 * 1024);
  });
});
