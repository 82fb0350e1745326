// `npm run screens`: opens the house as `npm start` does and takes the pictures of docs/screens/ anew: the two of the README,
// then each page of the app as its reader sees it, small and large, light and dark.
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../test/architecture/import-graph.ts';
import type { Browser } from 'playwright-core';
import { appFrame, openBrowser } from '../test/e2e/support/browser.ts';
import type { House } from '../test/e2e/support/house.ts';
import { openHouse, removeData } from '../test/e2e/support/house.ts';

const SCREENS = join(ROOT, 'docs', 'screens');

/** Each page with the person whose page it is. */
const PAGES: Readonly<Record<string, string>> = {
  worklist: 'senior-specialist-1',
  board: 'scheduler-1',
  readiness: 'charge-nurse-1',
  changes: 'senior-specialist-1',
  supervisor: 'supervisor-1',
  waste: 'nurse-1',
  margin: 'pharmacist-1',
  imports: 'pharmacist-1',
  alerts: 'compliance-1',
  audit: 'compliance-1',
  settings: 'compliance-1',
};

const SIZES = [
  { width: 1024, height: 640 },
  { width: 1440, height: 900 },
] as const;

mkdirSync(SCREENS, { recursive: true });
const [house, browser] = await Promise.all([openHouse(), openBrowser()]);
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(house.sandbox);
  const patients = page.getByRole('navigation', { name: 'Patients' });
  await patients.getByRole('button', { name: /The authorization ends before the third cycle/ }).click();
  await page.getByText('Series', { exact: true }).click();
  const chairs = page.getByRole('region', { name: 'Book a visit' }).getByRole('table');
  await chairs.getByRole('button', { name: /free$/ }).first().click();
  const card = page.getByRole('article', { name: 'Warning from ChairReady' });
  await card.waitFor();
  await page.screenshot({ path: join(SCREENS, 'booking.png') });

  await card.getByRole('button', { name: 'Open in ChairReady' }).click();
  const app = await appFrame(page, house.chairReady);
  await app.getByRole('heading', { name: /^Infusion visit/ }).waitFor();
  await page.screenshot({ path: join(SCREENS, 'app.png') });
  await swept(house);
  for (const [name, user] of Object.entries(PAGES)) await takePage(browser, house, name, user);
} finally {
  await browser.close();
  await house.stop();
  removeData(house.dataDir);
}

/** A sweep fills the pages that show every booked visit. The command asks the server that is running. */
function swept({ dataDir }: House): Promise<void> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, CHAIRREADY_DATA: dataDir };
    const child = spawn(process.execPath, ['dist/chairready.mjs', 'sweep'], { cwd: ROOT, env, stdio: 'ignore' });
    child.once('error', reject);
    child.once('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`the sweep ended with ${String(code)}`));
    });
  });
}

async function takePage(browser: Browser, house: House, name: string, user: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await browser.newPage({ viewport: SIZES[0], colorScheme });
    await page.goto(await launchAddress(house, user));
    await page.waitForURL((url) => url.href.startsWith(house.chairReady) && url.pathname === '/');
    await page.getByRole('navigation', { name: 'Pages' }).or(page.locator('main h1')).first().waitFor();
    await page.evaluate(`location.hash = '#/${name}'`);
    for (const size of SIZES) {
      await page.setViewportSize(size);
      await page.waitForLoadState('networkidle');
      await page.screenshot({ path: join(SCREENS, `${name}-${String(size.width)}-${colorScheme}.png`) });
    }
    await page.close();
  }
}

async function launchAddress({ sandbox }: House, user: string): Promise<string> {
  const response = await fetch(`${sandbox}/sandbox/api/launch`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user: `Practitioner/${user}` }),
  });
  const { launchUrl } = (await response.json()) as { readonly launchUrl: string };
  return launchUrl;
}
