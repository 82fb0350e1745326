// The composition root of the sandbox EHR: one port, one folder, one process.
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import cors from 'cors';
import express from 'express';
import type { Express } from 'express';
import type { AuthorizationServer } from './authorization/authorization-server.ts';
import { createAuthorizationServer } from './authorization/authorization-server.ts';
import { createHookTokens } from './authorization/hook-tokens.ts';
import { createLaunchBook } from './authorization/launch-book.ts';
import { createFaultPanel } from './fhir-store/faults.ts';
import type { FhirCall } from './fhir-store/fhir-router.ts';
import { createFhirRouter } from './fhir-store/fhir-router.ts';
import type { FhirStore } from './fhir-store/fhir-store.ts';
import { createFhirStore } from './fhir-store/fhir-store.ts';
import type { SandboxKeys } from './keys.ts';
import { refuseHeldFolder } from './held-folder.ts';
import { keysIn, publicPart } from './keys.ts';
import type { SandboxDay } from './sandbox-day.ts';
import { sandboxDayIn } from './sandbox-day.ts';
import { nameOfUser } from './screens-api/record-reading.ts';
import type { Sandbox } from './screens-api/sandbox.ts';
import { createScreensRouter } from './screens-api/screens-router.ts';
import { recordOn } from './stories/all-stories.ts';
import { TIME_ZONE } from './stories/clinic.ts';
import { wishForSweep } from './sweep-wish.ts';
import { tenantOf, writeTenantFile } from './tenant-file.ts';

export interface SandboxOptions {
  /** 0 takes any free port. */
  readonly port: number;
  /** Usually `.chairready`; the sandbox's own files go into `sandbox/` under it. */
  readonly dataDir: string;
  /** ChairReady's own address, without a trailing slash. */
  readonly chairReadyUrl: string;
  /** The built screens; without them `/` says in words where the API is. */
  readonly screensDir?: string;
  /** The sandbox day at the very first start, `YYYY-MM-DD`. Default: the real date in the clinic's zone. */
  readonly today?: string;
  /** Seconds that an access token of the app lives. Default 3600. */
  readonly tokenSeconds?: number;
}

export interface RunningSandbox {
  readonly url: string;
  readonly close: () => Promise<void>;
}

const HOST = '127.0.0.1';

/** Rejects with a plain sentence when the port is busy, the folder is in use or the journal is damaged. */
export async function startSandbox(options: SandboxOptions): Promise<RunningSandbox> {
  const app = express();
  let isFurnished = false;
  // Whoever waits for the sandbox is told to wait until its keys and its tenant file are there.
  app.use((_request, response, next) => {
    if (isFurnished) next();
    else response.status(503).set('retry-after', '1').end();
  });
  // The port is taken first: nothing is written for a sandbox that cannot run.
  const server = await listen(createServer(app), options.port);
  try {
    const { port } = server.address() as AddressInfo;
    const url = `http://${HOST}:${port}`;
    await furnish(app, url, options);
    isFurnished = true;
    return { url, close: () => close(server) };
  } catch (error) {
    await close(server);
    throw error;
  }
}

async function furnish(app: Express, baseUrl: string, options: SandboxOptions): Promise<void> {
  const folder = join(options.dataDir, 'sandbox');
  const keys = await keysIn(folder);
  await refuseHeldFolder(options.dataDir, keys);
  const day = sandboxDayIn(folder, TIME_ZONE, options.today);
  const store = createFhirStore({ journalFile: join(folder, 'record.ndjson'), timeZone: TIME_ZONE });
  if (store.all('Patient').length === 0) store.putAll(recordOn(day.today()));
  const writeTenant = (): void => writeTenantFile(options.dataDir, tenantOf(baseUrl, keys, day.today()));
  writeTenant();
  mount(app, baseUrl, options, { keys, day, store, writeTenant });
}

interface Furniture {
  readonly keys: SandboxKeys;
  readonly day: SandboxDay;
  readonly store: FhirStore;
  readonly writeTenant: () => void;
}

