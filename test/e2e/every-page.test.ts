/** Every page in every state that people meet: axe, dark colors, 400 %, and names that would break a careless page. */
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { chooseUser, openReplay, watchedPage } from './support/browser.ts';
import { bookHostilePatients, FROM_THE_RIGHT, NEVER_BREAKS, RUNS } from './support/hostile-patients.ts';
import { swept } from './support/house.ts';
import { launchAddress, launched } from './support/launched.ts';
import { faultsSeen } from './support/looked-at.ts';
import { openedHouse } from './support/opened-house.ts';

const home = openedHouse();
const scriptFaults: string[] = [];

interface Look {
  readonly address: string;
  /** What stands on the page once it is there. */
  readonly shows: string | RegExp;
  /** What is done before the look. */
  readonly before?: (page: Page) => Promise<unknown>;
}

interface Desk {
  readonly user: string;
  readonly looks: readonly Look[];
}

const goTo = (page: Page, address: string): Promise<unknown> =>
  page.evaluate(`location.hash = ${JSON.stringify(`#${address}`)}`);

async function looked(page: Page, user: string, { address, shows, before }: Look): Promise<readonly string[]> {
  await goTo(page, address);
  await page.getByText(shows).filter({ visible: true }).first().waitFor();
  await before?.(page);
  await page.locator('[aria-busy=true], [data-loading]').first().waitFor({ state: 'detached' });
  return faultsSeen(page, `${user} ${address} ${String(shows)}`);
}

const FAULT = { error: { code: 'fault', message: 'Something went wrong on our side.', requestId: 'a-request' } };

const FAILING: readonly Desk[] = [
  {
    user: 'supervisor-1',
    looks: ['board', 'readiness', 'worklist', 'alerts', 'imports'].map((page) => ({
      ...{ address: `/${page}`, shows: 'Something went wrong on our side.' },
    })),
  },
];

it.each(FAILING)('says to $user what failed, on each page', async ({ user, looks }) => {
  const page = await launched(home().browser, home().house, { user, address: '/visits' }, []);
  await page.route('**/api/**', (route) => route.fulfill({ status: 500, json: FAULT }));
  const found: string[] = [];
  for (const look of looks) found.push(...(await looked(page, user, look)));
  expect(found).toEqual([]);
  await page.close();
});

const EMPTY: readonly Desk[] = [
  {
    user: 'supervisor-1',
    looks: [
      { address: '/supervisor', shows: 'Unowned: 0' },
      { address: '/worklist', shows: 'No case' },
      { address: '/board', shows: /No infusion visit|No visit/ },
      { address: '/alerts', shows: 'No card has been shown yet' },
      { address: '/imports', shows: 'No file was taken in yet' },
    ],
  },
  {
    user: 'pharmacist-1',
    looks: [
      { address: '/margin', shows: /No drug is booked|being read/ },
      { address: '/margin/flips', shows: 'Nothing was imported yet' },
      { address: '/waste', shows: 'No infusion visit is known for this day' },
      { address: '/waste/gaps', shows: 'No gap is known' },
      { address: '/waste/remainders', shows: 'Nothing is held' },
      { address: '/waste/sharing', shows: 'This site does not share vials' },
    ],
  },
  { user: 'oncologist-1', looks: [{ address: '/', shows: 'No chart is open in the EHR' }] },
];

it.each(EMPTY)('says to $user that there is nothing yet, on each page', async ({ user, looks }) => {
  const page = await launched(home().browser, home().house, { user }, scriptFaults);
  const found: string[] = [];
  for (const look of looks) found.push(...(await looked(page, user, look)));
  expect(found).toEqual([]);
  await page.close();
});

it('is read and worked in the EHR itself: the welcome, each screen, the cards, the tour and behind the scenes', async () => {
  await bookHostilePatients(home().house);
  const page = await watchedPage(home().browser, scriptFaults);
  await page.setViewportSize({ width: 1024, height: 640 });
  await page.goto(home().house.sandbox);
  await page.getByRole('button', { name: 'Take the tour' }).waitFor();
  const found = [...(await faultsSeen(page, 'EHR welcome'))];
  await chooseUser(page, /, scheduler$/);
  await page.getByRole('navigation', { name: 'Patients' }).getByRole('button', { name: NEVER_BREAKS }).click();
  await page.getByText('Series', { exact: true }).click();
  await page.getByRole('table').getByRole('button', { name: /free$/ }).first().click();
  await page.getByRole('article').first().waitFor();
  await page.getByRole('button', { name: 'Override…' }).click();
  await page.getByRole('button', { name: 'Behind the scenes' }).click();
  found.push(...(await faultsSeen(page, 'EHR booking with a card, behind the scenes')));
  await page.getByRole('button', { name: 'Behind the scenes' }).click();
  await page.getByLabel('FHIR server').selectOption('down');
  await page.getByText('Authorization not checked').waitFor();
  found.push(...(await faultsSeen(page, 'EHR not checked')));
  await page.getByLabel('FHIR server').selectOption('works');
  await page.getByRole('navigation', { name: 'Patients' }).getByRole('button', { name: RUNS }).click();
  for (const activity of ['Order', 'Give', 'Chart']) {
    await page.locator('.sb-activities').getByText(activity, { exact: true }).click();
    await page.getByRole('heading', { name: activity, exact: true }).waitFor();
    found.push(...(await faultsSeen(page, `EHR ${activity}`)));
  }
  await page.getByRole('button', { name: 'Tour', exact: true }).click();
  await page.getByRole('heading', { name: '1 of 9: The scheduler books' }).waitFor();
  found.push(...(await faultsSeen(page, 'EHR tour')));
  await page.getByRole('button', { name: 'Open ChairReady', exact: true }).click();
  await page.getByRole('button', { name: 'Close ChairReady' }).waitFor();
  found.push(...(await faultsSeen(page, 'EHR with the app')));
  await swept(home().house);
  expect(found).toEqual([]);
  expect(await page.title()).not.toBe('1');
  await page.close();
});

const FULL: readonly Desk[] = [
  {
    user: 'supervisor-1',
    looks: [
      { address: '/supervisor', shows: NEVER_BREAKS, before: leaveNote },
      { address: '/readiness', shows: NEVER_BREAKS },
      { address: '/changes', shows: NEVER_BREAKS },
      { address: '/board', shows: NEVER_BREAKS, before: openVisit },
      { address: '/worklist', shows: 'most pressing first', before: openNote },
      { address: '/settings', shows: 'Hilde Aas, Practitioner/supervisor-1', before: seesNoDollar },
    ],
  },
  {
    user: 'pharmacist-1',
    looks: [
      { address: '/waste', shows: NEVER_BREAKS },
      { address: '/waste', shows: NEVER_BREAKS, before: prepare },
      { address: '/margin', shows: NEVER_BREAKS },
      { address: '/margin', shows: NEVER_BREAKS, before: openDrug },
      { address: '/imports', shows: 'Imports', before: previewPrices },
    ],
  },
  {
    user: 'compliance-1',
    looks: [
      { address: '/alerts', shows: 'Newest overrides', before: changeRule },
      { address: '/audit', shows: 'Owen Castell', before: findLogins },
      { address: '/audit', shows: 'Owen Castell', before: openReplay },
    ],
  },
  { user: 'billing-1', looks: [{ address: '/waste/export', shows: 'Not exported' }] },
];

async function seesNoDollar(page: Page): Promise<void> {
  expect(await page.getByRole('main').innerText()).not.toContain('$');
}

const LONG_NOTE = `<b>Call</b> ${'again'.repeat(40)} ${FROM_THE_RIGHT}`;

async function leaveNote(page: Page): Promise<void> {
  await page.getByLabel('Note for the next shift').fill(LONG_NOTE);
  await page.getByRole('button', { name: 'Leave the note' }).click();
  await page.getByText(LONG_NOTE).first().waitFor();
}

async function openVisit(page: Page): Promise<void> {
  await page.locator('[data-visit]').filter({ hasText: FROM_THE_RIGHT }).click();
  await page.getByRole('dialog').getByText('Findings').first().waitFor();
}

async function openNote(page: Page): Promise<void> {
  await page.locator('tr[data-index]').filter({ hasText: NEVER_BREAKS }).getByRole('button').first().click();
  const drawer = page.getByRole('dialog', { name: /^Case/ });
  await drawer.getByRole('button', { name: 'Note' }).click();
  await drawer.getByRole('textbox', { name: 'Note' }).fill(LONG_NOTE);
  await drawer.getByRole('button', { name: 'Add the note' }).click();
  await drawer.getByText(LONG_NOTE).first().waitFor();
}

async function prepare(page: Page): Promise<void> {
  await page.getByRole('link', { name: NEVER_BREAKS }).click();
  await page.getByRole('button', { name: 'Record preparation' }).click();
  await page.getByRole('button', { name: 'Record', exact: true }).waitFor();
}

async function openDrug(page: Page): Promise<void> {
  await page.getByRole('row').filter({ hasText: NEVER_BREAKS }).getByRole('link').first().click();
  await page.getByRole('heading', { name: 'Working' }).waitFor();
}

async function previewPrices(page: Page): Promise<void> {
  const text = 'ndc,account,unit,price,from,to,source\n00006-3026-02,GPO,billing-unit,50.00,2026-01-01,,wholesaler\n';
  const form = page.getByRole('form', { name: 'Take a file in' });
  await form.getByLabel('Kind of file').selectOption({ label: 'Pharmacy prices' });
  const file = { name: `<i>${NEVER_BREAKS}.csv`, mimeType: 'text/csv', buffer: Buffer.from(text) };
  await form.getByLabel('File', { exact: true }).setInputFiles(file);
  await form.getByRole('button', { name: 'Show what would change' }).click();
  await page.getByRole('button', { name: 'Take it in' }).click();
  await page.getByRole('button', { name: /^Undo/ }).click();
}

async function changeRule(page: Page): Promise<void> {
  await page
    .getByRole('button', { name: /^Change/ })
    .first()
    .click();
  await page.getByRole('form', { name: /^How loudly/ }).waitFor();
}

async function findLogins(page: Page): Promise<void> {
  await page.getByLabel('What').selectOption('login');
  await page.getByRole('button', { name: 'Search' }).click();
  await page.getByText(/^\d records shown/).waitFor();
}

it.each(FULL)(
  'shows $user every page with patients whose names run, never break, or go from the right',
  async (desk) => {
    const page = await launched(home().browser, home().house, { user: desk.user }, scriptFaults);
    const found: string[] = [];
    for (const look of desk.looks) {
      found.push(...(await looked(page, desk.user, look)));
      await page.keyboard.press('Escape');
    }
    expect(found).toEqual([]);
    expect(await page.title()).not.toBe('1');
    await page.close();
  },
);

it('leads the nurse of today’s visit from the chart to the charting, which the end of the session does not empty', async () => {
  const launch = { user: 'nurse-1', patient: 'hostile-0' };
  const page = await launched(home().browser, home().house, launch, scriptFaults);
  await page.getByText(RUNS).first().waitFor();
  const found = [...(await faultsSeen(page, 'visit'))];
  await page.getByRole('link', { name: 'Chart what this visit leaves over' }).press('Enter');
  await page.getByRole('button', { name: 'Other vials or amounts' }).press('Enter');
  await page.getByLabel('What happened').selectOption({ label: 'Cut short' });
  await page.getByLabel('Reason').fill(LONG_NOTE);
  found.push(...(await faultsSeen(page, 'charting, half filled')));
  await page.route('**/api/**', (route) =>
    route.fulfill({ status: 401, json: { error: { ...FAULT.error, code: 'session-expired' } } }),
  );
  await page.getByRole('link', { name: 'Gaps' }).press('Enter');
  await page.getByText('Your session has ended').waitFor();
  found.push(...(await faultsSeen(page, 'ended')));
  expect(found).toEqual([]);
  await page.close();
});

const LAUNCHES: readonly (readonly [name: string, address: () => Promise<string> | string, shows: string])[] = [
  ['opened without an EHR', () => home().house.chairReady, 'Open ChairReady again from your EHR'],
  [
    'refused to a patient',
    () => launchAddress(home().house, 'Patient/no-authorization', 'no-authorization'),
    'Your role has no access to ChairReady.',
  ],
  ['launched by a strange EHR', () => `${home().house.chairReady}/launch?iss=http://strange&launch=1`, 'help desk'],
];

it.each(LAUNCHES)('says plainly why it does not open: %s', async (name, address, shows) => {
  const page = await watchedPage(home().browser, []);
  await page.setViewportSize({ width: 1024, height: 640 });
  await page.goto(await address());
  await page.getByText(shows).first().waitFor();
  expect(await faultsSeen(page, name)).toEqual([]);
  await page.close();
});

it('met no script error and no refused resource on the way', () => {
  expect(scriptFaults.filter((fault) => !/401|412|502/.test(fault))).toEqual([]);
});
