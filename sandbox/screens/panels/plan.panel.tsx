/** One visit or a series, what that comes to, and the button that books it. */
import { Button, SegmentedControl, TextInput } from '@mantine/core';
import type { ReactElement } from 'react';
import type { State } from '../../screens-api/screens.schema.ts';
import type { BookingDraft, DraftChange } from '../view/booking-draft.ts';
import { LONGEST_INTERVAL, MOST_VISITS, wholeNumber } from '../view/booking-draft.ts';
import { dayText } from '../view/date-text.ts';
import { localDate } from '../../local-time.ts';
import { whenText } from '../view/visit-text.ts';

export interface PlanPanelProps {
  readonly state: State;
  readonly draft: BookingDraft;
  /** Names of the chosen orders. */
  readonly drugs: readonly string[];
  /** Starts of the visits as the server planned them; empty until the hook was asked. */
  readonly starts: readonly string[];
  readonly isReady: boolean;
  readonly isBooking: boolean;
  readonly onChange: (change: DraftChange) => void;
  readonly onBook: () => void;
}

export const PlanPanel = (props: PlanPanelProps): ReactElement => {
  const { draft, isReady, isBooking, onChange, onBook } = props;
  return (
    <div className="sb-plan">
      <div className="sb-plan-fields">
        <SegmentedControl
          size="xs"
          aria-label="How many visits"
          data={[
            { value: 'one', label: 'One visit' },
            { value: 'series', label: 'Series' },
          ]}
          value={draft.isSeries ? 'series' : 'one'}
          onChange={(value) => onChange({ kind: 'series-switched', isSeries: value === 'series' })}
        />
        {draft.isSeries ? <SeriesFields draft={draft} onChange={onChange} /> : null}
        <Button size="xs" className="sb-book" disabled={!isReady} loading={isBooking} onClick={onBook}>
          {draft.isSeries ? 'Book series' : 'Book'}
        </Button>
      </div>
      <PlanText {...props} />
    </div>
  );
};

const SeriesFields = ({ draft, onChange }: Pick<PlanPanelProps, 'draft' | 'onChange'>): ReactElement => (
  <>
    <TextInput
      size="xs"
      label="Visits"
      inputMode="numeric"
      value={draft.visits}
      error={wholeNumber(draft.visits, MOST_VISITS) === undefined ? `1 to ${MOST_VISITS}` : undefined}
      onChange={({ currentTarget }) => onChange({ kind: 'visits-typed', visits: currentTarget.value })}
    />
    <TextInput
      size="xs"
      label="Every (days)"
      inputMode="numeric"
      value={draft.everyDays}
      error={wholeNumber(draft.everyDays, LONGEST_INTERVAL) === undefined ? `1 to ${LONGEST_INTERVAL}` : undefined}
      onChange={({ currentTarget }) => onChange({ kind: 'days-typed', everyDays: currentTarget.value })}
    />
  </>
);

const PlanText = ({ state, draft, drugs, starts }: PlanPanelProps): ReactElement => {
  const { slot, isSeries } = draft;
  if (slot === undefined) return <p className="sb-muted">Choose a free slot above.</p>;
  const chair = state.chairs.find(({ id }) => id === slot.chair)?.name ?? slot.chair;
  const what = drugs.length === 0 ? 'an infusion whose drug is not known yet' : drugs.join(' and ');
  const days = starts.map((start) => dayText(localDate(new Date(start), state.timeZone)));
  return (
    <p>
      <strong>{whenText(slot.start, state.timeZone)}</strong>, {chair}, for <bdi>{what}</bdi>.
      {isSeries && days.length > 0 ? ` Visits: ${days.join('; ')}.` : ''}
    </p>
  );
};
