/** The screens within their theme, their cache and the API that they speak to. */
import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import type { SandboxApi } from './api/sandbox-api.ts';
import { ApiContext } from './api/use-sandbox-api.ts';
import { SchedulerPage } from './pages/scheduler.page.tsx';
import { theme } from './ui/theme.ts';

export const App = ({ api }: { readonly api: SandboxApi }): ReactElement => (
  <Surroundings api={api}>
    <SchedulerPage />
  </Surroundings>
);

interface SurroundingsProps {
  readonly api: SandboxApi;
  readonly children: ReactNode;
}

export const Surroundings = ({ api, children }: SurroundingsProps): ReactElement => {
  const [cache] = useState(newCache);
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <QueryClientProvider client={cache}>
        <ApiContext value={api}>{children}</ApiContext>
      </QueryClientProvider>
    </MantineProvider>
  );
};

const newCache = (): QueryClient =>
  new QueryClient({
    defaultOptions: { queries: { retry: 1, refetchOnWindowFocus: false, staleTime: 30_000 } },
  });
