import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { faultsIn } from '../sandbox/support/r4-validity.ts';
import type { GoldenFile } from './golden-files.ts';
import { GENERATED, goldenFiles } from './golden-files.ts';
import { faultsOfSources } from './sources.ts';
import { STORY_IDS, tellStory } from './tell-story.ts';

const FOLDER = import.meta.dirname;

const fileOf = (story: string, name: string): string => readFileSync(join(FOLDER, story, name), 'utf8');

describe('the golden stories', () => {
  it('are at least fourteen, one folder for each story of the sandbox and none besides', () => {
    const folders = readdirSync(FOLDER, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(folders.map(({ name }) => name).sort()).toEqual([...STORY_IDS].sort());
    expect(folders.length).toBeGreaterThanOrEqual(14);
  });

  it('hold small records: a person reads each of them', () => {
    const lines = STORY_IDS.map((story) => fileOf(story, 'record.json').split('\n').length);
    expect(Math.max(...lines)).toBeLessThan(600);
  });
});

describe.each(STORY_IDS)('the story %s', (story) => {
  it.each(GENERATED)('still tells what %s says; `npm run golden` rewrites it', async (name) => {
    expect(fileOf(story, name)).toBe(goldenFiles(await tellStory(story))[name]);
  });

  it('says in sources.md where its expectations come from, and they hold', () => {
    expect(existsSync(join(FOLDER, story, 'sources.md'))).toBe(true);
    const golden = (name: GoldenFile): string => fileOf(story, name);
    expect(faultsOfSources(fileOf(story, 'sources.md'), golden)).toEqual([]);
  });

  it('is a Bundle of valid R4 resources', async () => {
    const { record } = await tellStory(story);
    expect(faultsIn(record, story)).toEqual([]);
  });
});

describe('a story whose sources.md is wanting', () => {
  const golden = (): string => '"state": "valid"';
  const page = (row: string): string =>
    ['# Sources', '', 'A sentence.', '', '| Expected | Seen in | Because | Document | Section | Read on |', row].join(
      '\n',
    );

  it.each([
    ['has no row at all', page('')],
    ['expects something that is not there', page('| `missing` | decision.json | so | Manual | 40 | 2026-11-21 |')],
    ['expects nothing in particular', page('| missing | decision.json | so | Manual | 40 | 2026-11-21 |')],
    ['names no golden file', page('| `valid` | elsewhere.json | so | Manual | 40 | 2026-11-21 |')],
    ['names no document', page('| `valid` | decision.json | so |  | 40 | 2026-11-21 |')],
    ['names no section', page('| `valid` | decision.json | so | Manual |  | 2026-11-21 |')],
    ['says no day', page('| `valid` | decision.json | so | Manual | 40 | lately |')],
    ['says a day that does not exist', page('| `valid` | decision.json | so | Manual | 40 | 2026-02-30 |')],
    ['lacks a cell', page('| `valid` | decision.json | so | Manual | 40 |')],
  ])('is refused if it %s', (_what, text) => {
    expect(faultsOfSources(text, golden)).not.toEqual([]);
  });

  it('is accepted once all of it is there', () => {
    const row = page('| `valid` | decision.json | so | Manual | 40 | 2026-11-21 |');
    expect(faultsOfSources(row, golden)).toEqual([]);
  });
});