function mount(app: Express, baseUrl: string, options: SandboxOptions, furniture: Furniture): void {
  const { chairReadyUrl, screensDir, tokenSeconds } = options;
  const { keys, day, store, writeTenant } = furniture;
  const fhirBaseUrl = `${baseUrl}/fhir`;
  const launches = createLaunchBook();
  const hookTokens = createHookTokens();
  const faults = createFaultPanel();
  const traffic = recentCalls();
  const authorization = createAuthorizationServer({
    baseUrl,
    chairReadyUrl,
    keys,
    launches,
    nameOf: (user) => nameOfUser(store, user),
    ...(tokenSeconds === undefined ? {} : { tokenSeconds }),
  });
  const sandbox: Sandbox = {
    ...{ baseUrl, fhirBaseUrl, chairReadyUrl, timeZone: TIME_ZONE, store, keys, day, launches, hookTokens, faults },
    traffic: traffic.calls,
    dayMoved: writeTenant,
    wishForSweep: () => wishForSweep(options.dataDir),
  };
  app.disable('x-powered-by');
  app.use('/oauth', authorization.router);
  app.use('/fhir', cors({ origin: chairReadyUrl, exposedHeaders: ['ETag', 'Location'] }));
  addWellKnown(app, keys, authorization);
  const authorize = async (token: string) => hookTokens.find(token) ?? (await authorization.grantOf(token));
  app.use('/fhir', createFhirRouter({ store, baseUrl: fhirBaseUrl, authorize, faults, onCall: traffic.note }));
  app.use('/sandbox/api', createScreensRouter(sandbox));
  addScreens(app, screensDir);
}

function addWellKnown(app: Express, keys: SandboxKeys, authorization: AuthorizationServer): void {
  app.get('/fhir/.well-known/smart-configuration', (_request, response) => {
    response.json(authorization.smartConfiguration());
  });
  app.get('/.well-known/jwks.json', (_request, response) => {
    response.json({ keys: [publicPart(keys.hook)] });
  });
  app.get('/sandbox/smart-style.json', cors(), (_request, response) => {
    response.json(STYLE);
  });
  app.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' });
  });
}

/** Colors and sizes that an app may take over to look at home (SMART App Launch 2.2, experimental). */
const STYLE = {
  color_background: '#ffffff',
  color_error: '#b3261e',
  color_highlight: '#1b5e8c',
  color_modal_backdrop: '#1f2933',
  color_success: '#1e6b3a',
  color_text: '#1f2933',
  dim_border_radius: '4px',
  dim_font_size: '14px',
  dim_spacing_size: '16px',
  font_family_body: 'system-ui, sans-serif',
  font_family_heading: 'system-ui, sans-serif',
};

function addScreens(app: Express, screensDir: string | undefined): void {
  if (screensDir === undefined) {
    app.get('/', (_request, response) => {
      response.type('text').send('The sandbox EHR is running. Its screens are not built: see sandbox/README.md.\n');
    });
    return;
  }
  app.use(express.static(screensDir, { index: 'index.html' }));
  app.get(/^\/(?!fhir|oauth|sandbox\/api)/, (_request, response) => response.sendFile(join(screensDir, 'index.html')));
}

const REMEMBERED_CALLS = 200;

function recentCalls() {
  let calls: readonly FhirCall[] = [];
  return {
    calls: (): readonly FhirCall[] => calls,
    note: (call: FhirCall): void => {
      calls = [...calls, call].slice(-REMEMBERED_CALLS);
    },
  };
}

function listen(server: Server, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(`port ${port} is taken: stop what uses it, or choose another port with SANDBOX_PORT`)
          : error,
      ),
    );
    // Longer than clients keep an idle connection: one that closes as they reuse it looks like a broken server.
    server.keepAliveTimeout = 65_000;
    server.listen(port, HOST, () => resolve(server));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
