/** A day as people read it, absolute and, where asked, relative to the day of the decision. */
import type { ReactElement } from 'react';
import { fullDay, longDay, relativeDay, shortDay } from './text.ts';

interface DateTextProps {
  readonly day: string;
  /** Adds "in 12 days" counted from here. */
  readonly today?: string;
  readonly form?: 'long' | 'full' | 'short';
}

const FORMS = { long: longDay, full: fullDay, short: shortDay };

export const DateText = ({ day, today, form = 'full' }: DateTextProps): ReactElement => (
  <span className="cr-date">
    <time dateTime={day}>{FORMS[form](day)}</time>
    {today !== undefined && <span className="cr-muted"> ({relativeDay(day, today)})</span>}
  </span>
);
