/** A process that tries to take the lock of a folder at a given moment, says how it went, and holds it until told. */
import { lockDataFolder } from '../../../server/store/data-folder-lock.ts';

const [dataDir = '', startAt = '0'] = process.argv.slice(2);
while (Date.now() < Number(startAt)) {
  // Busy, so that all start in the same millisecond.
}
try {
  await lockDataFolder(dataDir);
  process.stdout.write('won\n');
  setInterval(() => undefined, 1_000);
} catch (problem) {
  process.stdout.write(`lost ${(problem as Error).name}\n`);
}
