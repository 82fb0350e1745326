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
      <MoveLine {...props} />
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
  const advice = useAdvice(request, onExchange);
  // What was said about the visits just booked stays on the screen until something else is chosen.
  const [kept, setKept] = useState<HookExchange>();
  const booking = useBooking(() => change({ kind: 'slot-dropped' }));
  const move = useMove(() => change({ kind: 'move-ended' }));
  const choose = (slot: Slot): void => {
    booking.reset();
    move.reset();
    setKept(undefined);
    if (draft.moving === undefined) change({ kind: 'slot-chosen', slot });
    else move.mutate({ visit: draft.moving, slot });
  };
  const book = (): void => {
    if (request === undefined) return;
    setKept(advice.exchange);
    booking.mutate(request);
  };
  return {
    ...{ request, advice, booking, move, choose, book },
    exchange: request === undefined && draft.moving === undefined ? kept : advice.exchange,
    starts: advice.exchange === undefined ? [] : proposedStarts(advice.exchange),
    drugs: chart.orders.filter(({ id }) => draft.orders.includes(id)).map(({ drug }) => drug),
  };
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

const MoveLine = ({ state, chart, draft, change }: BookingPageProps): ReactElement | null => {
  const visit = chart.visits.find(({ id }) => id === draft.moving);
  if (visit === undefined) return null;
  return (
    <p className="sb-moving" role="status">
      <span>
        Choose the new slot for the visit of <strong>{whenText(visit.start, state.timeZone)}</strong>.
      </span>
      <Button size="compact-xs" variant="default" onClick={() => change({ kind: 'move-ended' })}>
        Do not move it
      </Button>
    </p>
  );
};
