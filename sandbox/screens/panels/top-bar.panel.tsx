/** Which EHR this is, which day it plays, and who is signed in. */
import { Button, NativeSelect, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useSandboxApi } from '../api/use-sandbox-api.ts';
import type { NextDay, State } from '../../screens-api/screens.schema.ts';
import { longDayText } from '../view/date-text.ts';
import { THE_PATIENT, userChoices } from '../view/role-text.ts';

interface TopBarProps {
  readonly state: State;
  readonly user: string;
  readonly onUser: (user: string) => void;
  readonly isTouring: boolean;
  readonly onTour: () => void;
  /** Opens the app on the home page of whoever is signed in. */
  readonly onOpenApp: () => void;
  readonly onSwept: (sweep: NextDay['sweep']) => void;
}

export const TopBar = ({ state, user, onUser, isTouring, onTour, onOpenApp, onSwept }: TopBarProps): ReactElement => (
  <header className="sb-top">
    <div className="sb-brand">
      <img src="./sandbox.svg" alt="" width="26" height="26" />
      <div>
        <h1>Infusion center</h1>
        <p>
          Sandbox EHR<span className="sb-brand-more"> of Prairie Infusion Associates</span>
          <span className="sb-brand-invented">, invented patients</span>
        </p>
      </div>
    </div>
    <SandboxDay today={state.today} onSwept={onSwept} />
    <label className="sb-top-field">
      <span>Signed in as</span>
      <NativeSelect
        size="xs"
        data={[...userChoices(state)]}
        value={user}
        onChange={({ currentTarget }) => onUser(currentTarget.value)}
      />
    </label>
    <div className="sb-day">
      <Button size="compact-xs" variant="default" disabled={user === THE_PATIENT} onClick={onOpenApp}>
        ChairReady
        <span className="sb-hidden"> without a patient</span>
      </Button>
      {isTouring ? null : (
        <Button size="compact-xs" variant="default" onClick={onTour}>
          Tour
        </Button>
      )}
      <LightSwitch />
    </div>
  </header>
);

const SandboxDay = ({ today, onSwept }: { readonly today: string } & Pick<TopBarProps, 'onSwept'>): ReactElement => {
  const api = useSandboxApi();
  const cache = useQueryClient();
  const next = useMutation({
    mutationFn: api.nextDay,
    onSuccess: async ({ state, sweep }) => {
      onSwept(sweep);
      cache.setQueryData(['state'], state);
      await cache.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'state' });
    },
  });
  return (
    <div className="sb-day">
      <p>
        Today is <strong>{longDayText(today)}</strong>
      </p>
      <Button size="compact-xs" variant="default" loading={next.isPending} onClick={() => next.mutate()}>
        Next day
      </Button>
    </div>
  );
};

const LightSwitch = (): ReactElement => {
  const { setColorScheme } = useMantineColorScheme();
  const now = useComputedColorScheme('light', { getInitialValueInEffect: false });
  const other = now === 'light' ? 'dark' : 'light';
  return (
    <Button size="compact-xs" variant="default" onClick={() => setColorScheme(other)}>
      {other === 'dark' ? 'Dark' : 'Light'}
      <span className="sb-hidden"> colors</span>
    </Button>
  );
};
