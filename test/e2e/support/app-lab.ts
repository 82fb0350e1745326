/** The app of test/e2e/harness in front of a server of our own, and a browser to look at it with. */
import { rmSync } from 'node:fs';
import type { SetupServer } from 'msw/node';
import type { Browser } from 'playwright-core';
import type { Lab } from '../../server/http/hook-lab.ts';
import { aKey, aTenant, openLab, outside } from '../../server/http/hook-lab.ts';
import { builtHarness } from './app-harness.ts';
import { openBrowser } from './browser.ts';

export interface AppLab {
  readonly lab: Lab;
  readonly browser: Browser;
  readonly close: () => Promise<void>;
}

/** `configured` is the tenant's part of the configuration; `services` answer in place of what lies outside the server. */
export async function openAppLab(
  configured: Readonly<Record<string, unknown>>,
  services: SetupServer = outside,
): Promise<AppLab> {
  services.listen({ onUnhandledRequest: 'bypass' });
  const key = await aKey('ES384', 'es');
  const screens = await builtHarness();
  const lab = await openLab(key, [aTenant(configured, { jwks: { keys: [key.jwk] } })], screens);
  const browser = await openBrowser();
  return {
    lab,
    browser,
    close: async () => {
      await browser.close();
      await lab.close();
      services.close();
      rmSync(screens, { recursive: true, force: true });
    },
  };
}
