// `npm run screens`: opens the house as `npm start` does and takes the pictures of docs/screens/ anew: the two of the README,
// then each page of the app as its reader sees it, small and large, light and dark; `npm run screens -- board visit` takes
// only those.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { ROOT } from '../test/architecture/import-graph.ts';
import { appFrame, chooseUser, openBrowser, openReplay } from '../test/e2e/support/browser.ts';
import type { House } from '../test/e2e/support/house.ts';
import { openHouse, removeData, swept } from '../test/e2e/support/house.ts';
import { launchAddress } from '../test/e2e/support/launched.ts';
import { smallPng } from './small-png.ts';

const SCREENS = join(ROOT, 'docs', 'screens');
/** The clinic's: pictures must not tell two clocks. */
const TIME_ZONE = 'America/Chicago';

interface Screen {
  readonly name: string;
  readonly user: string;
  /** The chart that is open in the EHR, where one is. */
  readonly patient?: string;
  /** In the app; with a patient the app opens at the visit. */
  readonly address?: string;
  /** What is done before the picture is taken. */
  readonly before?: (page: Page) => Promise<void>;
}

const SCREEN_LIST: readonly Screen[] = [
  { name: 'worklist', user: 'senior-specialist-1', address: '/worklist' },
  { name: 'case', user: 'senior-specialist-1', address: '/worklist', before: openCase },
  { name: 'brief', user: 'peer-to-peer-1', address: '/worklist?search=Haruki', before: openBrief },
  { name: 'visit', user: 'senior-specialist-1', patient: 'expires-before-third-cycle' },
  { name: 'board', user: 'auth-specialist-1', address: '/board?span=week', before: showWeekAfter },
  { name: 'hours', user: 'auth-specialist-1', address: '/board?span=week&by=chair', before: showWeekAfter },
  { name: 'readiness', user: 'charge-nurse-1', address: '/readiness' },
  { name: 'changes', user: 'senior-specialist-1', address: '/changes' },
  { name: 'supervisor', user: 'supervisor-1', address: '/supervisor' },
  { name: 'waste', user: 'nurse-1', address: '/waste' },
  { name: 'charting', user: 'nurse-1', address: '/waste', before: openCharting },
  { name: 'margin', user: 'pharmacist-1', address: '/margin', before: waitForDrugs },
  { name: 'imports', user: 'pharmacist-1', address: '/imports', before: previewPrices },
  { name: 'alerts', user: 'compliance-1', address: '/alerts' },
  { name: 'audit', user: 'compliance-1', address: '/audit' },
  { name: 'replay', user: 'compliance-1', address: '/audit', before: openReplay },
  { name: 'settings', user: 'compliance-1', address: '/settings' },
];

const SIZES = [
  { width: 1024, height: 640 },
  { width: 1440, height: 900 },
] as const;

/** What moves, as a button that has just read, is waited for; what never ends is not. */
const STAND_STILL = `Promise.allSettled(document.getAnimations()
  .filter(({ effect }) => effect.getComputedTiming().endTime !== Infinity)
  .map(({ finished }) => finished)).then(() => undefined)`;

mkdirSync(SCREENS, { recursive: true });
const wanted = SCREEN_LIST.filter(({ name }) => process.argv.length === 2 || process.argv.includes(name));
if (wanted.length === SCREEN_LIST.length)
  for (const old of readdirSync(SCREENS)) if (old.endsWith('.png')) rmSync(join(SCREENS, old));
const [house, browser] = await Promise.all([openHouse(undefined, { takesPricesIn: true }), openBrowser()]);
try {
  await takeSandbox(browser, house);
  await swept(house);
  for (const screen of wanted) await takeScreen(browser, house, screen);
} finally {
  await browser.close();
  await house.stop();
  removeData(house.dataDir);
}

