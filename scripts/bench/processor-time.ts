import { existsSync, readFileSync } from 'node:fs';

/** Linux counts in hundredths of a second on every platform that Node runs on. */
const TICK_MS = 10;

/** Processor time of another process until now, in milliseconds; undefined where the system does not tell (only Linux does). */
export function processorTime(pid: number): number | undefined {
  const file = `/proc/${String(pid)}/stat`;
  if (!existsSync(file)) return undefined;
  // The name of the program, in brackets, may hold spaces; what follows it are numbers (proc(5)).
  const fields = readFileSync(file, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  const [user, system] = [fields[11], fields[12]].map(Number);
  return user === undefined || system === undefined ? undefined : (user + system) * TICK_MS;
}
