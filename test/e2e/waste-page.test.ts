/** The charting page as nurse, pharmacist and billing see it, in a real browser and without a mouse. */
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { pagesOf } from '../../api-contract/page.schema.ts';
import type { Role } from '../../api-contract/role.schema.ts';
import { signedWaste, visitCharting } from '../../api-contract/waste.schema.ts';
import { bookVisit } from '../server/waste/book-visit.ts';
import { TODAY } from '../server/http/hook-lab.ts';
import type { Lab } from '../server/http/hook-lab.ts';
import { signInAs } from './support/app-harness.ts';
import type { AppLab } from './support/app-lab.ts';
import { openAppLab } from './support/app-lab.ts';
import { axeFaults } from './support/browser.ts';

let lab: Lab;
let browser: Browser;
let close: AppLab['close'];

beforeAll(async () => {
  const waste = { sharing: true, note: 'document-reference', witness: 'when-discarded' };
  ({ lab, browser, close } = await openAppLab({ cards: { budgetMs: 10_000 }, waste }));
  const [signed] = [await bookVisit(lab), await bookVisit(lab, { dose: 250 }), await bookVisit(lab, { dose: 330 })];
  const nurse = await lab.signIn('infusion-nurse', { user: 'Practitioner/other' });
  const path = `/api/waste/visit?appointment=${encodeURIComponent(signed.appointment)}&date=${TODAY}`;
  const { visit } = visitCharting.parse(await (await lab.api(nurse, 'GET', path)).json());
  const { vials = [], dose, given } = visit.drugs[0]?.proposal ?? {};
  const drug = { line: signed.line, version: 0, vials, dose, given, confirmed: true, circumstance: 'as-planned' };
  const body = { appointment: signed.appointment, date: TODAY, drugs: [drug] };
  const [record] = signedWaste.parse(await (await lab.api(nurse, 'POST', '/api/waste/records', body)).json()).records;
  await lab.store.db
    .updateTable('waste_note')
    .set({ state: 'failed', why: 'the EHR refused the note (422)', tries: 1 })
    .where('record_id', '=', record?.id ?? '')
    .execute();
}, 240_000);

afterAll(() => close());

async function opened(role: Role, address: string): Promise<{ readonly page: Page; readonly faults: string[] }> {
  const context = await browser.newContext({ viewport: { width: 1024, height: 640 }, timezoneId: 'America/New_York' });
  const session = {
    expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
    ...{ today: TODAY, user: { role }, tenant: { name: 'Lab' }, open: {} },
    features: { needPatientBanner: false, pages: pagesOf(role) },
  };
  await signInAs(context, session, await lab.signIn(role));
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  await page.goto(`${lab.url}/#${address}`);
  return { page, faults };
}

async function looked(page: Page, name: string): Promise<void> {
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBeLessThanOrEqual(1024);
  const folder = process.env['CHAIRREADY_PICTURES'];
  if (folder !== undefined) await page.screenshot({ path: join(folder, `waste-${name}.png`) });
  expect(await axeFaults(page)).toEqual([]);
  // Charting never shows a dollar.
  expect(await page.locator('main').innerText()).not.toMatch(/\$\s?\d/);
}

/** Tab after tab until the control has the focus, as somebody without a mouse gets there. */
async function tabTo(page: Page, name: string): Promise<void> {
  const at = (): Promise<string> => page.evaluate(() => document.activeElement?.textContent ?? '');
  for (let pressed = 0; pressed < 60 && (await at()) !== name; pressed += 1) await page.keyboard.press('Tab');
  expect(await at()).toBe(name);
}

it('tells a nurse plainly that a note did not reach the chart, and what to do', async () => {
  const { page, faults } = await opened('infusion-nurse', '/waste');
  await page.getByRole('link', { name: 'Pat 1' }).click();
  await page.getByText('Not filed', { exact: true }).waitFor();
  await page.getByRole('alert').getByText('the EHR refused the note (422)').waitFor();
  await looked(page, 'nurse');
  expect(await page.getByRole('link', { name: 'Shared vials' }).count()).toBe(0);
  await tabTo(page, 'Try again');
  await page.keyboard.press('Enter');
  await page.getByText('Filing in chart').waitFor();
  expect(faults).toEqual([]);
});

it('lets a pharmacist approve and record a shared plan by keyboard', async () => {
  const { page, faults } = await opened('pharmacist', '/waste/sharing');
  await page.getByRole('button', { name: 'Approve this plan' }).waitFor();
  await looked(page, 'pharmacist-plan');
  await tabTo(page, 'Approve this plan');
  await page.keyboard.press('Enter');
  await page.getByText('Approved, not prepared').waitFor();
  await page.getByLabel('Lot').focus();
  await page.keyboard.type('SH-9');
  await page.getByLabel('Shared vials may be used until').fill('2099-12-01T13:00');
  await looked(page, 'pharmacist-approved');
  await tabTo(page, 'Opened as planned: record all preparations');
  await page.keyboard.press('Enter');
  await page.getByText('Prepared', { exact: true }).waitFor();
  expect(faults).toEqual([]);
});

it('prints a record with whose it is and all its versions, without the controls', async () => {
  const { page, faults } = await opened('infusion-nurse', '/waste');
  await page.getByRole('link', { name: 'Pat 1' }).click();
  await page.getByRole('button', { name: 'Correct', exact: true }).click();
  await page.getByText('Not signed yet').waitFor();
  // What was measured as left over tells what was given.
  await page.getByLabel('What happened').selectOption({ label: 'Cut short' });
  await page.getByLabel('Discarded, mg').fill('100');
  await page.getByText('opened 400 = given 300 + discarded 100 mg').waitFor();
  await page.getByLabel('Reason').fill('The bag was weighed');
  await page.getByRole('button', { name: 'Sign 1 drug' }).click();
  await page.getByRole('link', { name: 'Print or history' }).click();
  await page.getByRole('heading', { name: 'Earlier versions' }).waitFor();
  await looked(page, 'record');
  await page.emulateMedia({ media: 'print' });
  const printed = await page.locator('body').innerText();
  for (const part of ['Pat 1', 'Version 2, corrected', 'The bag was weighed', 'Version 1', 'Given 350 mg'])
    expect(printed).toContain(part);
  expect(printed).not.toMatch(/Copy the chart text|Entered in error|Gaps/);
  expect(faults).toEqual([]);
});

it('counts claim lines for billing', async () => {
  const { page, faults } = await opened('billing', '/waste/export');
  await page.getByText('Waiting for a witness').waitFor();
  await looked(page, 'billing');
  await page.getByRole('link', { name: 'Gaps' }).click();
  await page.getByText('Needs a witness').waitFor();
  await looked(page, 'billing-gaps');
  expect(faults).toEqual([]);
});
