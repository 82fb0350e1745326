/** Starts the screens of the sandbox EHR. */
import '@mantine/core/styles.css';
import './ui/tokens.css';
import './ui/screen.css';
import './ui/parts.css';
import './ui/desk.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createSandboxApi } from './api/sandbox-api.ts';
import { App } from './app.tsx';

const place = document.getElementById('app');
if (place !== null) {
  createRoot(place).render(
    <StrictMode>
      <App api={createSandboxApi('/sandbox/api')} />
    </StrictMode>,
  );
}
