/** The app with a session that the test hands out instead of an EHR: everything after the sign-in is the real thing. */
import '@mantine/core/styles/baseline.css';
import '@mantine/core/styles/default-css-variables.css';
import '@mantine/core/styles/global.css';
import '@mantine/core/styles/UnstyledButton.css';
import '@mantine/core/styles/Loader.css';
import '@mantine/core/styles/Button.css';
import '@mantine/core/styles/Skeleton.css';
import '@mantine/core/styles/Tooltip.css';
import '../../../client/ui/tokens.css';
import '../../../client/ui/screen.css';
import { createRoot } from 'react-dom/client';
import { config } from 'zod';
import { createApi } from '../../../client/api/api-client.ts';
import { App } from '../../../client/app.tsx';
import type { Start } from '../../../client/launch/start-session.ts';

config({ jitless: true });

const api = createApi(new URL('./', location.href).href);
const opening = { iss: location.origin, tokenResponse: { access_token: 'none', id_token: 'none' } };
const starting: Promise<Start> = api.openSession(opening).then((session) => ({ kind: 'session', session }));

const place = document.getElementById('app');
if (place !== null) createRoot(place).render(<App api={api} starting={starting} />);
