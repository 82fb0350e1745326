/** Who is signed in, whose chart is open, what is being done, and what ChairReady was opened on. */
import { useState } from 'react';
import type { State } from '../../screens-api/screens.schema.ts';
import type { OpenedApp } from '../panels/app-frame.panel.tsx';
import type { Activity } from '../view/activity.ts';
import { activityOf } from '../view/activity.ts';
import { THE_PATIENT, userChoices, userReference } from '../view/role-text.ts';
import { TOUR } from '../view/tour.ts';
import type { Viewer } from './use-launch.ts';
import { useLaunch } from './use-launch.ts';

interface Place {
  readonly user: string;
  readonly patient: string | undefined;
  readonly activity: Activity;
}

export function useDesk(state: State) {
  const [place, setPlace] = useState<Place>(() => ({
    user: userChoices(state)[0]?.value ?? '',
    patient: undefined,
    activity: 'book',
  }));
  const [app, setApp] = useState<OpenedApp>();
  const [tour, setTour] = useState<number>();
  // An app stays with the person and the chart that it was opened for.
  const go = (next: Partial<Place>): void => {
    setApp(undefined);
    setPlace({ ...place, ...next });
  };
  const viewer = viewerOf(state, place);
  const launch = useLaunch(undefined, viewer, setApp);
  const roleOf = (user: string): string => state.users.find(({ reference }) => reference === user)?.role ?? '';
  const visitStop = (at: number): void => {
    const stop = TOUR[at];
    if (stop === undefined) return;
    const user = userWithRole(state, stop.role);
    go({ user, activity: stop.activity, ...(stop.patient === undefined ? {} : { patient: stop.patient }) });
    setTour(at);
    if (stop.opensApp === true) launch.mutate({ as: viewerOf(state, { ...place, user }) });
  };
  return {
    ...{ place, app, setApp, tour, viewer, launch, visitStop },
    endTour: () => setTour(undefined),
    signIn: (user: string) => go({ user, activity: user === THE_PATIENT ? 'book' : activityOf(roleOf(user)) }),
    openChart: (patient: string) => go({ patient }),
    setActivity: (activity: Activity) => go({ activity }),
  };
}

/** The first of the staff with that role; the patient books for themselves. */
const userWithRole = ({ users }: State, role: string): string =>
  users.find((user) => user.role === role)?.reference ?? THE_PATIENT;

const viewerOf = (state: State, { user, patient }: Pick<Place, 'user' | 'patient'>): Viewer => ({
  reference: userReference(user, patient ?? ''),
  name: userChoices(state).find(({ value }) => value === user)?.label ?? user,
});
