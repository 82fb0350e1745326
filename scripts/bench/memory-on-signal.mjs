// Preloaded into the soaked server: on SIGUSR2 it collects its garbage and writes what is left to the file BENCH_MEMORY names.
import { renameSync, writeFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

process.on('SIGUSR2', () => {
  collect();
  const file = process.env.BENCH_MEMORY;
  writeFileSync(`${file}.new`, JSON.stringify({ heap: process.memoryUsage().heapUsed }));
  renameSync(`${file}.new`, file);
});
