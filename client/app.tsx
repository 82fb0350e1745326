/** The app around its pages: theme, cache, routes, and the end of the session. */
import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { HashRouter } from 'react-router';
import type { SessionView } from '../api-contract/session.schema.ts';
import type { Api } from './api/api-client.ts';
import { isPassing } from './api/api-problem.ts';
import type { Start } from './launch/start-session.ts';
import { useEhrStyle } from './launch/use-ehr-style.ts';
import { NoSessionPage, SessionEndedPage, SigningInPage } from './pages/launch.page.tsx';
import { PageRoutes } from './pages/page-routes.tsx';
import { theme, unstoredColorScheme } from './ui/theme.ts';
import { TypedTextsProvider, typedTexts } from './view/typed-text.ts';

interface AppProps {
  readonly api: Api;
  readonly starting: Promise<Start>;
}

export const App = ({ api, starting }: AppProps): ReactElement => (
  <Look>
    <Entrance api={api} starting={starting} />
  </Look>
);

/** No style element is injected: the variables come from style sheets, so the policy needs no exception. */
export const Look = ({ children }: { readonly children: ReactNode }): ReactElement => (
  <MantineProvider
    theme={theme}
    defaultColorScheme="auto"
    colorSchemeManager={unstoredColorScheme}
    withCssVariables={false}
    withGlobalClasses={false}
  >
    {children}
  </MantineProvider>
);

const Entrance = ({ api, starting }: AppProps): ReactElement => {
  const [start, setStart] = useState<Start>();
  useEffect(() => {
    void starting.then(setStart);
  }, [starting]);
  if (start === undefined || start.kind === 'leaving') return <SigningInPage />;
  return start.kind === 'session' ? <SignedIn api={api} session={start.session} /> : <NoSessionPage start={start} />;
};

const SignedIn = ({ api, session }: { readonly api: Api; readonly session: SessionView }): ReactElement => {
  const [typed] = useState(typedTexts);
  // What is typed and not sent is all that outlives the session; undefined while it lasts.
  const [left, setLeft] = useState<string>();
  const ended = left !== undefined;
  const [cache] = useState(newCache);
  const end = useCallback(() => setLeft(typed.all()), [typed]);
  useEhrStyle(session.features.styleUrl);
  useEffect(() => endAt(session.expiresAt, end), [session.expiresAt, end]);
  useEffect(() => {
    // What was fetched about the patient does not outlive the session.
    if (ended) cache.clear();
  }, [ended, cache]);
  if (ended) return <SessionEndedPage typed={left} />;
  return (
    <QueryClientProvider client={cache}>
      <TypedTextsProvider value={typed}>
        <HashRouter>
          <PageRoutes api={api} session={session} onEnded={end} />
        </HashRouter>
      </TypedTextsProvider>
    </QueryClientProvider>
  );
};

const newCache = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        retry: (count, problem) => count < 2 && isPassing(problem),
        refetchOnWindowFocus: false,
        staleTime: Infinity,
      },
    },
  });

/** Timers hold 31 bits; a longer session ends by the server's answer instead. */
function endAt(expiresAt: string, end: () => void): (() => void) | undefined {
  const wait = new Date(expiresAt).getTime() - Date.now();
  if (Number.isNaN(wait) || wait > 2_147_483_647) return undefined;
  const timer = setTimeout(end, Math.max(0, wait));
  return () => clearTimeout(timer);
}
