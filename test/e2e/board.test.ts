import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { pagesOf } from '../../api-contract/page.schema.ts';
import type { Role } from '../../api-contract/role.schema.ts';
import { openSweeper } from '../../server/sweep/sweep.job.ts';
import type { Lab } from '../server/http/hook-lab.ts';
import { aCourse, aSweepDesk, openEhr, outside, tenantOf } from '../server/sweep/ehr-lab.ts';
import { signInAs } from './support/app-harness.ts';
import type { AppLab } from './support/app-lab.ts';
import { openAppLab } from './support/app-lab.ts';
import { axeFaults } from './support/browser.ts';
import { fillDay } from './support/full-house.ts';

const DAY = '2026-12-03';
const VISITS = 500;
let lab: Lab;
let browser: Browser;
let close: AppLab['close'];

beforeAll(async () => {
  const roles = { 'Practitioner/c1': 'charge-nurse', 'Practitioner/v1': 'supervisor' };
  const names = { 'Practitioner/c1': 'Sven Holm' };
  ({ lab, browser, close } = await openAppLab({ roles, names }, outside));
  const ehr = await openEhr();
  const start = { start: '2026-12-15T09:00:00-05:00' };
  ehr.put(...aCourse(1, start), ...aCourse(2, start, 'Open Health'), ...aCourse(3, start, 'Nobody Knows'));
  await openSweeper(aSweepDesk(lab.store, tenantOf('lab', ehr.key))).sweep({ tenant: 'lab' });
  await fillDay(lab.store, DAY, VISITS, ['1', '2', '3']);
}, 240_000);

afterAll(() => close());

const faults: string[] = [];

async function opened(role: Role, address: string, look: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
  const context: BrowserContext = await browser.newContext({ viewport: { width: 1024, height: 640 }, ...look });
  const session = {
    expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
    ...{ today: '2026-12-01', user: { role }, tenant: { name: 'Lab' }, open: {} },
    features: { needPatientBanner: false, pages: pagesOf(role) },
  };
  await signInAs(context, session, await lab.signIn(role));
  const page = await context.newPage();
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  await page.goto(`${lab.url}/#${address}`);
  return page;
}

