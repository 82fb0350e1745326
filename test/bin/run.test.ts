import { Readable, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { assessOutput } from '../../api-contract/assess.schema.ts';
import { COMMANDS } from '../../bin/commands.ts';
import { tolerateReaderGone } from '../../bin/reader-gone.ts';
import { run } from '../../bin/run.ts';
import { aBundle, aCoverage, aPatient, anAppointment, anOrder } from '../support/fhir-builders.ts';

async function called(argv: readonly string[], input = ''): Promise<{ status: number; out: string; err: string }> {
  const texts = { out: '', err: '' };
  const into = (name: 'out' | 'err') =>
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        texts[name] += chunk.toString();
        done();
      },
    });
  const status = await run(argv, { stdin: Readable.from([input]), stdout: into('out'), stderr: into('err') });
  return { status, ...texts };
}

describe('the command line', () => {
  it('lists its commands, and ends with 2 where none or an unknown one is named', async () => {
    expect(await called(['--help'])).toMatchObject({
      status: 0,
      err: '',
      out: expect.stringContaining('assess') as unknown,
    });
    expect(await called([])).toMatchObject({
      status: 2,
      out: '',
      err: expect.stringContaining('Usage: chairready') as unknown,
    });
    expect(await called(['asess'])).toMatchObject({
      status: 2,
      out: '',
      err: expect.stringContaining('"asess"') as unknown,
    });
  });

  it('goes on when its reader hangs up, and still hears of every other fault of its output', () => {
    const output = new Writable();
    tolerateReaderGone(output);
    const failing = (code: string) => () => output.emit('error', Object.assign(new Error(code), { code }));
    expect(failing('EPIPE')).not.toThrow();
    expect(failing('ENOSPC')).toThrow('ENOSPC');
  });

  it.each(COMMANDS.map(({ name }) => [name]))('%s --help explains itself and does nothing', async (name) => {
    const { status, out, err } = await called([name, '--help']);
    expect([status, err]).toEqual([0, '']);
    expect(out).toContain(`Usage: chairready ${name}`);
  });

  it.each(['learn'].map((name) => [name]))('%s says that it is not there yet, with status 2', async (name) => {
    const { status, out, err } = await called([name, 'something']);
    expect([status, out]).toEqual([2, '']);
    expect(err).toBe(`chairready ${name} is not available in this version.\n`);
  });
});

describe('assess', () => {
  it('says with status 2 that models of the site are not there yet', async () => {
    const { status, out, err } = await called(['assess', '--today', '2026-12-01', '--model', 'm.json']);
    expect([status, out]).toEqual([2, '']);
    expect(err).toMatch(/^--model is not available in this version\n/);
  });

  const bundle = aBundle(
    [
      aPatient(),
      aCoverage(),
      anOrder(),
      anAppointment({ supportingInformation: [{ reference: 'MedicationRequest/m1' }] }),
    ],
    { identifier: { value: 'b-1' } },
  );

  it('answers each line in the shape of the contract, in order, and goes on after a bad one', async () => {
    const input = [JSON.stringify(bundle), '{', '{"resourceType":"Patient"}', '', JSON.stringify(bundle)].join('\n');
    const { status, out, err } = await called(['assess', '--today', '2026-12-01'], input);
    const lines = out
      .trim()
      .split('\n')
      .map((line) => assessOutput.parse(JSON.parse(line)));
    expect([status, err]).toEqual([1, '']);
    expect(lines.map((line) => ('line' in line ? [line.line, line.error.path] : line.id))).toEqual([
      'b-1',
      [2, ''],
      [3, 'resourceType'],
      'b-1',
    ]);
    expect(lines[0]).toMatchObject({
      visits: [{ appointment: 'Appointment/a1', date: '2026-12-15', drugs: [{ hcpcs: 'J9271', plannedUnits: 200 }] }],
    });
  });

  it('shows clear and not-applicable findings only when asked', async () => {
    const verdicts = async (...more: readonly string[]) => {
      const { out } = await called(['assess', '--today', '2026-12-01', ...more], JSON.stringify(bundle));
      const line = assessOutput.parse(JSON.parse(out));
      return 'visits' in line ? line.visits.flatMap(({ findings }) => findings.map(({ verdict }) => verdict)) : [];
    };
    expect(await verdicts()).not.toContain('clear');
    expect(await verdicts('--all', '--json')).toContain('clear');
  });

  it.each([
    [[]],
    [['--today', '2026-02-30']],
    [['--today', '2026-12-01', '--time-zone', 'Mars/Olympus']],
    [['--today', '2026-12-01', '--policies', '/nowhere.json']],
    [['--today', '2026-12-01', '--polices', 'x']],
  ])('called with %j ends with 2, says why and writes nothing', async (argv) => {
    const { status, out, err } = await called(['assess', ...argv], JSON.stringify(bundle));
    expect([status, out]).toEqual([2, '']);
    expect(err.length).toBeGreaterThan(20);
  });
});
