import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Frame, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { findChromium } from '../../../scripts/find-chromium.mjs';

export async function openBrowser(): Promise<Browser> {
  const { executablePath, args } = await findChromium();
  return chromium.launch({ executablePath, args });
}

/** A page on which a script error or a refused resource fails the test that opened it. */
export async function watchedPage(browser: Browser, faults: string[]): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  return page;
}

/** The frame of the embedded app, once it is there. */
export async function appFrame(page: Page, chairReady: string): Promise<Frame> {
  const frame = page.frames().find((one) => one.url().startsWith(chairReady));
  if (frame !== undefined) return frame;
  await page.waitForEvent('framenavigated', (one) => one.url().startsWith(chairReady));
  return appFrame(page, chairReady);
}

/** Chooses the first person of the sandbox whose name and role match, once the page has drawn its choices. */
export async function chooseUser(page: Page, role: RegExp): Promise<void> {
  const users = page.getByLabel('Signed in as');
  await users.waitFor();
  const label = (await users.getByRole('option').allTextContents()).find((text) => role.test(text));
  if (label === undefined) throw new Error(`nobody of the sandbox matches ${String(role)}`);
  await users.selectOption({ label });
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface AxeResults {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
}

const WCAG = { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] };

/** What axe finds against WCAG 2.2 AA, or against these of its rules, as "rule: element". */
export async function axeFaults(place: Page | Frame, rules?: readonly string[]): Promise<readonly string[]> {
  const runOnly = rules === undefined ? WCAG : { type: 'rule', values: rules };
  if (!(await place.evaluate<boolean>('"axe" in window'))) await place.evaluate(AXE);
  const results = await place.evaluate<AxeResults>(
    `axe.run(document, { runOnly: ${JSON.stringify(runOnly)}, resultTypes: ['violations'] })`,
  );
  return results.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

/** On the audit page: the newest decision beside what today's rules say. */
export async function openReplay(page: Page): Promise<void> {
  await page.getByLabel('What').selectOption('decision');
  await page.getByRole('button', { name: 'Search' }).click();
  await page
    .getByRole('link', { name: /^Replay decision/ })
    .first()
    .click();
  await page.getByText('With the rules of today').waitFor();
}
