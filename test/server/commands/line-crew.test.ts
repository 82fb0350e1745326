import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../../reference-data/package-root.ts';
import { runAssess } from '../../../server/commands/assess.command.ts';
import type { InputLine } from '../../../server/commands/input-lines.ts';
import type { AnsweredLines, LineCrew, LineOutcome } from '../../../server/commands/ndjson-lines.ts';
import { answerLines, runNdjson } from '../../../server/commands/ndjson-lines.ts';
import { SEED, STORIES } from '../../../sandbox/stories/all-stories.ts';
import { sceneOf } from '../../../sandbox/stories/scene.ts';

const echo = (value: unknown, line: number): LineOutcome => ({ ok: true, output: { line, value } });

function sinkOf(written: string[]): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      written.push(chunk.toString());
      done();
    },
  });
}

/** Takes every second piece and answers it late. */
function lateCrew(answers: (lines: readonly InputLine[]) => Promise<AnsweredLines>) {
  const seen = { offered: 0, taken: 0, closed: 0 };
  const crew: LineCrew = {
    take(lines) {
      seen.offered += 1;
      if (seen.offered % 2 === 0) return undefined;
      seen.taken += 1;
      return sleep(1 + (seen.offered % 5)).then(() => answers(lines));
    },
    close: () => {
      seen.closed += 1;
      return Promise.resolve();
    },
  };
  return { crew, seen };
}

const LINES = Array.from({ length: 900 }, (_, index) => `${String(index + 1)}\n`);

describe('a long input that several threads answer', () => {
  it('comes out in the order of its lines, whoever answers first', async () => {
    const written: string[] = [];
    const { crew, seen } = lateCrew((lines) => answerLines(lines, echo));
    const streams = { stdin: Readable.from(LINES), stdout: sinkOf(written), stderr: new PassThrough() };
    expect(await runNdjson(streams, echo, { openCrew: () => crew })).toBe(0);
    const lines = written.join('').split('\n').slice(0, -1);
    expect(lines).toEqual(LINES.map((_, index) => JSON.stringify({ line: index + 1, value: index + 1 })));
    expect(seen.taken).toBeGreaterThan(200);
    expect(seen.closed).toBe(1);
  });

  it('opens nobody for a short one', async () => {
    const streams = { stdin: Readable.from(LINES.slice(0, 299)), stdout: sinkOf([]), stderr: new PassThrough() };
    let opened = 0;
    const openCrew = (): undefined => {
      opened += 1;
      return undefined;
    };
    await runNdjson(streams, echo, { openCrew });
    expect(opened).toBe(0);
    await runNdjson({ ...streams, stdin: Readable.from(LINES.slice(0, 300)) }, echo, { openCrew });
    expect(opened).toBe(1);
  });

  it('opens somebody once where few lines are long ones', async () => {
    const long = (bytes: number): Readable => Readable.from([`"${'x'.repeat(bytes - 2)}"\n`, '1\n', '2\n']);
    const streams = { stdout: sinkOf([]), stderr: new PassThrough() };
    let opened = 0;
    const openCrew = (): undefined => {
      opened += 1;
      return undefined;
    };
    await runNdjson({ ...streams, stdin: long(512 * 1024 - 3) }, echo, { openCrew });
    expect(opened).toBe(0);
    await runNdjson({ ...streams, stdin: long(512 * 1024) }, echo, { openCrew });
    expect(opened).toBe(1);
  });

  it('a line that a thread could not use gives status 1', async () => {
    const failing = lateCrew((lines) => Promise.resolve({ text: 'x\n', count: lines.length, failed: true }));
    const streams = { stdin: Readable.from(LINES), stdout: sinkOf([]), stderr: new PassThrough() };
    expect(await runNdjson(streams, echo, { openCrew: () => failing.crew })).toBe(1);
  });

  it('the fault of a thread ends the run, and the others with it', async () => {
    const broken = lateCrew(() => Promise.reject(new Error('out of memory')));
    const streams = { stdin: Readable.from(LINES), stdout: sinkOf([]), stderr: new PassThrough() };
    await expect(runNdjson(streams, echo, { openCrew: () => broken.crew })).rejects.toThrow('out of memory');
    expect(broken.seen.closed).toBe(1);
  });

  it('answers a caller who waits for each answer before the next question', { timeout: 20_000 }, async () => {
    const { crew } = lateCrew((lines) => answerLines(lines, echo));
    const stdin = new PassThrough();
    const stdout = new PassThrough();
    const done = runNdjson({ stdin, stdout, stderr: new PassThrough() }, echo, { openCrew: () => crew });
    for (const line of LINES.slice(0, 400)) {
      stdin.write(line);
      const [answer] = (await once(stdout, 'data')) as [Buffer];
      expect(answer.toString()).toContain(`"value":${line.trim()}}`);
    }
    stdin.end();
    expect(await done).toBe(0);
  });
});

