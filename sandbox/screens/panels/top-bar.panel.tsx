/** Which EHR this is, which day it plays, and who is signed in. */
import { Button, NativeSelect, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useSandboxApi } from '../api/use-sandbox-api.ts';
import type { State } from '../../screens-api/screens.schema.ts';
import { longDayText } from '../view/date-text.ts';
import { userChoices } from '../view/role-text.ts';

interface TopBarProps {
  readonly state: State;
  readonly user: string;
  readonly onUser: (user: string) => void;
}

export const TopBar = ({ state, user, onUser }: TopBarProps): ReactElement => (
  <header className="sb-top">
    <div className="sb-brand">
      <img src="./sandbox.svg" alt="" width="26" height="26" />
      <div>
        <h1>Infusion scheduling</h1>
        <p>
          Sandbox EHR<span className="sb-brand-more"> of Prairie Infusion Associates</span>, invented patients
        </p>
      </div>
    </div>
    <SandboxDay today={state.today} />
    <label className="sb-top-field">
      <span>Signed in as</span>
      <NativeSelect
        size="xs"
        data={[...userChoices(state)]}
        value={user}
        onChange={({ currentTarget }) => onUser(currentTarget.value)}
      />
    </label>
    <LightSwitch />
  </header>
);

const SandboxDay = ({ today }: { readonly today: string }): ReactElement => {
  const api = useSandboxApi();
  const cache = useQueryClient();
  const next = useMutation({
    mutationFn: api.nextDay,
    onSuccess: async (state) => {
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
