// The least that any program does with a file of Bundles: JSON.parse of each line, JSON.stringify of a 1 kB answer.
// Reads standard input, writes standard output, streams both.
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const ANSWER_BYTES = 1000;
const WRITE_SIZE = 64 * 1024;

const answer = { id: '', findings: [{ sentence: 'x'.repeat(ANSWER_BYTES - 60) }] };
let held = '';
for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  answer.id = JSON.parse(line).identifier.value;
  held += `${JSON.stringify(answer)}\n`;
  if (held.length < WRITE_SIZE) continue;
  if (!process.stdout.write(held)) await once(process.stdout, 'drain');
  held = '';
}
process.stdout.write(held);
