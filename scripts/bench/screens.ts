// The app in a browser: how much JavaScript its first screen loads, how soon a launched page shows something, and how much
// scrolling costs where the lists are long. Times of lists are those of the main thread alone.
import { createServer } from 'node:http';
import { readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { openBrowser } from '../../test/e2e/support/browser.ts';
import { builtHarness } from '../../test/e2e/support/app-harness.ts';
import type { House } from '../../test/e2e/support/house.ts';
import { openHouse, removeData, swept } from '../../test/e2e/support/house.ts';
import { launched } from '../../test/e2e/support/launched.ts';
import { busyTime, workOfScrolling } from '../../test/e2e/support/scrolling.ts';
import { firstScreenBytes, MOST_FIRST_SCREEN_BYTES } from '../../test/support/first-screen.ts';
import type { Figure } from './figure.ts';
import { milliseconds } from './figure.ts';
import { aBoard, aCaseList, caseCounts, DAY, sessionOf } from './long-lists.ts';

const VISITS = 500;
const CASES = 5000;
/** A frame of sixty a second: what fits into it is no jank. */
const FRAME_MS = 1000 / 60;
const NOTCH_PIXELS = 120;
const FLING_PIXELS = 900;
const FIRST_PAINT_MS = 1000;

export async function screens(): Promise<readonly Figure[]> {
  const browser = await openBrowser();
  try {
    return [javaScript(), ...(await launches(browser)), ...(await longLists(browser))];
  } finally {
    await browser.close();
  }
}

function javaScript(): Figure {
  const { page, bytes } = firstScreenBytes();
  return {
    what: 'JavaScript of the first screen, the largest of any page, gzip',
    value: `${(bytes / 1000).toFixed(0)} kB (${page})`,
    goal: {
      says: `asked ${String(MOST_FIRST_SCREEN_BYTES / 1000)} kB at most`,
      reached: bytes <= MOST_FIRST_SCREEN_BYTES,
    },
  };
}

const LAUNCHES: readonly (readonly [name: string, user: string, patient?: string])[] = [
  ['worklist', 'senior-specialist-1'],
  ['board', 'scheduler-1'],
  ['charting', 'nurse-1'],
  ['visit', 'senior-specialist-1', 'expires-before-third-cycle'],
];

async function launches(browser: Browser): Promise<readonly Figure[]> {
  const house = await openHouse();
  try {
    await swept(house);
    const figures: Figure[] = [];
    for (const [name, user, patient] of LAUNCHES) figures.push(await launchOf(browser, house, { name, user, patient }));
    return figures;
  } finally {
    await house.stop();
    removeData(house.dataDir);
  }
}

interface Launch {
  readonly name: string;
  readonly user: string;
  readonly patient: string | undefined;
}

/** The second launch: the first warms the server and the browser, as a working day does. */
async function launchOf(browser: Browser, house: House, { name, user, patient }: Launch): Promise<Figure> {
  const launch = { user, ...(patient === undefined ? {} : { patient }) };
  await (await launched(browser, house, launch, [])).close();
  const page = await launched(browser, house, launch, []);
  const { painted, content } = await page.evaluate(timesOfPage);
  await page.close();
  return {
    what: `first content of the app after launch: ${name}`,
    value: milliseconds(painted),
    baseline: `its heading ${milliseconds(content)} after the navigation`,
    goal: { says: `asked ${milliseconds(FIRST_PAINT_MS)} at most`, reached: painted <= FIRST_PAINT_MS },
  };
}

/** In the browser. */
function timesOfPage(): { readonly painted: number; readonly content: number } {
  const [first] = performance.getEntriesByName('first-contentful-paint');
  return { painted: first?.startTime ?? Number.NaN, content: performance.now() };
}

async function longLists(browser: Browser): Promise<readonly Figure[]> {
  const folder = await builtHarness();
  const served = await serveFolder(folder);
  try {
    const page = await madeUpPage(browser, served.url);
    const board = await boardFigures(page, served.url);
    const worklist = await worklistFigure(page, served.url);
    await page.close();
    return [...board, worklist];
  } finally {
    served.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function boardFigures(page: Page, url: string): Promise<readonly Figure[]> {
  await page.goto(`${url}/#/board?day=${DAY}`);
  await page.locator('[data-visit]').first().waitFor();
  const filtering = await busyTime(page, async () => {
    await page.getByRole('button', { name: /^Action needed/ }).click();
    await page.getByText(`125 of ${String(VISITS)} visits shown`).waitFor({ state: 'attached' });
  });
  await page.getByRole('button', { name: /^Action needed/ }).click();
  const list = await scrollFigure(page, `board of ${String(VISITS)} visits`);
  await page.getByLabel('Group by').selectOption('chair');
  await page.getByRole('grid').locator('[data-visit]').first().waitFor();
  return [
    { what: `board of ${String(VISITS)} visits: filtering`, value: milliseconds(filtering) },
    list,
    await scrollFigure(page, `grid of hours of ${String(VISITS)} visits`),
  ];
}

async function worklistFigure(page: Page, url: string): Promise<Figure> {
  await page.goto(`${url}/#/worklist`);
  await page.locator('tr[data-index]').first().waitFor();
  return scrollFigure(page, `worklist of ${CASES.toLocaleString('en-US')} cases`, '.cr-worklist-place');
}

/** A notch of a wheel in each frame is fast reading; a screen and a half is as fast as anybody can fling. */
async function scrollFigure(page: Page, what: string, selector?: string): Promise<Figure> {
  const notch = await workOfScrolling(page, NOTCH_PIXELS, selector);
  const fling = await workOfScrolling(page, FLING_PIXELS, selector);
  return {
    what: `${what}: scrolling by ${String(NOTCH_PIXELS)} pixels a frame`,
    value: `${milliseconds(notch.perStep)} a frame, longest task ${milliseconds(notch.longest)}`,
    baseline: `by ${String(FLING_PIXELS)} pixels a frame ${milliseconds(fling.perStep)}, longest task ${milliseconds(fling.longest)}`,
    goal: { says: `a frame is ${milliseconds(FRAME_MS)}`, reached: notch.perStep <= FRAME_MS },
  };
}

/** Everything that the pages ask is answered here, at once: what is measured is the browser. */
async function madeUpPage(browser: Browser, url: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1024, height: 640 } });
  // The transpiler under the bench marks functions by name, also those that are sent into the page.
  await page.addInitScript({ content: 'globalThis.__name = (made) => made;' });
  const answers: readonly (readonly [string, () => unknown])[] = [
    ['/api/session', () => sessionOf(url)],
    ['/api/board', () => aBoard(VISITS)],
    ['/api/worklist/counts', () => caseCounts(CASES)],
    ['/api/worklist', () => aCaseList(CASES)],
  ];
  await page.route('**/api/**', (route) => {
    const { pathname } = new URL(route.request().url());
    const answer = answers.find(([path]) => path === pathname)?.[1];
    return answer === undefined ? route.fulfill({ status: 404 }) : route.fulfill({ status: 200, json: answer() });
  });
  return page;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

async function serveFolder(folder: string): Promise<{ readonly url: string; readonly close: () => void }> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://here');
    const file = join(folder, pathname === '/' ? 'index.html' : pathname);
    try {
      response.setHeader('content-type', TYPES[extname(file)] ?? 'application/octet-stream');
      response.end(readFileSync(file));
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${String(port)}`, close: () => server.close() };
}
