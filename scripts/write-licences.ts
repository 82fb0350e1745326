// `npx tsx scripts/write-licences.ts`: writes docs/licences.md anew from the lock file.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../test/architecture/import-graph.ts';
import { licencePage, lockedPackages } from '../test/architecture/licence-page.ts';

writeFileSync(join(ROOT, 'docs', 'licences.md'), licencePage());
console.log(`${lockedPackages().length} packages in docs/licences.md`);
