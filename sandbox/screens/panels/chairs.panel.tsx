/** The week above, one day of chairs and times below; a free slot is a button. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useSandboxApi } from '../api/use-sandbox-api.ts';
import type { SlotList, State } from '../../screens-api/screens.schema.ts';
import { ProblemLine } from '../ui/problem-line.tsx';
import type { Slot } from '../view/booking-draft.ts';
import type { Cell } from '../view/chair-grid.ts';
import { chairRows, firstDayFrom, freeSlotsOf, isSameSlot, weeksAway, workweekOf } from '../view/chair-grid.ts';
import { clockText, dayText, longDayText } from '../view/date-text.ts';

export interface ChairsPanelProps {
  readonly state: State;
  readonly date: string;
  readonly chosen: Slot | undefined;
  readonly onDate: (date: string) => void;
  readonly onSlot: (slot: Slot) => void;
}

export const ChairsPanel = (props: ChairsPanelProps): ReactElement => {
  const { date } = props;
  const api = useSandboxApi();
  const [monday = date] = workweekOf(date);
  const slots = useQuery({ queryKey: ['slots', monday], queryFn: () => api.slots(monday, 5) });
  const visits = useQuery({ queryKey: ['schedule', date], queryFn: () => api.schedule(date, 1) });
  const days = slots.data?.days ?? [];
  return (
    <div className="sb-chairs">
      <Week {...props} days={days} />
      {slots.isError ? <ProblemLine what="The chairs cannot be shown" problem={slots.error} /> : null}
      {slots.isPending ? <p className="sb-muted">Reading the chairs…</p> : null}
      {days
        .filter((day) => day.date === date)
        .map((day) => (
          <DayTable key={day.date} {...props} rows={chairRows(day, props.state.chairs, visits.data?.visits ?? [])} />
        ))}
    </div>
  );
};

const Week = ({ state, date, onDate, days }: ChairsPanelProps & SlotList): ReactElement => (
  <div className="sb-week" role="group" aria-label="Day">
    <Button
      size="compact-xs"
      variant="default"
      aria-label="Week before"
      disabled={weeksAway(date, -1, state.today) >= date}
      onClick={() => onDate(weeksAway(date, -1, state.today))}
    >
      ‹
    </Button>
    {workweekOf(date).map((each) => (
      <button
        key={each}
        type="button"
        className="sb-weekday"
        aria-pressed={each === date}
        disabled={each < firstDayFrom(state.today)}
        onClick={() => onDate(each)}
      >
        <WeekdayText date={each} />
        <span className="sb-weekday-free">{freeSlotsOf(days.find((day) => day.date === each))} free</span>
      </button>
    ))}
    <Button
      size="compact-xs"
      variant="default"
      aria-label="Week after"
      onClick={() => onDate(weeksAway(date, 1, state.today))}
    >
      ›
    </Button>
  </div>
);

/** `Mon 23` to the eye, with the month for a screen reader; the eye has it in the caption below. */
const WeekdayText = ({ date }: { readonly date: string }): ReactElement => {
  const [weekday = '', rest = ''] = dayText(date).split(', ');
  const [month = '', day = ''] = rest.split(' ');
  return (
    <span>
      {weekday}
      <span className="sb-hidden">, {month}</span> {day}
    </span>
  );
};

const DayTable = (props: ChairsPanelProps & { readonly rows: ReturnType<typeof chairRows> }): ReactElement => {
  const { rows, date, state } = props;
  const [first] = rows;
  return (
    <table className="sb-grid">
      <caption>{longDayText(date)}</caption>
      <thead>
        <tr>
          <th scope="col">Chair</th>
          {first?.cells.map(({ slot }) => (
            <th key={slot.start} scope="col">
              {clockText(slot.start, state.timeZone)}–{clockText(slot.end, state.timeZone)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ chair, cells }) => (
          <tr key={chair.id}>
            <th scope="row">{chair.name}</th>
            {cells.map((cell) => (
              <td key={cell.slot.start}>
                <SlotCell {...props} cell={cell} chair={chair.name} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
};

interface SlotCellProps extends ChairsPanelProps {
  readonly cell: Cell;
  readonly chair: string;
}

const SlotCell = ({ cell, chair, chosen, onSlot, state }: SlotCellProps): ReactElement => {
  const { slot, isFree, takenBy } = cell;
  if (!isFree)
    return (
      <span className="sb-taken">
        <bdi>{takenBy.length === 0 ? 'taken' : takenBy.map(({ patientName }) => patientName).join(', ')}</bdi>
      </span>
    );
  const isChosen = isSameSlot(chosen, slot);
  return (
    <button
      type="button"
      className="sb-free"
      aria-pressed={isChosen}
      aria-label={`${chair}, ${clockText(slot.start, state.timeZone)}, ${isChosen ? 'chosen' : 'free'}`}
      onClick={() => onSlot(slot)}
    >
      {isChosen ? 'Chosen' : 'Free'}
    </button>
  );
};
