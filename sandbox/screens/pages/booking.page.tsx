/** Booking, or moving, a visit: chairs and times, the plan, and ChairReady's advice in the flow below it. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { ReactElement } from 'react';
import type { HookExchange, PatientDetail } from '../../screens-api/screens.schema.ts';
import { AdvicePanel } from '../panels/advice.panel.tsx';
import { ChairsPanel } from '../panels/chairs.panel.tsx';
import { PlanPanel } from '../panels/plan.panel.tsx';
import { DoneLine } from '../ui/done-line.tsx';
import { ProblemLine } from '../ui/problem-line.tsx';
import type { BookingDraft, DraftChange, Slot } from '../view/booking-draft.ts';
import { requestOf } from '../view/booking-draft.ts';
import { proposedStarts } from '../view/exchange-text.ts';
import { bookedText, whenText } from '../view/visit-text.ts';
import type { ChartPageProps } from './chart-page-props.ts';
import { useSandboxApi } from '../api/use-sandbox-api.ts';
import type { Question } from './use-advice.ts';
import { useAdvice } from './use-advice.ts';
import { useBooking, useMove } from './use-booking.ts';
import type { useLaunch } from './use-launch.ts';

interface BookingPageProps extends ChartPageProps {
  readonly chart: PatientDetail;
  readonly draft: BookingDraft;
  readonly change: (change: DraftChange) => void;
  readonly date: string;
  readonly onDate: (date: string) => void;
  readonly launch: ReturnType<typeof useLaunch>;
}

export const BookingPage = (props: BookingPageProps): ReactElement => {
  const { state, draft, change, look, launch } = props;
  const desk = useBookingDesk(props);
  const { advice, booking } = desk;
  return (
    <section className="sb-booking" aria-labelledby="booking-heading">
      <h2 id="booking-heading">{draft.moving === undefined ? 'Book a visit' : 'Move a visit'}</h2>
      <MoveLine {...props} isMoving={desk.move.isPending} onMove={desk.moveHere} />
      <ChairsPanel state={state} date={props.date} chosen={draft.slot} onDate={props.onDate} onSlot={desk.choose} />
      {draft.moving === undefined ? (
        <PlanPanel
          {...{ state, draft, drugs: desk.drugs, starts: desk.starts }}
          isReady={desk.request !== undefined}
          isBooking={booking.isPending}
          onChange={change}
          onBook={desk.book}
        />
      ) : null}
      <Outcome booking={booking} move={desk.move} timeZone={state.timeZone} />
      <AdvicePanel
        {...advice}
        exchange={desk.exchange}
        look={look}
        actions={{
          onOpenLink: (link) => launch.mutate({ link }),
          isOpening: launch.isPending,
          openProblem: launch.variables?.link === undefined ? null : launch.error,
        }}
      />
    </section>
  );
};

function useBookingDesk({ chart, draft, change, viewer, onExchange }: BookingPageProps) {
  const request = requestOf(draft, { user: viewer.reference, patient: chart.patient.id });
  const advice = useAdvice(useQuestion(request, draft, viewer.reference), onExchange);
  // What was said about the visits just booked stays on the screen until something else is chosen.
  const [kept, setKept] = useState<HookExchange>();
  const booking = useBooking(() => change({ kind: 'slot-dropped' }));
  const move = useMove(() => change({ kind: 'move-ended' }));
  const choose = (slot: Slot): void => {
    booking.reset();
    move.reset();
    setKept(undefined);
    change({ kind: 'slot-chosen', slot });
  };
  const moveHere = (): void => {
    if (draft.moving === undefined || draft.slot === undefined) return;
    setKept(advice.exchange);
    move.mutate({ visit: draft.moving, slot: draft.slot });
  };
  const book = (): void => {
    if (request === undefined) return;
    setKept(advice.exchange);
    booking.mutate(request);
  };
  return {
    ...{ request, advice, booking, move, choose, book, moveHere },
    exchange: request === undefined && draft.moving === undefined ? kept : advice.exchange,
    starts: advice.exchange === undefined ? [] : proposedStarts(advice.exchange),
    drugs: chart.orders.filter(({ id }) => draft.orders.includes(id)).map(({ drug }) => drug),
  };
}

/** A new booking, or a booked visit at the place that was chosen for it. */
function useQuestion(
  request: ReturnType<typeof requestOf>,
  { moving, slot }: BookingDraft,
  user: string,
): Question | undefined {
  const api = useSandboxApi();
  if (request !== undefined) return { key: JSON.stringify(request), ask: () => api.askBeforeBooking(request) };
  if (moving === undefined || slot === undefined) return undefined;
  const to = { user, start: slot.start, chair: slot.chair };
  return { key: JSON.stringify([moving, to]), ask: () => api.askBeforeMoving(moving, to) };
}

type Desk = ReturnType<typeof useBookingDesk>;

const Outcome = ({ booking, move, timeZone }: Pick<Desk, 'booking' | 'move'> & { readonly timeZone: string }) => (
  <>
    {booking.isError ? <ProblemLine what="Not booked" problem={booking.error} /> : null}
    {booking.isSuccess ? <DoneLine>{bookedText(booking.data, timeZone)}.</DoneLine> : null}
    {move.isError ? <ProblemLine what="Not moved" problem={move.error} /> : null}
    {move.isSuccess ? <DoneLine>Moved to {whenText(move.data.start, timeZone)}.</DoneLine> : null}
  </>
);

interface MoveLineProps extends BookingPageProps {
  readonly isMoving: boolean;
  readonly onMove: () => void;
}

const MoveLine = ({ state, chart, draft, change, isMoving, onMove }: MoveLineProps): ReactElement | null => {
  const visit = chart.visits.find(({ id }) => id === draft.moving);
  if (visit === undefined) return null;
  return (
    <p className="sb-moving" role="status">
      <span>
        {draft.slot === undefined ? 'Choose the new slot for the visit of ' : 'Move the visit of '}
        <strong>{whenText(visit.start, state.timeZone)}</strong>
        {draft.slot === undefined ? '.' : ` to ${whenText(draft.slot.start, state.timeZone)}?`}
      </span>
      <span className="sb-visit-actions">
        {draft.slot === undefined ? null : (
          <Button size="compact-xs" loading={isMoving} onClick={onMove}>
            Move it here
          </Button>
        )}
        <Button size="compact-xs" variant="default" onClick={() => change({ kind: 'move-ended' })}>
          Do not move it
        </Button>
      </span>
    </p>
  );
};
