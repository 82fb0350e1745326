/** The app as the EHR of the house opens it for one of its staff, in the pane of an EHR. */
import type { Browser, Page } from 'playwright-core';
import { watchedPage } from './browser.ts';
import type { House } from './house.ts';

export interface Launch {
  readonly user: string;
  /** Whose chart is open, where one is. */
  readonly patient?: string;
  /** A page of the app; else it opens at home, or at the visit of the patient. */
  readonly address?: string;
}

export async function launchAddress({ sandbox }: House, user: string, patient?: string): Promise<string> {
  const answer = await fetch(`${sandbox}/sandbox/api/launch`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user, ...(patient === undefined ? {} : { patient }) }),
  });
  const { launchUrl } = (await answer.json()) as { readonly launchUrl: string };
  return launchUrl;
}

export async function launched(browser: Browser, house: House, launch: Launch, faults: string[]): Promise<Page> {
  const page = await watchedPage(browser, faults);
  await page.setViewportSize({ width: 1024, height: 640 });
  await page.goto(await launchAddress(house, `Practitioner/${launch.user}`, launch.patient));
  await page.waitForURL((url) => url.href.startsWith(house.chairReady) && url.pathname === '/');
  await page.getByRole('main').getByRole('heading', { level: 1 }).first().waitFor();
  if (launch.address !== undefined) await page.evaluate(`location.hash = ${JSON.stringify(`#${launch.address}`)}`);
  return page;
}
