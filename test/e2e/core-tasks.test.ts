import type { Locator, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { axeFaults, chooseUser, watchedPage } from './support/browser.ts';
import { swept } from './support/house.ts';
import { openedHouse } from './support/opened-house.ts';
import { launchAddress, launched } from './support/launched.ts';

const faults: string[] = [];
const home = openedHouse();

/** By keyboard alone: what a mouse would click is reached and pressed. */
async function press(target: Locator, key = 'Enter'): Promise<void> {
  await target.focus();
  await target.page().keyboard.press(key);
}

async function typed(field: Locator, text: string): Promise<void> {
  await field.focus();
  await field.page().keyboard.type(text);
}

const UNASKED = /Nobody asked the payer/;

/** The chart of a patient at the next day on which somebody can be booked after today; gives the day in words. */
async function nextDayOf(page: Page, patient: RegExp): Promise<string> {
  await press(page.getByRole('navigation', { name: 'Patients' }).getByRole('button', { name: patient }));
  const days = page.getByRole('group', { name: 'Day' });
  await days.locator('[aria-pressed=true]').waitFor();
  const later = days.locator('[aria-pressed=true] ~ .sb-weekday').first();
  if ((await later.count()) === 0) await press(days.getByRole('button', { name: 'Week after' }));
  else await press(later);
  const caption = await page.getByRole('region', { name: 'Book a visit' }).locator('caption').textContent();
  return (caption ?? '').replace(/, \d{4}$/, '');
}

const firstFree = (page: Page): Locator =>
  page.getByRole('region', { name: 'Book a visit' }).getByRole('table').getByRole('button', { name: /free$/ }).first();

it('a scheduler books tomorrow by keyboard, sends the gap to authorization, and reads it in an EHR that hides labels', async () => {
  const page = await watchedPage(home().browser, faults);
  await page.goto(home().house.sandbox);
  await chooseUser(page, /, scheduler$/);
  const day = await nextDayOf(page, UNASKED);
  await press(firstFree(page));
  const card = page.getByRole('article', { name: 'Warning from ChairReady' });
  await card
    .getByText(/no auth on file/)
    .first()
    .waitFor();
  await card.getByRole('button', { name: /^Send to/ }).waitFor();
  await press(page.getByRole('radio', { name: 'Labels and markdown' }), 'ArrowRight');
  // Where labels are hidden, the button says what its action describes: who, which drug, by when.
  await card.getByRole('button', { name: /^Send to [^:]+: Tecentriq/ }).waitFor();
  expect(await card.textContent()).not.toContain('**');
  expect(await axeFaults(page)).toEqual([]);
  await press(page.getByRole('radio', { name: 'Plain text, labels hidden' }), 'ArrowLeft');
  await press(card.getByRole('button', { name: /^Send to [^:]+$/ }));
  await card.getByText(/^Accepted/).waitFor();
  await press(page.getByRole('button', { name: /^Book/ }));
  await page.getByText(/^Booked 1 visit/).waitFor();
  await page.close();
  await swept(home().house);

  const senior = await launched(home().browser, home().house, { user: 'senior-specialist-1' }, faults);
  await findAndRoute(senior, day);
  await senior.close();
});

const KEY_SECONDS = 0.28;
const LOOK_SECONDS = 1.35;

/** Counted in keys and looks of the keystroke-level model of Card, Moran and Newell: the machine's own pace is noise. */
async function findAndRoute(page: Page, day: string): Promise<void> {
  const rows = page.locator('tr[data-index]');
  await rows.first().waitFor();
  const at = rows.and(page.locator('[tabindex="0"]'));
  let [keys, looks] = [0, 1];
  const key = async (name: string): Promise<void> => {
    await page.keyboard.press(name);
    keys += 1;
  };
  while (keys < 8 && !((await at.textContent()) ?? '').includes(day)) {
    await key('j');
    await page.waitForTimeout(50);
  }
  expect(await at.textContent()).toContain(day);
  expect(await at.textContent()).toMatch(/\$\d/);
  if ((await at.textContent())?.includes('Nobody') === true) {
    await key('a');
    await page.getByText('Taken', { exact: true }).waitFor();
  }
  looks += 1;
  await key('a');
  const drawer = page.getByRole('dialog', { name: /^Case/ });
  const owner = drawer.getByLabel('Owner');
  await owner.waitFor();
  expect(await drawer.getByRole('group', { name: 'Patient and visit' }).first().textContent()).toContain('born ');
  await owner.getByRole('option').first().waitFor({ state: 'attached' });
  const peer = (await owner.getByRole('option').allTextContents()).findIndex((name) => /peer|Solange/.test(name));
  const now = await owner.evaluate((select: HTMLSelectElement) => select.selectedIndex);
  for (let step = 0; step < Math.abs(peer - now); step += 1) await key(peer > now ? 'ArrowDown' : 'ArrowUp');
  await key('Tab');
  looks += 1;
  await key('Enter');
  await drawer
    .getByText(/^Assigned to/)
    .first()
    .waitFor();
  const seconds = keys * KEY_SECONDS + looks * LOOK_SECONDS;
  process.stdout.write(
    `riskiest dose of tomorrow: found and routed in ${String(keys)} keys, ${seconds.toFixed(1)} s\n`,
  );
  expect(seconds).toBeLessThan(15);
}

it('an authorization specialist attests what the portal said: half a form is not lost, and every reader hears who said it', async () => {
  const page = await launched(
    home().browser,
    home().house,
    { user: 'auth-specialist-1', patient: 'no-authorization' },
    faults,
  );
  await press(page.getByRole('button', { name: 'Attest an approval' }));
  const drawer = page.getByRole('dialog', { name: 'Record what the payer said' });
  const who = (await drawer.getByRole('group', { name: 'Patient and visit' }).textContent()) ?? '';
  expect(who).toMatch(/^Esther Castellanos.*born .*visit /);
  await typed(drawer.getByLabel('Authorization number'), 'A-77-1');
  await press(drawer.getByRole('button', { name: 'Attest this approval' }));
  await drawer.getByRole('alert').first().waitFor();
  expect(await drawer.getByLabel('Authorization number').inputValue()).toBe('A-77-1');
  expect(await axeFaults(page)).toEqual([]);
  const day = await drawer.getByLabel('Decided on').inputValue();
  await drawer.getByLabel('First day').fill(day);
  await drawer.getByLabel('Last day').fill(`${String(Number(day.slice(0, 4)) + 1)}-12-31`);
  await typed(drawer.getByLabel('Units or visits'), '5000');
  await press(drawer.getByRole('button', { name: 'Attest this approval' }));
  await drawer.waitFor({ state: 'detached' });
  await page
    .getByText(/^attested/i)
    .first()
    .waitFor();
  await page.getByText('A-77-1').first().waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await page.close();
});

it('compliance finds a decision and replays it beside what today’s rules say', async () => {
  const page = await launched(home().browser, home().house, { user: 'compliance-1' }, faults);
  await press(page.getByLabel('What'), 'd');
  expect(await page.getByLabel('What').inputValue()).toBe('decision');
  await press(page.getByRole('button', { name: 'Search' }));
  await page.getByText(/^\d+ records shown/).waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await press(page.getByRole('link', { name: /^Replay decision/ }).first());
  await page.getByText('give the same decision to the byte').waitFor();
  expect(await page.getByRole('region', { name: /^Then \(/ }).count()).toBe(1);
  expect(await page.getByRole('region', { name: 'With the rules of today' }).count()).toBe(1);
  expect(await axeFaults(page)).toEqual([]);
  await page.close();
});

it('a rule that interrupts is turned off with a reason, and speaks again once it is restored', async () => {
  const page = await launched(home().browser, home().house, { user: 'compliance-1', address: '/alerts' }, faults);
  const rule = page.getByRole('row').filter({ hasText: 'required-authorization-exists' });
  const decided = async (loudness: string, why: string): Promise<void> => {
    await press(rule.getByRole('button', { name: /^Change/ }));
    const form = page.getByRole('form', { name: /^How loudly/ });
    await form.getByLabel('Speaks').selectOption({ label: loudness });
    await typed(form.getByLabel(/^Why/), why);
    await press(form.getByRole('button', { name: 'Decide' }));
    await form.waitFor({ state: 'detached' });
  };
  await decided('not on cards: worklist and app only', 'Nobody acts on it here <b>at all</b>');
  await rule.getByText('off: worklist only').waitFor();
  expect(await rule.textContent()).toContain('Nobody acts on it here <b>at all</b>');
  expect(await axeFaults(page)).toEqual([]);
  const desk = await watchedPage(home().browser, faults);
  await desk.goto(home().house.sandbox);
  await chooseUser(desk, /, scheduler$/);
  await nextDayOf(desk, /Nobody asked/);
  const said = async (): Promise<string> => {
    const answered = desk.waitForResponse((response) => response.url().endsWith('/sandbox/api/hooks/booking'));
    await press(firstFree(desk));
    return (await answered).text();
  };
  expect(await said()).not.toContain('no auth on file');
  await decided('as written', 'The council wants it back');
  await rule.getByText('as written').waitFor();
  await page.close();
  await desk.close();
});

it('a pharmacist takes an import back, and the file before it counts again', async () => {
  const page = await launched(home().browser, home().house, { user: 'pharmacist-1', address: '/imports' }, faults);
  const row = (price: string): string =>
    `ndc,account,unit,price,from,to,source\n00006-3026-02,GPO,billing-unit,${price},2026-01-01,,wholesaler\n`;
  const form = page.getByRole('form', { name: 'Take a file in' });
  for (const [name, price] of [
    ['october.csv', '50.00'],
    ['november.csv', '52.00'],
  ] as const) {
    await form.getByLabel('Kind of file').selectOption({ label: 'Pharmacy prices' });
    const file = { name, mimeType: 'text/csv', buffer: Buffer.from(row(price)) };
    await form.getByLabel('File', { exact: true }).setInputFiles(file);
    await press(form.getByRole('button', { name: 'Show what would change' }));
    await page.getByRole('heading', { name: `What ${name} would change` }).waitFor();
    await press(form.getByRole('button', { name: 'Take it in' }));
    await page.getByRole('heading', { name: `${name} counts now` }).waitFor();
  }
  await press(page.getByRole('button', { name: 'Undo november.csv' }));
  await page.getByText('october.csv counts again.').waitFor();
  await press(page.getByRole('button', { name: 'Take back' }));
  await page.getByRole('button', { name: 'Undo november.csv' }).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Undo october.csv' }).waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await page.close();
});

it('a patient who books for themselves sees no card, and the app is not for them', async () => {
  const page = await watchedPage(home().browser, faults);
  await page.goto(home().house.sandbox);
  await chooseUser(page, /The patient/);
  await nextDayOf(page, UNASKED);
  const answered = page.waitForResponse((response) => response.url().endsWith('/sandbox/api/hooks/booking'));
  await press(firstFree(page));
  expect((await answered).ok()).toBe(true);
  await page.getByRole('button', { name: /^Book/ }).waitFor();
  expect(await page.getByRole('article').count()).toBe(0);
  expect(await page.getByRole('button', { name: /ChairReady without a patient/ }).isDisabled()).toBe(true);
  await page.goto(await launchAddress(home().house, 'Patient/no-authorization', 'no-authorization'));
  await page.getByText('Your role has no access to ChairReady.').waitFor();
  expect(await page.locator('body').textContent()).not.toMatch(/Castellanos|auth on file/);
  await page.close();
});

const HOMES: readonly (readonly [user: string, home: string, menu: readonly string[]])[] = [
  ['scheduler-1', 'Schedule board', ['Board', 'Readiness', 'Changes']],
  ['senior-specialist-1', 'Worklist', ['Worklist', 'Board', 'Readiness', 'Changes', 'Imports']],
  ['nurse-1', 'Discarded drug', []],
  ['charge-nurse-1', 'Readiness list', ['Readiness', 'Discarded drug', 'Worklist', 'Board']],
  ['pharmacist-1', 'Margin', ['Margin', 'Discarded drug', 'Worklist', 'Board', 'Readiness', 'Imports']],
  ['oncologist-1', 'No chart is open in the EHR', []],
  ['finance-1', 'Margin', ['Margin', 'Imports']],
  ['compliance-1', 'Audit', ['Audit', 'Alerts', 'Settings']],
  [
    'supervisor-1',
    'Supervisor',
    ['Supervisor', 'Worklist', 'Board', 'Readiness', 'Changes', 'Alerts', 'Settings', 'Imports'],
  ],
  ['billing-1', 'Discarded drug', []],
];

it.each(HOMES)('%s begins at “%s” and has no page beside those of the role', async (user, title, menu) => {
  const page = await launched(home().browser, home().house, { user }, faults);
  expect(await page.getByRole('heading', { level: 1 }).first().textContent()).toMatch(new RegExp(`^${title}`));
  expect(await page.getByRole('navigation', { name: 'Pages' }).getByRole('link').allTextContents()).toEqual(menu);
  await page.close();
});

/** Goes on with Tab alone, as somebody without a mouse does. */
async function tabTo(target: Locator): Promise<void> {
  await target.first().waitFor();
  for (let steps = 0; steps < 90; steps += 1) {
    if (await target.first().evaluate((element) => element === document.activeElement)) return;
    await target.page().keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to ${String(target)}`);
}

it('is worked with Tab, Enter, arrows and Escape alone, from the menu into a drawer, back, and on to a case', async () => {
  const page = await launched(home().browser, home().house, { user: 'senior-specialist-1' }, faults);
  const menu = page.getByRole('navigation', { name: 'Pages' });
  await tabTo(menu.getByRole('link', { name: 'Board' }));
  await page.keyboard.press('Enter');
  await tabTo(page.getByRole('combobox', { name: /^Show/ }));
  await page.keyboard.press('w');
  const block = page.locator('[data-visit][tabindex="0"]');
  await tabTo(block);
  await page.keyboard.press('Enter');
  const drawer = page.getByRole('dialog', { name: 'Infusion visit' });
  expect(await drawer.getByRole('group', { name: 'Patient and visit' }).textContent()).toMatch(/born .*visit /);
  await page.keyboard.press('Escape');
  await drawer.waitFor({ state: 'detached' });
  expect(await block.evaluate((element) => element === document.activeElement)).toBe(true);
  await page.keyboard.press('Home');
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await tabTo(menu.getByRole('link', { name: 'Worklist' }));
  await page.keyboard.press('Enter');
  await tabTo(page.locator('tr[data-index][tabindex="0"]'));
  await page.keyboard.press('Enter');
  const open = page.getByRole('dialog', { name: /^Case/ });
  await tabTo(open.getByRole('button', { name: 'Note' }));
  await page.keyboard.press('Enter');
  await tabTo(open.getByRole('textbox', { name: 'Note' }));
  await page.keyboard.type('Called the payer <i>twice</i>');
  await tabTo(open.getByRole('button', { name: 'Add the note' }));
  await page.keyboard.press('Enter');
  await open.getByText('Called the payer <i>twice</i>').first().waitFor();
  await page.keyboard.press('Escape');
  await open.waitFor({ state: 'detached' });
  await page.close();
});

it('met no script error and no refused resource on the way', () => {
  // The refusal of the patient's launch is answered with its status, which the browser writes down.
  expect(faults.filter((fault) => !fault.includes('403'))).toEqual([]);
});
