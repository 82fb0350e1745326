// The day on which the stories are told. "Next day" moves it; tokens, sessions and leases keep real time.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDayFrom } from './holidays.ts';
import { addDays, isDate, localDate } from './local-time.ts';
import { writePrivateFile } from './private-file.ts';

export interface SandboxDay {
  readonly today: () => string;
  readonly moveOn: (days: number) => void;
}

/** Reads `<folder>/day.json`; the first time it becomes `first`, or the real date in `zone`, or the next open day. */
export function sandboxDayIn(folder: string, zone: string, first?: string): SandboxDay {
  const file = join(folder, 'day.json');
  let today = readDay(file) ?? first ?? openDayFrom(localDate(new Date(), zone));
  if (!isDate(today)) throw new Error(`the sandbox day is not a date: ${today}`);
  const keep = (): void => writePrivateFile(file, { today });
  keep();
  return {
    today: () => today,
    moveOn: (days) => {
      today = addDays(today, days);
      keep();
    },
  };
}

function readDay(file: string): string | undefined {
  if (!existsSync(file)) return undefined;
  const kept = JSON.parse(readFileSync(file, 'utf8')) as { today?: string };
  return kept.today;
}
