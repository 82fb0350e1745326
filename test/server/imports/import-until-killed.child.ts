/** A process that imports a file and says how many rows it has staged so far. */
import { importFile } from '../../../server/imports/import-file.ts';
import type { ImportQuestion } from '../../../server/imports/import-file.ts';
import { openStore, type StoreOptions } from '../../../server/store/open-store.ts';
import { ALONE } from './files.ts';

const { options, question } = JSON.parse(process.argv[2] ?? '') as { options: StoreOptions; question: ImportQuestion };
const store = await openStore(options);
await importFile(store, question, ALONE, (staged) => process.stdout.write(`${String(staged)}\n`));
process.stdout.write('done\n');
await store.close();
