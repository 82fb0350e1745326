import { EventEmitter } from 'node:events';
import type { NextFunction, Request, Response } from 'express';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEEPEST, tooDeepAt } from '../../../server/http/json-depth.ts';
import { readingBytes } from '../../../server/http/large-bodies.ts';
import { oneATurn } from '../../../server/http/one-a-turn.ts';
import { parseBody } from '../../../server/http/parse-body.ts';

const at = (text: string) => tooDeepAt(Buffer.from(text));

describe('the depth of a body', () => {
  const depthOf = (value: unknown): number =>
    typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;
  const wrapped = (text: string, times: number): string => '['.repeat(times) + text + ']'.repeat(times);

  it('is that of its objects and lists, whatever stands in its texts and names', () => {
    const odd = fc.string({ unit: fc.constantFrom('[', '{', '"', '\\', ']', '}', ':', ',', 'a', 'é') });
    const { json } = fc.letrec((tie) => ({
      json: fc.oneof({ maxDepth: 4 }, odd, fc.integer(), tie('list'), tie('object')),
      list: fc.array(tie('json'), { maxLength: 3 }),
      object: fc.dictionary(odd, tie('json'), { maxKeys: 3 }),
    }));
    fc.assert(
      fc.property(json, (value) => {
        const [text, room] = [JSON.stringify(value), DEEPEST - depthOf(value)];
        expect(at(wrapped(text, room))).toBeUndefined();
        if (room < DEEPEST) expect(at(wrapped(text, room + 1))).toBeDefined();
      }),
    );
  });

  it('is told by the first steps on the way, and names of elements alone', () => {
    const deep = '['.repeat(DEEPEST);
    expect(at(`{"context":{"drafts":[1,{"a\\"b":2},{"entry":${deep}`)).toBe('context.drafts[2].entry[0][0][0][0]');
    expect(at(`{"Jane Doe, 555-0100":{"":${deep}`)).toBe('?.?[0][0][0][0][0][0]');
  });

  it('is not judged where it is no JSON: the parser says so', () => {
    for (const text of ['', ']]]]', '"', '"\\', '{"a":[', '}{', ':,']) {
      expect(at(text)).toBeUndefined();
      expect(parseBody(Buffer.from(text))).toMatchObject({ ok: false, problem: { code: 'not-json' } });
    }
  });
});

describe('large bodies', () => {
  it('are let through in turns of their own', async () => {
    let turns = 0;
    const count = (): void => {
      turns += 1;
      counting = setImmediate(count);
    };
    let counting = setImmediate(count);
    const turn = oneATurn();
    const seen = await Promise.all(Array.from({ length: 5 }, () => turn().then(() => turns)));
    clearImmediate(counting);
    expect(new Set(seen).size).toBe(5);
  });

  it('that stop coming are let go, those that wait for a place too, and small ones as well', async () => {
    const bytesOf = readingBytes(() => undefined, 20);
    const ask = (length?: string) =>
      bytesOf({ get: () => length } as unknown as Request, new EventEmitter() as unknown as Response, 'a');
    const all = [...Array.from({ length: 9 }, () => ask()), ask('5')];
    const told = await Promise.allSettled(all);
    expect(told).toEqual(
      told.map(() => ({ status: 'rejected', reason: expect.objectContaining({ status: 408 }) as unknown })),
    );
  });

  it('are read eight at a time of one sender; who hangs up gives the place back, and small ones wait for none', async () => {
    const read: string[] = [];
    const bodies: Promise<unknown>[] = [];
    const finish: NextFunction[] = [];
    const bytesOf = readingBytes((request, _response, next) => {
      read.push(request.url);
      finish.push(next);
    });
    const ask = (url: string, sender: string, length?: string) => {
      const response = new EventEmitter();
      const asked = { url, get: () => length } as unknown as Request;
      const body = bytesOf(asked, response as unknown as Response, sender);
      bodies.push(body);
      return { response, body };
    };
    const first = Array.from({ length: 10 }, (_, at) => ask(String(at), 'a'));
    ask('small', 'a', '65536');
    ask('other', 'b', '65537');
    await new Promise((resolve) => setImmediate(resolve));
    expect(read.toSorted()).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', 'other', 'small']);
    first[3]?.response.emit('close');
    expect(await first[3]?.body).toBeUndefined();
    await expect.poll(() => read).toContain('8');
    expect(read).not.toContain('9');

    for (const done of finish.splice(0)) done();
    await expect.poll(() => read).toContain('9');
    for (const done of finish) done();
    await Promise.all(bodies);
  });
});
