/** Builds the app of test/e2e/harness, which needs no EHR to sign in; gives the folder with the built screens. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { build } from 'vite';
import type { BrowserContext } from 'playwright-core';
import type { SessionView } from '../../../api-contract/session.schema.ts';
import { ROOT } from '../../architecture/import-graph.ts';

export async function builtHarness(): Promise<string> {
  const outDir = mkdtempSync(join(tmpdir(), 'chairready-harness-'));
  await build({
    configFile: false,
    root: join(ROOT, 'test', 'e2e', 'harness'),
    base: './',
    logLevel: 'error',
    plugins: [react()],
    build: { outDir, emptyOutDir: true, assetsInlineLimit: 0, modulePreload: { polyfill: false }, minify: false },
  });
  return outDir;
}

/** The page's sign-in gets this session and bearer; every other call goes to the server. */
export async function signInAs(context: BrowserContext, session: SessionView, bearer: string): Promise<void> {
  await context.route('**/api/session', (route) =>
    route.request().method() === 'POST'
      ? route.fulfill({ status: 201, json: { ...session, bearer } })
      : route.continue(),
  );
}
