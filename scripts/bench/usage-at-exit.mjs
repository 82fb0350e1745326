// Preloaded into a measured process: writes what it used to the file named by BENCH_USAGE when it ends.
import { writeFileSync } from 'node:fs';

process.on('exit', () => writeFileSync(process.env.BENCH_USAGE, JSON.stringify(process.resourceUsage())));