const TODAY = '2026-11-23';
const ZONE = 'America/Chicago';
const ASSESS = ['--today', TODAY, '--time-zone', ZONE];

/** One patient after the other, and every twentieth line is none that can be used. */
function bundles(count: number): readonly Buffer[] {
  const texts = STORIES.map((story, index) =>
    JSON.stringify({
      resourceType: 'Bundle',
      type: 'collection',
      entry: story.resources(sceneOf(story.id, index, TODAY, ZONE, SEED)).map((resource) => ({ resource })),
    }),
  );
  const unusable = [Buffer.from('{"resourceType":'), Buffer.from([0x22, 0xff, 0x22]), Buffer.from('  ')];
  return Array.from({ length: count }, (_, index) => {
    const line = index % 20 === 7 ? unusable[index % 3] : Buffer.from(texts[index % texts.length] ?? '');
    return Buffer.concat([line ?? Buffer.alloc(0), Buffer.from('\n')]);
  });
}

describe('assess as a program of its own', () => {
  it('says with threads what it says without', { timeout: 120_000 }, async () => {
    const lines = bundles(600);
    const alone: string[] = [];
    const status = await runAssess(ASSESS, {
      stdin: Readable.from(lines),
      stdout: sinkOf(alone),
      stderr: new PassThrough(),
    });
    const child = spawn(process.execPath, PROGRAM, { cwd: packageRoot() });
    const together = textOf(child.stdout);
    child.stderr.resume();
    Readable.from(lines).pipe(child.stdin);
    const [code] = (await once(child, 'close')) as [number];
    expect(code).toBe(status);
    expect(status).toBe(1);
    expect(await together).toBe(alone.join(''));
  });

  it('reads a file on standard input from where its caller has stopped', { timeout: 60_000 }, async () => {
    const lines = bundles(5);
    const alone: string[] = [];
    await runAssess(ASSESS, { stdin: Readable.from(lines), stdout: sinkOf(alone), stderr: new PassThrough() });
    const folder = mkdtempSync(join(tmpdir(), 'standard-input-'));
    const header = 'a line that somebody else has read\n';
    writeFileSync(join(folder, 'bundles.ndjson'), Buffer.concat([Buffer.from(header), ...lines]));
    const input = openSync(join(folder, 'bundles.ndjson'), 'r');
    readSync(input, Buffer.alloc(header.length));
    const child = spawn(process.execPath, PROGRAM, { cwd: packageRoot(), stdio: [input, 'pipe', 'ignore'] });
    expect(await textOf(child.stdout)).toBe(alone.join(''));
    closeSync(input);
    rmSync(folder, { recursive: true });
  });
});

const PROGRAM = ['--import', 'tsx', join(packageRoot(), 'bin', 'chairready.ts'), 'assess', ...ASSESS];

async function textOf(output: Readable | null): Promise<string> {
  if (output === null) throw new Error('no output to read');
  const parts: Buffer[] = [];
  for await (const part of output as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts).toString();
}
