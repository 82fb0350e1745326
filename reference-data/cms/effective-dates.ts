import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import { parsePlainDate, quarterOf } from '../../domain/kernel/plain-date.ts';
import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import type { EffectiveDates, FileRefusal } from './cms-file.ts';

const MONTHS = 'january february march april may june july august september october november december'.split(' ');
const RANGE = /effective\s+([a-z]+)\s+(\d{1,2}),?\s+(\d{4})\s+(?:through|to|-)\s+([a-z]+)\s+(\d{1,2}),?\s+(\d{4})/i;

/** "Effective July 1, 2025 through September 30, 2025", as the preamble says it; the file's date comes from its name. */
export function datesInPreamble(preamble: string, fileName: string): Result<EffectiveDates, FileRefusal> {
  const match = RANGE.exec(preamble);
  const from = match && wordedDate(match[1], match[2], match[3]);
  const until = match && wordedDate(match[4], match[5], match[6]);
  if (!from || !until || until < from) {
    return problem({
      code: 'no-effective-dates',
      message: 'the text above the header does not say from when to when it is effective',
    });
  }
  return ok({ from, until, ...fileDateOf(fileName) });
}

/** MUE tables carry their first day in the name only ("Eff_07-01-2026"), or in the preamble as 7/1/2026; they hold for that quarter. */
export function quarterOfMue(preamble: string, fileName: string): Result<EffectiveDates, FileRefusal> {
  const found = /eff(?:ective)?[\s_.-]*(\d{1,2})[-_/](\d{1,2})[-_/](\d{4})/i;
  const match = found.exec(fileName) ?? found.exec(preamble);
  const from = match && numberedDate(match[1], match[2], match[3]);
  const quarter = from ? { from, until: quarterOf(from).until } : quarterInName(fileName);
  return quarter === undefined
    ? problem({
        code: 'no-effective-dates',
        message: 'neither the file nor its name says from when it is effective (expected "Eff_07-01-2026" in the name)',
      })
    : ok({ ...quarter, ...fileDateOf(fileName) });
}

/** "medicare-ncci-2026-q4-practitioner-services-mue-table". */
function quarterInName(fileName: string): { readonly from: PlainDate; readonly until: PlainDate } | undefined {
  const match = /(\d{4})[-_ ]?q([1-4])/i.exec(fileName);
  const first = match && numberedDate(String(Number(match[2]) * 3 - 2), '1', match[1]);
  return first ? { from: first, until: quarterOf(first).until } : undefined;
}

/** An Addendum B holds for the quarter that begins with the month in its title or name: "October 2026 Web Addendum B". */
export function quarterOfOpps(preamble: string, fileName: string): Result<EffectiveDates, FileRefusal> {
  const from = monthNamed(fileName) ?? monthNamed(preamble);
  return from === undefined
    ? problem({
        code: 'no-effective-dates',
        message: 'neither the file nor its name says for which quarter it is (expected "October 2026" in the name)',
      })
    : ok({ from, until: quarterOf(from).until, ...fileDateOf(fileName) });
}

/** The first day of the quarter of a month that is written out with its year. */
function monthNamed(text: string): PlainDate | undefined {
  const named = [...text.matchAll(/(?<![a-z])([a-z]{3,9})[\s_.,-]+(20\d{2})(?!\d)/gi)];
  const [first] = named.flatMap(([, month, year]) => wordedDate(month, '1', year) ?? []);
  return first === undefined ? undefined : quarterOf(first).from;
}

/** Six digits MMDDYY at the end of the name, with or without dots between. */
function fileDateOf(fileName: string): { readonly fileDate?: PlainDate } {
  const match = /(?<!\d)(\d{2})\.?(\d{2})\.?(\d{2})(?!\d)[^/\\\d]*$/.exec(fileName);
  const fileDate = match && numberedDate(match[1], match[2], `20${match[3] ?? ''}`);
  return fileDate ? { fileDate } : {};
}

function wordedDate(month = '', day = '', year = ''): PlainDate | undefined {
  const at = MONTHS.findIndex((name) => month.length >= 3 && name.startsWith(month.toLowerCase()));
  return at === -1 ? undefined : numberedDate(String(at + 1), day, year);
}

function numberedDate(month = '', day = '', year = ''): PlainDate | undefined {
  const parsed = parsePlainDate(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`);
  return parsed.ok ? parsed.value : undefined;
}
