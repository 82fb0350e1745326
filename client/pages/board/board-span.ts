/** Which days the board shows, in the address: a day, or the week from Monday that holds it. */
import type { PlainDate } from '../../../domain/kernel/plain-date.ts';
import { addDays, parsePlainDate, weekdayOf } from '../../../domain/kernel/plain-date.ts';

export type SpanName = 'day' | 'week';

export interface BoardSpan {
  readonly name: SpanName;
  /** The day that was chosen; it stays when the span changes. */
  readonly day: string;
  readonly from: string;
  readonly to: string;
}

/** What is missing or no day gives today; what is no span gives a day. */
export function spanOf(day: string | null, name: string | null, today: string): BoardSpan {
  const chosen = parsePlainDate(day ?? '');
  const base = chosen.ok ? chosen : parsePlainDate(today);
  if (!base.ok) return { name: 'day', day: today, from: today, to: today };
  const { value } = base;
  if (name !== 'week') return { name: 'day', day: value, from: value, to: value };
  const monday = addDays(value, -((weekdayOf(value) + 6) % 7));
  return { name: 'week', day: value, from: monday, to: addDays(monday, 6) };
}

/** The chosen day one span earlier or later. */
export function shifted({ name, day }: BoardSpan, by: 1 | -1): string {
  const parsed = parsePlainDate(day);
  return parsed.ok ? shiftedDay(parsed.value, by * (name === 'week' ? 7 : 1)) : day;
}

const shiftedDay = (day: PlainDate, days: number): string => addDays(day, days);
