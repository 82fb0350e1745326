/** The scheduler's one screen: patients, the chart of one of them, chairs and times, and the app beside them. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useSandboxApi } from '../api/use-sandbox-api.ts';
import type { HookExchange, NextDay, State } from '../../screens-api/screens.schema.ts';
import { ActivitiesPanel } from '../panels/activities.panel.tsx';
import { AppFrame } from '../panels/app-frame.panel.tsx';
import { BehindTheScenes } from '../panels/behind-the-scenes.panel.tsx';
import { BottomBar } from '../panels/bottom-bar.panel.tsx';
import { PatientsPanel } from '../panels/patients.panel.tsx';
import { TopBar } from '../panels/top-bar.panel.tsx';
import { TourPanel } from '../panels/tour.panel.tsx';
import { ProblemLine } from '../ui/problem-line.tsx';
import type { CardLook } from '../view/card-look.ts';
import { ChartPage } from './chart.page.tsx';
import { useDesk } from './use-desk.ts';

export const SchedulerPage = (): ReactElement => {
  const api = useSandboxApi();
  const state = useQuery({ queryKey: ['state'], queryFn: api.state });
  if (state.isError)
    return (
      <main className="sb-whole">
        <h1>Infusion scheduling</h1>
        <ProblemLine what="The sandbox EHR cannot be opened" problem={state.error} />
      </main>
    );
  return state.data === undefined ? (
    <main className="sb-whole">Opening the sandbox EHR…</main>
  ) : (
    <Desk state={state.data} />
  );
};

const REMEMBERED = 20;

const Desk = ({ state }: { readonly state: State }): ReactElement => {
  const desk = useDesk(state);
  const { place, app, viewer } = desk;
  const [look, setLook] = useState<CardLook>('labels-and-markdown');
  const [exchanges, setExchanges] = useState<readonly HookExchange[]>([]);
  const [isBehindOpen, setIsBehindOpen] = useState(false);
  const [sweep, setSweep] = useState<NextDay['sweep']>();
  return (
    <div className="sb-desk">
      <TopBar
        {...{ state, user: place.user, onUser: desk.signIn, onSwept: setSweep }}
        isTouring={desk.tour !== undefined}
        onTour={() => desk.visitStop(0)}
        onOpenApp={() => desk.launch.mutate({})}
      />
      {desk.tour === undefined ? null : <TourPanel at={desk.tour} onGo={desk.visitStop} onEnd={desk.endTour} />}
      <Notices launch={desk.launch} sweep={sweep} onSeen={() => setSweep(undefined)} />
      <div className="sb-work" data-app={app === undefined ? undefined : 'open'}>
        <Patients chosen={place.patient} onChoose={desk.openChart} />
        <main className="sb-main">
          {place.patient === undefined ? (
            <Welcome onTour={() => desk.visitStop(0)} />
          ) : (
            <>
              <ActivitiesPanel activity={place.activity} onActivity={desk.setActivity} />
              <ChartPage
                key={`${place.patient} ${state.today}`}
                {...{ state, patient: place.patient, activity: place.activity, viewer, look }}
                onBook={() => desk.setActivity('book')}
                onOpenApp={desk.setApp}
                onExchange={(exchange) => setExchanges((known) => [exchange, ...known].slice(0, REMEMBERED))}
              />
            </>
          )}
        </main>
        {app === undefined ? null : <AppFrame key={app.url} app={app} onClose={() => desk.setApp(undefined)} />}
      </div>
      {isBehindOpen ? <BehindTheScenes exchanges={exchanges} /> : null}
      <BottomBar
        {...{ look, onLook: setLook, latest: exchanges[0] }}
        isOpen={isBehindOpen}
        onToggle={() => setIsBehindOpen(!isBehindOpen)}
      />
    </div>
  );
};

interface NoticesProps {
  readonly launch: ReturnType<typeof useDesk>['launch'];
  readonly sweep: NextDay['sweep'] | undefined;
  readonly onSeen: () => void;
}

const Notices = ({ launch, sweep, onSeen }: NoticesProps): ReactElement => (
  <>
    {launch.isError ? <ProblemLine what="ChairReady was not opened" problem={launch.error} /> : null}
    {sweep === undefined ? null : (
      <p className="sb-notice" role="status">
        <span>{sweep.said}</span>
        <Button size="compact-xs" variant="default" onClick={onSeen}>
          Seen
        </Button>
      </p>
    )}
  </>
);

interface PatientsProps {
  readonly chosen: string | undefined;
  readonly onChoose: (id: string) => void;
}

const Patients = ({ chosen, onChoose }: PatientsProps): ReactElement => {
  const api = useSandboxApi();
  const list = useQuery({ queryKey: ['patients'], queryFn: api.patients });
  if (list.isError) return <ProblemLine what="The patients cannot be listed" problem={list.error} />;
  return <PatientsPanel patients={list.data?.patients ?? []} chosen={chosen} onChoose={onChoose} />;
};

const Welcome = ({ onTour }: { readonly onTour: () => void }): ReactElement => (
  <div className="sb-welcome">
    <h2>Choose a patient</h2>
    <p>
      Every patient here is invented and stands for one situation. Choose one, tick the drug order, choose a free slot:
      this EHR then asks ChairReady before anything is booked, and shows what it answers beside the booking.
    </p>
    <p>Try first: “The authorization ends before the third cycle”, as a series of 3 visits every 21 days.</p>
    <p>
      <Button size="xs" onClick={onTour}>
        Take the tour
      </Button>{' '}
      Nine people in five minutes, each at their own screen.
    </p>
  </div>
);
