/** One started house and one browser for all tests of a file. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { openBrowser } from './browser.ts';
import type { House } from './house.ts';
import { openHouse, removeData } from './house.ts';

export interface OpenedHouse {
  /** A test that stops it puts the one that it started instead here. */
  house: House;
  readonly browser: Browser;
}

/** To be read inside tests; `prepare` runs once, before the first of them. */
export function openedHouse(prepare: (house: House) => Promise<void> = () => Promise.resolve()): () => OpenedHouse {
  let opened: OpenedHouse | undefined;
  const at = (): OpenedHouse => {
    if (opened === undefined) throw new Error('the house is not open yet');
    return opened;
  };
  beforeAll(async () => {
    const [house, browser] = await Promise.all([openHouse(), openBrowser()]);
    opened = { house, browser };
    await prepare(house);
  });
  afterAll(async () => {
    const { house, browser } = at();
    await browser.close();
    expect(await house.stop()).toBe(0);
    removeData(house.dataDir);
  });
  return at;
}
