// `npm run screens`: opens the house as `npm start` does and takes the pictures of the README anew.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../test/architecture/import-graph.ts';
import { appFrame, openBrowser } from '../test/e2e/support/browser.ts';
import { openHouse, removeData } from '../test/e2e/support/house.ts';

const SCREENS = join(ROOT, 'docs', 'screens');

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
} finally {
  await browser.close();
  await house.stop();
  removeData(house.dataDir);
}
