// Asks whether a server lives, as a liveness probe does, from a process of its own: whoever floods the server is too busy
// to measure. Arguments: the address and the process id. Ends with its standard input and then prints what it saw.
import { existsSync, readFileSync } from 'node:fs';
import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const [, , url = '', pid = ''] = process.argv;
const PAUSE_MS = 50;
const seen = { slowest: 0, highest: 0, asked: 0 };
let over = false;
process.stdin.resume().once('end', () => (over = true));

while (!over) {
  const begun = performance.now();
  const status = await statusOf(url);
  if (status !== 200) throw new Error(`/healthz answers ${String(status)}`);
  seen.slowest = Math.max(seen.slowest, performance.now() - begun);
  seen.highest = Math.max(seen.highest, residentBytes());
  seen.asked += 1;
  await sleep(PAUSE_MS);
}
console.log(JSON.stringify(seen));

/** On a connection of its own. */
function statusOf(address) {
  return new Promise((resolve, reject) => {
    get(address, { agent: false }, (answer) => {
      answer.resume().once('end', () => resolve(answer.statusCode));
    }).once('error', reject);
  });
}

/** Zero where the system does not tell: only Linux does. */
function residentBytes() {
  const file = `/proc/${pid}/status`;
  const kilobytes = existsSync(file) ? /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(file, 'utf8'))?.[1] : undefined;
  return Number(kilobytes ?? 0) * 1024;
}
