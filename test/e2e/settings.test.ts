import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { pagesOf } from '../../api-contract/page.schema.ts';
import type { Lab } from '../server/http/hook-lab.ts';
import { signInAs } from './support/app-harness.ts';
import type { AppLab } from './support/app-lab.ts';
import { openAppLab } from './support/app-lab.ts';
import { axeFaults } from './support/browser.ts';

let lab: Lab;
let browser: Browser;
let close: AppLab['close'];

beforeAll(async () => {
  const configured = {
    holidays: ['2026-12-25', '2027-01-01'],
    staff: [
      { id: 'Practitioner/a1', roles: ['authorization-specialist'], capacityPerDay: 25 },
      { id: 'Practitioner/a2', roles: ['senior-specialist', 'peer-to-peer'], capacityPerDay: 12.5 },
    ],
    sites: [{ location: 'Location/infusion-1', stock: { J9271: ['100 mg'], J9299: ['40 mg', '100 mg', '240 mg'] } }],
    retention: { decisionDays: 2555 },
  };
  ({ lab, browser, close } = await openAppLab(configured));
}, 240_000);

afterAll(() => close());

it.each([
  ['1024x640', { viewport: { width: 1024, height: 640 } }],
  ['1440x900-dark', { viewport: { width: 1440, height: 900 }, colorScheme: 'dark' as const }],
  ['320x640', { viewport: { width: 320, height: 640 } }],
])('shows the settings at %s without sideways scrolling, a fault of axe or a script error', async (name, look) => {
  const context = await browser.newContext(look);
  const session = {
    expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
    ...{ today: '2026-12-01', user: { role: 'compliance' as const }, tenant: { name: 'Lab' }, open: {} },
    features: { needPatientBanner: false, pages: pagesOf('compliance') },
  };
  await signInAs(context, session, await lab.signIn('compliance'));
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  await page.goto(`${lab.url}/#/settings`);
  await page.getByRole('region', { name: 'Staff and capacity' }).getByText('Practitioner/a2').waitFor();
  expect(await page.getByRole('region', { name: 'How long it is kept' }).innerText()).toContain('2,555 days');
  expect(await page.getByText('$', { exact: false }).count()).toBe(0);
  expect(await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)).toBe(
    false,
  );
  const folder = process.env['CHAIRREADY_PICTURES'];
  if (folder !== undefined) await page.screenshot({ path: join(folder, `settings-${name}.png`), fullPage: true });
  expect(await axeFaults(page)).toEqual([]);
  expect(faults).toEqual([]);
  await context.close();
});