/** With a folder named, for looking at: the test does not need them. */
async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env['CHAIRREADY_PICTURES'];
  if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`) });
}

const blocks = (page: Page) => page.locator('[data-visit]');
const isWiderThanPage = (page: Page): Promise<boolean> =>
  page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);

it.each([
  ['1024x640', { viewport: { width: 1024, height: 640 } }],
  ['1440x900-dark', { viewport: { width: 1440, height: 900 }, colorScheme: 'dark' as const }],
  ['320x640', { viewport: { width: 320, height: 640 } }],
])('shows the board of 500 visits at %s without sideways scrolling or a fault of axe', async (name, look) => {
  const page = await opened('authorization-specialist', `/board?day=${DAY}`, look);
  await blocks(page).first().waitFor();
  expect(await blocks(page).count()).toBeLessThan(120);
  expect(await isWiderThanPage(page)).toBe(false);
  await picture(page, `board-${name}`);
  expect(await axeFaults(page)).toEqual([]);
  await blocks(page).first().click();
  await page.getByRole('dialog', { name: 'Infusion visit' }).getByText('Findings', { exact: false }).first().waitFor();
  expect(await isWiderThanPage(page)).toBe(false);
  await picture(page, `board-drawer-${name}`);
  expect(await axeFaults(page)).toEqual([]);
  await page.context().close();
});

it('is worked by keyboard: arrows to the last visit, Enter, the identity, Escape, and the focus comes back', async () => {
  const page = await opened('scheduler', `/board?day=${DAY}`);
  await blocks(page).first().focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('End');
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute('data-visit'));
  await expect.poll(focused).toBe('Appointment/x497');
  await page.keyboard.press('Enter');
  const drawer = page.getByRole('dialog', { name: 'Infusion visit' });
  const who = drawer.getByRole('group', { name: 'Patient and visit' });
  expect(await who.textContent()).toMatch(/born .*visit Thu, Dec 3, 2026, 4:/);
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.activeElement?.closest('dialog') !== null)).toBe(true);
  expect(await drawer.textContent()).not.toContain('$');
  await page.keyboard.press('Escape');
  await drawer.waitFor({ state: 'detached' });
  expect(await focused()).toBe('Appointment/x497');
  await page.context().close();
});

it('filters by state, payer and drug, and groups by site, of which the record names each', async () => {
  const page = await opened('authorization-specialist', `/board?day=${DAY}`);
  await blocks(page).first().waitFor();
  await page.getByRole('button', { name: /^Action needed/ }).click();
  await page.getByText(/^\d+ of 500 visits shown$/).waitFor({ state: 'attached' });
  await expect.poll(() => page.getByText('167 of 500 visits shown').count()).toBe(1);
  expect(await blocks(page).filter({ hasNotText: 'Action needed' }).count()).toBe(0);
  await page.getByLabel('Payer').selectOption('Open Health');
  await page.getByText('167 of 500').waitFor({ state: 'attached' });
  await page.getByRole('button', { name: /^Action needed/ }).click();
  await page.getByLabel('Group by').selectOption('site');
  await page.getByRole('heading', { name: 'Annex', exact: true }).waitFor();
  expect(await blocks(page).first().textContent()).toMatch(/^7:00 AM to 9:00 AM.*Chair 1/);
  await page.getByRole('combobox', { name: /^Site/ }).selectOption('Annex');
  await page.getByText('56 of 500 visits shown').waitFor({ state: 'attached' });
  await page.context().close();
});

it('shows chairs against hours, worked by arrow keys, with overlaps in words, and as a list where it is narrow', async () => {
  const page = await opened('scheduler', `/board?day=${DAY}`);
  await page.getByLabel('Group by').selectOption('chair');
  const grid = page.getByRole('grid', { name: 'Infusion visits by chair and hour' });
  const names = [
    /Keytruda/,
    / 7:00 AM to 9:00 AM, Chair 1 /,
    /(Action needed|Cannot tell|Confirmed)/,
    /Overlaps .* in Chair 1/,
  ];
  await grid
    .getByRole('button', { name: new RegExp(names.map(({ source }) => source).join('.*')) })
    .first()
    .waitFor();
  expect(await blocks(page).count()).toBeLessThan(120);
  expect(await isWiderThanPage(page)).toBe(false);
  expect(await axeFaults(page)).toEqual([]);
  await picture(page, 'board-by-chair-1024x640');
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute('data-visit'));
  await blocks(page).first().focus();
  const first = await focused();
  await page.keyboard.press('ArrowRight');
  await expect.poll(focused).not.toBe(first);
  await page.keyboard.press('Home');
  await expect.poll(focused).toBe(first);
  await page.keyboard.press('ArrowDown');
  await expect.poll(focused).not.toBe(first);
  await page.keyboard.press('Control+End');
  const isOf = (chair: string) => page.locator('[data-visit]:focus', { hasText: chair }).waitFor();
  await isOf('Chair 8');
  const last = await focused();
  await page.keyboard.press('Enter');
  const drawer = page.getByRole('dialog', { name: 'Infusion visit' });
  await drawer.getByText(/, Chair 8, /).waitFor();
  await page.keyboard.press('Escape');
  await drawer.waitFor({ state: 'detached' });
  expect(await focused()).toBe(last);
  expect(await grid.textContent()).not.toContain('$');
  await page.setViewportSize({ width: 320, height: 256 });
  await page.getByRole('list', { name: 'Infusion visits' }).waitFor();
  expect([await grid.count(), await isWiderThanPage(page)]).toEqual([0, false]);
  await page.evaluate(() => {
    window.scrollTo(0, 0);
  });
  await page.getByRole('heading', { name: 'Chair 1', exact: true }).waitFor();
  await page.context().close();
});

it('prints the readiness list with its names, says no word of treatment, and reflows', async () => {
  const page = await opened('charge-nurse', '/readiness');
  await page.getByRole('heading', { name: /Dec 3, 2026/ }).waitFor();
  // Nobody of them has logged in yet: a name is known from the configuration, else the id is said.
  const leads = await page.getByText('Clearance lead').locator('xpath=ancestor::dl').innerText();
  expect(leads).toMatch(/Sven Holm[\s\S]*v1/);
  expect(await isWiderThanPage(page)).toBe(false);
  await picture(page, 'readiness-1024x640');
  await page.emulateMedia({ media: 'print' });
  expect(await page.getByRole('button', { name: 'Print' }).isVisible()).toBe(false);
  await page.emulateMedia({ media: 'screen' });
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await isWiderThanPage(page)).toBe(false);
  await picture(page, 'readiness-320x640');
  await page.evaluate(() => {
    for (const row of document.querySelectorAll('tbody tr:nth-child(n+20)')) row.remove();
  });
  expect(await axeFaults(page)).toEqual([]);
  await page.context().close();
});

it('shows what changed, with words before and after', async () => {
  const page = await opened('authorization-specialist', '/changes');
  await page.getByRole('heading', { name: /^What changed since/ }).waitFor();
  await page.getByText('New on the schedule').first().waitFor();
  await picture(page, 'changes-1024x640');
  expect(await axeFaults(page)).toEqual([]);
  await page.context().close();
});

it('met no script error and no refused resource on the way', () => {
  expect(faults).toEqual([]);
});
