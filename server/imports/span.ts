import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import { earlier, later } from '../../domain/kernel/plain-date.ts';
import type { FileDates } from './import-job.ts';

/** The days over which the rows of a file hold together; one row without an end leaves the end open. */
export function spanOf() {
  let first: PlainDate | undefined;
  let last: PlainDate | undefined;
  let isOpen = false;
  return {
    add(from: PlainDate, to: PlainDate | undefined): void {
      first = first === undefined ? from : earlier(first, from);
      isOpen ||= to === undefined;
      if (to !== undefined) last = last === undefined ? to : later(last, to);
    },
    dates(): FileDates['effective'] {
      if (first === undefined) return null;
      return { from: first, ...(isOpen || last === undefined ? {} : { until: last }) };
    },
  };
}
