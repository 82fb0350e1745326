// `npm run rules`: writes docs/rules/ anew from the rules and their examples.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from '../test/architecture/import-graph.ts';
import { rulePages } from '../test/architecture/rule-pages.ts';

const folder = join(ROOT, 'docs', 'rules');
const pages = await rulePages();
rmSync(folder, { recursive: true, force: true });
for (const [path, markdown] of pages) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), markdown);
}
console.log(`${pages.size} pages in docs/rules/`);
