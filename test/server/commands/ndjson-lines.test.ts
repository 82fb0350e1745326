import { PassThrough, Readable, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { LineOutcome, NdjsonOptions } from '../../../server/commands/ndjson-lines.ts';
import { runNdjson } from '../../../server/commands/ndjson-lines.ts';

/** Echoes each value; an object with `fail` is an error of the line. */
const echo = (value: unknown, line: number): LineOutcome =>
  typeof value === 'object' && value !== null && 'fail' in value
    ? { ok: false, id: 'x', error: { code: 'invalid', path: 'fail', message: 'fail is set' } }
    : { ok: true, output: { line, value } };

async function run(input: readonly (string | Buffer)[], options?: NdjsonOptions) {
  const written: string[] = [];
  const stdout = new Writable({
    write(chunk: Buffer, _encoding, done) {
      written.push(chunk.toString());
      done();
    },
  });
  const status = await runNdjson({ stdin: Readable.from(input), stdout, stderr: new PassThrough() }, echo, options);
  const lines = written.join('').split('\n').slice(0, -1);
  return { status, lines: lines.map((line) => JSON.parse(line) as unknown) };
}

describe('newline-delimited JSON', () => {
  it('answers one line for one line, in order', async () => {
    expect(await run(['1\n2\n', '3\n'])).toEqual({
      status: 0,
      lines: [1, 2, 3].map((value) => ({ line: value, value })),
    });
  });

  it('a bad line is an error with its number, the run goes on, and the status is 1', async () => {
    expect(await run(['1\n{"fail":true}\nnonsense\n4\n'])).toEqual({
      status: 1,
      lines: [
        { line: 1, value: 1 },
        { line: 2, id: 'x', error: { code: 'invalid', path: 'fail', message: 'fail is set' } },
        { line: 3, error: { code: 'not-json', path: '', message: 'the line is not JSON' } },
        { line: 4, value: 4 },
      ],
    });
  });

  it('skips blank lines but counts them, and reads a last line without its end', async () => {
    expect((await run(['\n', '  \n', '3'])).lines).toEqual([{ line: 3, value: 3 }]);
  });

  it('takes a byte order mark and Windows line ends', async () => {
    expect(await run(['\uFEFF1\r\n\r\n3\r\n'])).toEqual({
      status: 0,
      lines: [
        { line: 1, value: 1 },
        { line: 3, value: 3 },
      ],
    });
  });

  it('puts characters together that a chunk border has cut', async () => {
    const bytes = Buffer.from('"µg"\n');
    expect((await run([bytes.subarray(0, 2), bytes.subarray(2)])).lines).toEqual([{ line: 1, value: 'µg' }]);
  });

  it('refuses bytes that are not UTF-8', async () => {
    const { status, lines } = await run([Buffer.from([0x22, 0xff, 0x22, 0x0a]), '2\n']);
    expect(status).toBe(1);
    expect(lines).toMatchObject([{ line: 1, error: { code: 'not-utf-8' } }, { line: 2 }]);
  });

  it('refuses a line that is too long without keeping it, and goes on', async () => {
    const long = Array.from({ length: 50 }, () => 'x'.repeat(10));
    const { status, lines } = await run([...long, '\n', '2\n'], { mostBytes: 100 });
    expect(status).toBe(1);
    expect(lines).toMatchObject([
      { line: 1, error: { code: 'line-too-long', path: '' } },
      { line: 2, value: 2 },
    ]);
  });

  it('a line of exactly the bound is read', async () => {
    const { lines } = await run([`"${'x'.repeat(98)}"\n`, `"${'x'.repeat(99)}"\n`], { mostBytes: 100 });
    expect(lines).toMatchObject([{ line: 1, value: 'x'.repeat(98) }, { error: { code: 'line-too-long' } }]);
  });

  it('no input is no output', async () => {
    expect(await run([])).toEqual({ status: 0, lines: [] });
  });

  it('answers before more is written', async () => {
    const [stdin, stdout] = [new PassThrough(), new PassThrough()];
    const running = runNdjson({ stdin, stdout, stderr: new PassThrough() }, echo);
    stdin.write('1\n');
    const [answer] = (await Promise.race([stdout.iterator({ destroyOnReturn: false }).next()]).then((next) => [
      next.value,
    ])) as [Buffer];
    expect(answer.toString()).toBe('{"line":1,"value":1}\n');
    stdin.end();
    expect(await running).toBe(0);
  });

  it('waits for a slow reader and does not read ahead', async () => {
    let produced = 0;
    const source = Readable.from(
      (function* () {
        for (; produced < 20_000; produced += 1) yield `"${'x'.repeat(1000)}"\n`;
      })(),
    );
    let release: (() => void) | undefined;
    const stdout = new Writable({
      highWaterMark: 1,
      write(_chunk, _encoding, done) {
        release = done;
      },
    });
    const running = runNdjson({ stdin: source, stdout, stderr: new PassThrough() }, echo);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(produced).toBeLessThan(1000);
    stdout.destroy();
    release?.();
    expect(await running).toBe(0);
  });

  it('ends quietly when the reader has gone', async () => {
    const stdout = new Writable({
      write(_chunk, _encoding, done) {
        done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
      },
    });
    const lines = Array.from({ length: 100 }, (_, at) => `${String(at)}\n`);
    expect(await runNdjson({ stdin: Readable.from(lines), stdout, stderr: new PassThrough() }, echo)).toBe(0);
  });

  it('shows its progress to a terminal only', async () => {
    const lines = ['1\n'.repeat(10_000)];
    const [terminal, file] = [Object.assign(new PassThrough(), { isTTY: true }), new PassThrough()];
    for (const stderr of [terminal, file]) {
      const stdout = new PassThrough().resume();
      await runNdjson({ stdin: Readable.from(lines), stdout, stderr }, echo);
    }
    expect(String(terminal.read())).toContain('10000 lines');
    expect(file.read()).toBeNull();
  });
});
