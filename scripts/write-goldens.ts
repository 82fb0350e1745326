// `npm run golden`: writes test/story/<story>/ anew. Review the difference like code; sources.md is written by hand.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../reference-data/package-root.ts';
import { goldenFiles } from '../test/story/golden-files.ts';
import { STORY_IDS, tellStory } from '../test/story/tell-story.ts';

const changed: string[] = [];
for (const id of STORY_IDS) {
  const folder = join(packageRoot(), 'test', 'story', id);
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(goldenFiles(await tellStory(id)))) {
    const file = join(folder, name);
    if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
    writeFileSync(file, text);
    changed.push(`${id}/${name}`);
  }
  if (!existsSync(join(folder, 'sources.md'))) console.log(`test/story/${id}/sources.md is missing: write it`);
}
console.log(changed.length === 0 ? 'No golden changed.' : `Changed:\n  ${changed.join('\n  ')}`);
