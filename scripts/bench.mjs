// `npm run bench`: measures what the product promises about speed and memory, each figure beside a baseline of the same run.
import { buildIfNeeded } from './build-stamp.mjs';
import { installIfNeeded, refuseOldNode } from './install.mjs';

refuseOldNode();
await installIfNeeded();
await buildIfNeeded();

// What measures is TypeScript like everything else; what is measured is the build in dist/.
const { register } = await import('tsx/esm/api');
register();
const { runBench } = await import('./bench/run-bench.ts');
process.exitCode = await runBench(process.argv.slice(2));
