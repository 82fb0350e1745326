import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { afterAll, expect, it } from 'vitest';
import { addDays, parsePlainDate, quarterOf } from '../../domain/kernel/plain-date.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import { appFrame, axeFaults, chooseUser, watchedPage } from './support/browser.ts';
import { openedHouse } from './support/opened-house.ts';

const folder = mkdtempSync(join(tmpdir(), 'chairready-quarter-'));
const home = openedHouse();

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const MONTHS = 'January February March April May June July August September October November December'.split(' ');

const monthOf = (day: PlainDate): string => MONTHS[Number(day.slice(5, 7)) - 1] ?? '';
const longText = (day: PlainDate): string => `${monthOf(day)} ${String(Number(day.slice(8)))}, ${day.slice(0, 4)}`;

/** A payment file of one quarter in the layout of CMS; the price is made up. */
function limitsOf(day: PlainDate, limit: string): { readonly name: string; readonly text: string } {
  const { from, until } = quarterOf(day);
  const header =
    'HCPCS Code,Short Description,HCPCS Code Dosage,Payment Limit,Co-insurance Percentage,Vaccine AWP%,Vaccine Limit,Blood AWP%,Blood limit,Clotting Factor,Notes';
  const title = ['Payment limits', '', `"Effective ${longText(from)} through ${longText(until)}"`, '', '', '', '', ''];
  const rows = [`J9271,pembrolizumab,1 MG,${limit},20.000,,,,,,`, 'Q5118,bevacizumab,10 MG,30.000,20.000,,,,,,'];
  return {
    name: `${monthOf(from)} ${day.slice(0, 4)} ASP Pricing File.csv`,
    text: [...title, header, ...rows, ''].join('\r\n'),
  };
}

async function signedInAs(page: Page, role: RegExp): Promise<Frame> {
  await page.goto(home().house.sandbox);
  await chooseUser(page, role);
  await page.getByRole('button', { name: /ChairReady without a patient/ }).click();
  return appFrame(page, home().house.chairReady);
}

async function takeIn(
  app: Frame,
  kind: string,
  { name, text }: { readonly name: string; readonly text: string },
): Promise<void> {
  const path = join(folder, name);
  writeFileSync(path, text);
  const form = app.getByRole('form', { name: 'Take a file in' });
  await form.getByLabel('Kind of file').selectOption({ label: kind });
  await form.getByLabel('File', { exact: true }).setInputFiles(path);
  await form.getByRole('button', { name: 'Show what would change' }).click();
  await app.getByRole('heading', { name: `What ${name} would change` }).waitFor();
  await form.getByRole('button', { name: 'Take it in' }).click();
  await app.getByRole('heading', { name: `${name} counts now` }).waitFor();
}

it('lets a pharmacist import a quarter and see the drug of next week turn to a loss, with both prices', async () => {
  const faults: string[] = [];
  const page = await watchedPage(home().browser, faults);
  await page.goto(home().house.sandbox);
  // The sweep of the night checks every booked visit.
  await page.getByRole('button', { name: 'Next day' }).click();
  await page.waitForResponse((response) => response.url().includes('next-day') && response.ok());

  const app = await signedInAs(page, /pharmacist/i);
  await app.getByRole('link', { name: 'Imports', exact: true }).click();
  const today = parsePlainDate(new Date().toISOString().slice(0, 10));
  if (!today.ok) throw new Error('no day');
  const prices = 'ndc,account,unit,price,from,to,source\n00006-3026-02,GPO,billing-unit,50.00,2026-01-01,,wholesaler\n';
  await takeIn(app, 'Pharmacy prices', { name: 'prices.csv', text: prices });
  for (const day of new Set([today.value, addDays(today.value, 14)].map((one) => quarterOf(one).from)))
    await takeIn(app, 'Medicare payment limits (CMS)', limitsOf(day, '45.000'));
  expect(await axeFaults(app)).toEqual([]);
  await shoot(page, 'imports');

  await app.getByRole('link', { name: 'Margin', exact: true }).click();
  await app.getByRole('link', { name: 'What imports changed' }).click();
  const change = app.getByRole('row').filter({ hasText: 'Keytruda' }).filter({ hasText: 'Turns to a loss' }).first();
  for (let tries = 0; tries < 30 && (await change.count()) === 0; tries += 1) {
    await app.getByRole('button', { name: 'Read again' }).click();
    await page.waitForTimeout(1000);
  }
  expect(await change.textContent()).toMatch(/Medicare.*newest loaded before.*now: .*ASP Pricing File\.csv, row 10/s);
  await change.getByRole('button', { name: /Working/ }).click();
  expect(await app.locator('body').textContent()).toContain('prices.csv, row 2, GPO');
  // Who the patients are is for finance only.
  expect(await app.getByRole('button', { name: /List the visits/ }).count()).toBe(0);
  expect(await axeFaults(app)).toEqual([]);
  await shoot(page, 'flips');

  await app.getByRole('link', { name: 'Drugs', exact: true }).click();
  await app
    .getByRole('link', { name: /Keytruda/ })
    .first()
    .waitFor();
  expect(await axeFaults(app)).toEqual([]);
  await shoot(page, 'list');
  await app
    .getByRole('row')
    .filter({ hasText: 'Medicare' })
    .getByRole('link', { name: /Keytruda/ })
    .first()
    .click();
  await app.getByRole('heading', { name: 'Working' }).waitFor();
  expect(await axeFaults(app)).toEqual([]);
  await shoot(page, 'drug');
  expect(faults).toEqual([]);
  await page.close();
});

/** Pictures for whoever works on the page; none are taken in a test run. */
async function shoot(page: Page, name: string): Promise<void> {
  const place = process.env['CHAIRREADY_SHOTS'];
  if (place === undefined) return;
  await page.setViewportSize({ width: 1024, height: 640 });
  await page.screenshot({ path: join(place, `${name}.png`), fullPage: true });
}