/** The booking with its card, and the app beside it; on the way the visits are booked and one card is overridden. */
async function takeSandbox(browser: Browser, { sandbox, chairReady }: House): Promise<void> {
  const page = await browser.newPage({ viewport: SIZES[1], timezoneId: TIME_ZONE });
  await page.goto(sandbox);
  await chooseUser(page, /, scheduler$/);
  const book = async (story: RegExp): Promise<ReturnType<Page['getByRole']>> => {
    await page.getByRole('navigation', { name: 'Patients' }).getByRole('button', { name: story }).click();
    await page.getByText('Series', { exact: true }).click();
    const chairs = page.getByRole('region', { name: 'Book a visit' }).getByRole('table');
    await chairs.getByRole('button', { name: /free$/ }).first().click();
    const card = page.getByRole('article', { name: 'Warning from ChairReady' });
    await card.waitFor();
    return card;
  };
  const unasked = await book(/Nobody asked the payer/);
  await unasked.getByRole('button', { name: 'Override…' }).click();
  const form = page.getByRole('form', { name: 'Override the card' });
  await form.getByLabel('Reason').selectOption({ index: 1 });
  await form.getByLabel('Comment').fill('The payer’s portal shows it since this morning.');
  await form.getByRole('button', { name: 'Override the card' }).click();
  await form.waitFor({ state: 'detached' });

  const card = await book(/The authorization ends before the third cycle/);
  await picture(page, 'booking');
  await card.getByRole('button', { name: 'Open in ChairReady' }).click();
  const app = await appFrame(page, chairReady);
  await app.getByRole('heading', { name: /^Infusion visit/ }).waitFor();
  await picture(page, 'app');
  await page.getByRole('button', { name: 'Book series' }).click();
  await page.getByText(/^Booked 3 visits/).waitFor();
  await page.close();
}

async function picture(page: Page, name: string): Promise<void> {
  writeFileSync(join(SCREENS, `${name}.png`), smallPng(await page.screenshot()));
}

async function takeScreen(browser: Browser, house: House, screen: Screen): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await launched(browser, house, screen, colorScheme);
    await screen.before?.(page);
    for (const size of SIZES) {
      await page.setViewportSize(size);
      await page.waitForLoadState('networkidle');
      await page.locator('[data-loading]').first().waitFor({ state: 'detached' });
      await page.evaluate(STAND_STILL);
      await picture(page, `${screen.name}-${String(size.width)}-${colorScheme}`);
    }
    await page.close();
  }
}

async function launched(
  browser: Browser,
  house: House,
  { user, patient, address }: Pick<Screen, 'user' | 'patient' | 'address'>,
  colorScheme: 'light' | 'dark' = 'light',
): Promise<Page> {
  const page = await browser.newPage({ viewport: SIZES[0], colorScheme, timezoneId: TIME_ZONE });
  await page.goto(await launchAddress(house, `Practitioner/${user}`, patient));
  await page.waitForURL((url) => url.href.startsWith(house.chairReady) && url.pathname === '/');
  await page.getByRole('main').getByRole('heading', { level: 1 }).first().waitFor();
  if (address !== undefined) {
    await page.evaluate(`location.hash = ${JSON.stringify(`#${address}`)}`);
    await page.waitForLoadState('networkidle');
  }
  return page;
}

async function openCase(page: Page): Promise<void> {
  await page.getByRole('row').filter({ hasText: 'Request auth' }).first().getByRole('button').click();
  await page.getByRole('dialog').getByRole('heading', { name: 'History' }).waitFor();
}

async function openBrief(page: Page): Promise<void> {
  await page.locator('tr[data-index]').getByRole('button').first().click();
  await page.getByRole('link', { name: 'Brief for a peer-to-peer call' }).click();
  await page.getByRole('heading', { name: /^Peer-to-peer brief/ }).waitFor();
}

async function showWeekAfter(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Week after' }).click();
  await page.locator('[data-visit]').first().waitFor();
}

async function openCharting(page: Page): Promise<void> {
  await page.getByRole('table').getByRole('link').first().click();
  await page.getByRole('heading', { level: 1 }).first().waitFor();
}

/** Prices are worked out a minute after visits were read. */
async function waitForDrugs(page: Page): Promise<void> {
  const drug = page.getByRole('table').getByRole('row').nth(1);
  for (let tries = 0; tries < 30 && (await drug.count()) === 0; tries += 1) {
    await page.waitForTimeout(3000);
    await page.getByRole('button', { name: 'Price again' }).click();
    await page.waitForLoadState('networkidle');
  }
  await drug.waitFor();
}

async function previewPrices(page: Page): Promise<void> {
  const text = 'ndc,account,unit,price,from,to,source\n00006-3026-02,GPO,billing-unit,50.00,2026-01-01,,wholesaler\n';
  const form = page.getByRole('form', { name: 'Take a file in' });
  await form.getByLabel('Kind of file').selectOption({ label: 'Pharmacy prices' });
  const file = { name: 'prices.csv', mimeType: 'text/csv', buffer: Buffer.from(text) };
  await form.getByLabel('File', { exact: true }).setInputFiles(file);
  await form.getByRole('button', { name: 'Show what would change' }).click();
  await page.getByRole('heading', { name: 'What prices.csv would change' }).waitFor();
}
