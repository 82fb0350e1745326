/** Starts the app: reads the address once, cleans it, and begins the session while the first screen is drawn. */
import '@mantine/core/styles/baseline.css';
import '@mantine/core/styles/default-css-variables.css';
import '@mantine/core/styles/global.css';
import '@mantine/core/styles/UnstyledButton.css';
import '@mantine/core/styles/Loader.css';
import '@mantine/core/styles/Button.css';
import '@mantine/core/styles/Skeleton.css';
import '@mantine/core/styles/Tooltip.css';
import './ui/tokens.css';
import './ui/screen.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { config } from 'zod';
import { createApi } from './api/api-client.ts';
import { App } from './app.tsx';
import { readArrival } from './launch/arrival.ts';
import { startSession } from './launch/start-session.ts';

// Compiled parsers need eval, which the content security policy forbids.
config({ jitless: true });

const base = new URL('./', location.href);
const arrival = readArrival(new URL(location.href));
// Code and state leave the address bar and the history before anything else happens.
if (arrival.kind === 'callback' || arrival.kind === 'denied') history.replaceState(null, '', base.pathname);

const api = createApi(base.href);
const starting = startSession(arrival, api, (address) => {
  location.replace(address);
});

const place = document.getElementById('app');
if (place !== null) {
  createRoot(place).render(
    <StrictMode>
      <App api={api} starting={starting} />
    </StrictMode>,
  );
}
