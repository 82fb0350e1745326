/** The scheduler's one screen: patients, the chart of one of them, chairs and times, and the app beside them. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useSandboxApi } from '../api/use-sandbox-api.ts';
import type { HookExchange, State } from '../../screens-api/screens.schema.ts';
import type { OpenedApp } from '../panels/app-frame.panel.tsx';
import { AppFrame } from '../panels/app-frame.panel.tsx';
import { BehindTheScenes } from '../panels/behind-the-scenes.panel.tsx';
import { BottomBar } from '../panels/bottom-bar.panel.tsx';
import { PatientsPanel } from '../panels/patients.panel.tsx';
import { TopBar } from '../panels/top-bar.panel.tsx';
import { ProblemLine } from '../ui/problem-line.tsx';
import type { CardLook } from '../view/card-look.ts';
import { userChoices, userReference } from '../view/role-text.ts';
import { ChartPage } from './chart.page.tsx';

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
  const [user, setUser] = useState(() => userChoices(state)[0]?.value ?? '');
  const [patient, setPatient] = useState<string>();
  const [app, setApp] = useState<OpenedApp>();
  const [look, setLook] = useState<CardLook>('labels-and-markdown');
  const [exchanges, setExchanges] = useState<readonly HookExchange[]>([]);
  const [isBehindOpen, setIsBehindOpen] = useState(false);
  // An app stays with the person and the chart that it was opened for.
  const change = (set: () => void): void => {
    setApp(undefined);
    set();
  };
  const viewer = {
    reference: userReference(user, patient ?? ''),
    name: userChoices(state).find(({ value }) => value === user)?.label ?? user,
  };
  return (
    <div className="sb-desk">
      <TopBar state={state} user={user} onUser={(next) => change(() => setUser(next))} />
      <div className="sb-work" data-app={app === undefined ? undefined : 'open'}>
        <Patients chosen={patient} onChoose={(next) => change(() => setPatient(next))} />
        <main className="sb-main">
          {patient === undefined ? (
            <Welcome />
          ) : (
            <ChartPage
              key={patient}
              {...{ state, patient, viewer, look }}
              onOpenApp={setApp}
              onExchange={(exchange) => setExchanges((known) => [exchange, ...known].slice(0, REMEMBERED))}
            />
          )}
        </main>
        {app === undefined ? null : <AppFrame app={app} onClose={() => setApp(undefined)} />}
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

const Welcome = (): ReactElement => (
  <div className="sb-welcome">
    <h2>Choose a patient</h2>
    <p>
      Every patient here is invented and stands for one situation. Choose one, tick the drug order, choose a free slot:
      this EHR then asks ChairReady before anything is booked, and shows what it answers beside the booking.
    </p>
    <p>Try first: “The authorization ends before the third cycle”, as a series of 3 visits every 21 days.</p>
  </div>
);
