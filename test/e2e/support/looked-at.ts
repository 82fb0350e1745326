/** One look at a page as it stands: axe, dark colors, and 400 % in the smallest pane, where everything must be reached. */
import { join } from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { axeFaults } from './browser.ts';

const PANE = { width: 1024, height: 640 };
/** 1280 by 1024 pixels, enlarged four times. */
const ENLARGED = { width: 320, height: 256 };

/** Every fault, with the name of what was looked at. The page stays light and as large as the pane of an EHR. */
export async function faultsSeen(page: Page, name: string): Promise<readonly string[]> {
  await inColors(page, 'light');
  const faults = [...(await axeFaults(page)), ...(await cutOff(page))];
  await shot(page, `${name}-1024`);
  await inColors(page, 'dark');
  faults.push(...(await axeFaults(page, ['color-contrast'])).map((fault) => `dark: ${fault}`));
  await inColors(page, 'light');
  await page.setViewportSize(ENLARGED);
  faults.push(...(await axeFaults(page, ['target-size'])).map((fault) => `enlarged: ${fault}`));
  faults.push(...(await cutOff(page)).map((fault) => `enlarged: ${fault}`));
  await shot(page, `${name}-320`);
  await page.setViewportSize(PANE);
  return faults.map((fault) => `${name}: ${fault}`);
}

async function inColors(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  // Colors that are still on their way are no fault: what moves stands still for those who ask for it.
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  await page.locator(`html[data-mantine-color-scheme="${colorScheme}"]`).waitFor({ state: 'attached' });
  await page.evaluate(
    () =>
      new Promise((drawn) => {
        requestAnimationFrame(() => requestAnimationFrame(drawn));
      }),
  );
}

/** With a folder named, for looking at: the test does not need them. */
async function shot(page: Page, name: string): Promise<void> {
  const folder = process.env['CHAIRREADY_PICTURES'];
  if (folder !== undefined)
    await page.screenshot({ path: join(folder, `${name.replaceAll(/\W+/g, '-')}.png`), fullPage: true });
}

const cutOff = (place: Page | Frame): Promise<readonly string[]> => place.evaluate(faultsOfPlace);

/** In the browser: sideways scrolling, and controls that the focus does not bring into sight. */
function faultsOfPlace(): string[] {
  const { scrollWidth, clientWidth } = document.documentElement;
  const wide =
    scrollWidth > clientWidth ? [`the page scrolls sideways by ${String(scrollWidth - clientWidth)} px`] : [];
  const place = [...document.querySelectorAll('dialog[open]')].at(-1) ?? document;
  const controls = place.querySelectorAll<HTMLElement>(
    'a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea, summary, [tabindex="0"]',
  );
  const covered: string[] = [];
  for (const control of controls) {
    const { width, height } = control.getBoundingClientRect();
    if (!control.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    // What is drawn by its label is hidden itself.
    if (width < 2 || height < 2) continue;
    control.focus();
    const box = control.getBoundingClientRect();
    const [left, right] = [Math.max(0, box.left), Math.min(innerWidth, box.right)];
    const [top, bottom] = [Math.max(0, box.top), Math.min(innerHeight, box.bottom)];
    const at = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    const isSeen = right > left && bottom > top && at !== null && (control.contains(at) || at.contains(control));
    if (!isSeen) covered.push(`not reached: ${control.outerHTML.slice(0, 120)}`);
  }
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  scrollTo(0, 0);
  return [...wide, ...covered];
}
