import type { Citation } from '../decision/citation.ts';
import { plainDate } from '../kernel/plain-date.ts';

const READ_ON = plainDate('2026-11-21');

/** The document and section that a figure comes from, with the days between which it holds. */
export const cite = (document: string, section: string, from: string, until?: string): Citation => ({
  document,
  section,
  readOn: READ_ON,
  inForce: { from: plainDate(from), ...(until === undefined ? {} : { until: plainDate(until) }) },
});
