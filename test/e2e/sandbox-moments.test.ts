import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { axeFaults, chooseUser, watchedPage } from './support/browser.ts';
import { openedHouse } from './support/opened-house.ts';
import { launched } from './support/launched.ts';

const home = openedHouse();

async function signedIn(page: Page, role: RegExp, patient: RegExp): Promise<void> {
  await page.goto(home().house.sandbox);
  await chooseUser(page, role);
  await page.getByRole('navigation', { name: 'Patients' }).getByRole('button', { name: patient }).click();
}

const activity = (page: Page, name: string): Promise<void> =>
  page.locator('.sb-activities').getByText(name, { exact: true }).click();

it('takes the visit of the day from the pharmacy to the door, each person at their own screen', async () => {
  const faults: string[] = [];
  const page = await watchedPage(home().browser, faults);
  await signedIn(page, /, pharmacist$/, /In the chair today/);
  const prepare = page.getByRole('article', { name: 'Information from ChairReady' });
  await prepare.getByText('10 mg is left to discard and chart').first().waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Verify and mix' }).click();
  await page.getByText(/^Verified: nivolumab 270 mg/).waitFor();

  await signedIn(page, /, infusion nurse$/, /In the chair today/);
  await activity(page, 'Check in');
  await page.getByRole('button', { name: 'Check in' }).click();
  await page.getByText('Checked in.').waitFor();
  await activity(page, 'Give');
  await page.getByLabel('Given').fill('270');
  await page.getByRole('article').getByText('J9299 JW: 10 units').waitFor();
  expect(await page.locator('body').textContent()).not.toContain('$');
  await page.getByRole('button', { name: 'Chart the dose' }).click();
  await page.getByText('Charted: nivolumab, 270 mg.').waitFor();
  await activity(page, 'Check out');
  await page.getByRole('article').getByText('Chart 10 mg discarded before the patient leaves').first().waitFor();
  expect(faults).toEqual([]);
  await page.close();
});

it('says that nothing was checked while the FHIR server is down and nothing is sent along', async () => {
  const page = await watchedPage(home().browser, []);
  await signedIn(page, /, scheduler$/, /Nobody asked the payer/);
  await page.getByLabel('FHIR server').selectOption('down');
  const chairs = page.getByRole('region', { name: 'Book a visit' }).getByRole('table');
  await chairs.getByRole('button', { name: /free$/ }).first().click();
  await page.getByText('Authorization not checked').waitFor();
  await page.getByLabel('FHIR server').selectOption('works');
  await page.getByRole('article', { name: 'Warning from ChairReady' }).waitFor();
  await page.close();
});

it('lets the next day come: the clock moves and ChairReady looks at every visit again', async () => {
  const page = await watchedPage(home().browser, []);
  await page.goto(home().house.sandbox);
  const before = await page.getByText(/^Today is/).textContent();
  await page.getByRole('button', { name: 'Next day' }).click();
  await page.getByText(/^ChairReady looked again at \d+ visits of \d+ patients/).waitFor({ timeout: 60_000 });
  expect(await page.getByText(/^Today is/).textContent()).not.toBe(before);
  await page.close();
  // The dose of the first test was given, and nobody signed what was thrown away.
  const faults: string[] = [];
  const nurse = await launched(home().browser, home().house, { user: 'nurse-1' }, faults);
  const gaps = nurse.getByRole('link', { name: 'Gaps' });
  await gaps.focus();
  await nurse.keyboard.press('Enter');
  await nurse.getByRole('region', { name: 'Gaps' }).getByRole('row').filter({ hasText: 'Opdivo' }).first().waitFor();
  expect(await axeFaults(nurse)).toEqual([]);
  expect(faults).toEqual([]);
  await nurse.close();
});
