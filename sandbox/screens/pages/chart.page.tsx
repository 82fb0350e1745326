/** The chart of one patient, and the booking being prepared for them. */
import { useQuery } from '@tanstack/react-query';
import { useReducer, useState } from 'react';
import type { ReactElement } from 'react';
import { useSandboxApi } from '../api/use-sandbox-api.ts';
import type { PatientDetail, Visit } from '../../screens-api/screens.schema.ts';
import { localDate } from '../../local-time.ts';
import { BannerPanel } from '../panels/banner.panel.tsx';
import { OrdersPanel } from '../panels/orders.panel.tsx';
import { VisitsPanel } from '../panels/visits.panel.tsx';
import { ProblemLine } from '../ui/problem-line.tsx';
import { changeDraft, newDraft } from '../view/booking-draft.ts';
import { firstDayFrom } from '../view/chair-grid.ts';
import type { Activity } from '../view/activity.ts';
import { BookingPage } from './booking.page.tsx';
import type { ChartPageProps } from './chart-page-props.ts';
import { MomentPage } from './moment.page.tsx';
import { useLaunch } from './use-launch.ts';

interface ActivityProps extends ChartPageProps {
  readonly activity: Activity;
  /** A visit can be moved from anywhere; its new slot is chosen where visits are booked. */
  readonly onBook: () => void;
}

export const ChartPage = (props: ActivityProps): ReactElement => {
  const api = useSandboxApi();
  const chart = useQuery({ queryKey: ['patient', props.patient], queryFn: () => api.patient(props.patient) });
  if (chart.isError) return <ProblemLine what="The chart cannot be opened" problem={chart.error} />;
  return chart.data === undefined ? (
    <p className="sb-pad">Opening the chart…</p>
  ) : (
    <Chart {...props} chart={chart.data} />
  );
};

const Chart = (props: ActivityProps & { readonly chart: PatientDetail }): ReactElement => {
  const { state, chart, viewer, activity, onOpenApp } = props;
  const [draft, change] = useReducer(changeDraft, chart, newDraft);
  const [date, setDate] = useState(() => chart.patient.story?.bookFrom ?? firstDayFrom(state.today));
  const launch = useLaunch(chart.patient, viewer, onOpenApp);
  // "Next day" may have left the chosen date behind.
  const shown = date < firstDayFrom(state.today) ? firstDayFrom(state.today) : date;
  const move = (visit: Visit): void => {
    change({ kind: 'move-begun', visit: visit.id });
    const day = firstDayFrom(localDate(new Date(visit.start), state.timeZone));
    setDate(day);
    if (activity !== 'book') props.onBook();
  };
  return (
    <div className="sb-chart">
      <div className="sb-record">
        <BannerPanel chart={chart} today={state.today} onOpenApp={() => launch.mutate({})} />
        {launch.isError && launch.variables.link === undefined ? (
          <ProblemLine what="ChairReady was not opened" problem={launch.error} />
        ) : null}
        <OrdersPanel
          patient={chart.patient.id}
          orders={chart.orders}
          chosen={draft.orders}
          onToggle={(order) => change({ kind: 'order-toggled', order })}
          onWritten={(order) => change({ kind: 'order-written', order })}
        />
        <VisitsPanel
          state={state}
          visits={chart.visits}
          moving={draft.moving}
          onMove={move}
          onOpen={({ id }) => launch.mutate({ appointment: id })}
        />
      </div>
      {activity === 'book' ? (
        <BookingPage {...props} draft={draft} change={change} date={shown} onDate={setDate} launch={launch} />
      ) : (
        <MomentPage key={activity} {...props} activity={activity} orders={draft.orders} launch={launch} />
      )}
    </div>
  );
};
