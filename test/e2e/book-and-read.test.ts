import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { firstScreenBytes, MOST_FIRST_SCREEN_BYTES } from '../support/first-screen.ts';
import { appFrame, axeFaults, watchedPage } from './support/browser.ts';
import { openHouse } from './support/house.ts';
import { openedHouse } from './support/opened-house.ts';

const home = openedHouse();

async function chart(page: Page, patient: RegExp): Promise<void> {
  await page.goto(home().house.sandbox);
  await page.getByRole('navigation', { name: 'Patients' }).getByRole('button', { name: patient }).click();
  await page.getByRole('region', { name: 'Drug orders' }).waitFor();
}

async function firstFreeSlot(page: Page): Promise<void> {
  const chairs = page.getByRole('region', { name: 'Book a visit' }).getByRole('table');
  await chairs.getByRole('button', { name: /free$/ }).first().click();
}

it('books three cycles, reads the card, opens the app and finds the same sentence and its source', async () => {
  const faults: string[] = [];
  const page = await watchedPage(home().browser, faults);
  await chart(page, /The authorization ends before the third cycle/);
  await page.getByText('Series', { exact: true }).click();
  await firstFreeSlot(page);

  const card = page.getByRole('article', { name: 'Warning from ChairReady' });
  const summary = (await card.getByRole('heading').textContent()) ?? '';
  expect(summary).toMatch(
    /^Keytruda \(J9271\): auth ends \w{3} \d+, \w{3} \d+ visit not covered\. Keep slot; auth team must request extension by \w{3} \d+\.$/,
  );
  expect(await page.getByRole('article').count()).toBe(1);
  expect(await axeFaults(page)).toEqual([]);

  await card.getByRole('button', { name: 'Open in ChairReady' }).click();
  const app = await appFrame(page, home().house.chairReady);
  const sentence = summary.slice(0, summary.indexOf(' Keep slot'));
  const finding = app.getByRole('listitem').filter({ hasText: sentence });
  await finding.first().waitFor();
  expect(await finding.first().textContent()).toContain('Source: ChairReady authorization house rules');
  expect(await app.locator('body').textContent()).not.toContain('$');
  expect(await axeFaults(app)).toEqual([]);

  await page.getByRole('button', { name: 'Book series' }).click();
  await page.getByRole('button', { name: 'Close ChairReady' }).click();
  const booked = page.getByRole('region', { name: 'Booked visits' }).getByRole('listitem');
  await booked.nth(2).waitFor();
  expect(await booked.count()).toBe(3);
  expect(faults).toEqual([]);
  await page.close();
});

it('says nothing where everything is authorized', async () => {
  const faults: string[] = [];
  const page = await watchedPage(home().browser, faults);
  await chart(page, /Everything is authorized/);
  const answered = page.waitForResponse((response) => response.url().endsWith('/sandbox/api/hooks/booking'));
  await firstFreeSlot(page);
  expect((await answered).ok()).toBe(true);
  await page.getByRole('button', { name: /^Book/ }).waitFor();
  expect(await page.getByRole('article').count()).toBe(0);
  expect(faults).toEqual([]);
  await page.close();
});

it('loads at most 250 kB of JavaScript, compressed, for the first screen of any page', () => {
  const { page, bytes } = firstScreenBytes();
  expect(`${page} ${bytes > MOST_FIRST_SCREEN_BYTES ? String(bytes) : 'fits'}`).toBe(`${page} fits`);
});

it('keeps what was booked over a restart', async () => {
  expect(await home().house.stop()).toBe(0);
  home().house = await openHouse(home().house.dataDir);
  const page = await watchedPage(home().browser, []);
  await chart(page, /The authorization ends before the third cycle/);
  const booked = page.getByRole('region', { name: 'Booked visits' }).getByRole('listitem');
  await booked.nth(2).waitFor();
  expect(await booked.count()).toBe(3);
  await page.close();
});
