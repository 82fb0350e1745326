import { join } from 'node:path';
import { sql } from 'kysely';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { pagesOf } from '../../api-contract/page.schema.ts';
import type { Role } from '../../api-contract/role.schema.ts';
import { aBooking } from '../server/http/hook-lab.ts';
import type { Lab } from '../server/http/hook-lab.ts';
import { signInAs } from './support/app-harness.ts';
import type { AppLab } from './support/app-lab.ts';
import { openAppLab } from './support/app-lab.ts';
import { axeFaults } from './support/browser.ts';

const CASES = 5000;
let lab: Lab;
let browser: Browser;
let close: AppLab['close'];

const NAMES = `array['Ana Lindqvist', 'Bartholomew Featherstonehaugh-Wolfeschlegelstein', 'مريم عبد الرحمن',
  '<img src=x onerror=alert(1)>', 'Li Wei', 'Siobhán O''Brien']`;

/** Cases of all kinds, on forty days, looked at an hour or three days ago. */
const fill = (): Promise<unknown> =>
  sql`with made as (
    insert into authorization_case (id, tenant, patient_ref, visit_date, appointment_key, work_kind, hcpcs, state, owner,
      route, why, due_by, due_rank, opened_at, gravity_rank, dollar_rank, payer, site, evaluated_at, facts)
    select 'case-' || n, 'lab', 'Patient/f' || n, date '2026-12-01' + n % 40, 'Appointment/f' || n, 'authorization',
      (array['J9271', 'J9299', 'J1745'])[n % 3 + 1], case when n % 4 = 0 then 'assigned' else 'open' end,
      case when n % 4 = 0 then 'Practitioner/s1' end, (array['authorization', 'senior', 'clerk'])[n % 3 + 1],
      'The authorization needs work before the visit.', date '2026-11-28' + n % 30, date '2026-11-28' + n % 30,
      now(), n % 3, -(n % 900), (array['Sunrise Health Plan', 'Open Health', 'Medicare'])[n % 3 + 1], 'Location/main',
      now() - (case when n % 9 = 0 then 72 else 1 end) * interval '1 hour',
      jsonb_build_object('drug', (array['Keytruda', 'Opdivo', 'Remicade'])[n % 3 + 1], 'sentence',
        'No authorization is on file for the visit.', 'step', 'request authorization', 'missing',
        jsonb_build_array('pathology report'), 'authorization', jsonb_build_object('state',
        (array['missing', 'pending', 'denied', 'unknown'])[n % 4 + 1], 'validUntil', '2026-12-10', 'unitsLeft', 120,
        'unitsNeeded', 200), 'likelihood', jsonb_build_object('clearedByVisit', 0.62, 'low', 0.4, 'high', 0.8),
        'atRisk', '12129.00', 'expectedLoss', '553.08', 'startsAt', '2026-12-03T09:30:00-05:00')
    from generate_series(1, ${CASES}::int) n returning patient_ref)
  insert into patient_identity
    select 'lab', patient_ref, (${sql.raw(NAMES)})[row_number() over () % 6 + 1], date '1950-02-03', now() from made`.execute(
    lab.store.db,
  );

beforeAll(async () => {
  const staff = [
    { id: 'Practitioner/s1', roles: ['authorization-specialist'], capacityPerDay: 4 },
    { id: 'Practitioner/s2', roles: ['senior-specialist'], capacityPerDay: 3 },
  ];
  ({ lab, browser, close } = await openAppLab({ staff }));
  await lab.post(aBooking());
  await fill();
}, 240_000);

afterAll(() => close());

const faults: string[] = [];

interface Opened {
  readonly page: Page;
  readonly bearer: string;
}

const opened = async (role: Role, address: string, look: Parameters<Browser['newContext']>[0] = {}): Promise<Page> =>
  (await openedWithBearer(role, address, look)).page;

async function openedWithBearer(
  role: Role,
  address: string,
  look: Parameters<Browser['newContext']>[0] = {},
): Promise<Opened> {
  const context: BrowserContext = await browser.newContext({ viewport: { width: 1024, height: 640 }, ...look });
  const session = {
    expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
    ...{ today: '2026-12-01', user: { role }, tenant: { name: 'Lab' }, open: {} },
    features: { needPatientBanner: false, pages: pagesOf(role) },
  };
  const bearer = await lab.signIn(role, { user: `Practitioner/${role}` });
  await signInAs(context, session, bearer);
  const page = await context.newPage();
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('dialog', (dialog) => faults.push(`dialog ${dialog.message()}`));
  page.on('console', (message) => {
    // A refusal is answered with its status, and a server that is gone with none: the browser writes both down as errors.
    if (message.type() === 'error' && !/409|401|ERR_/.test(message.text())) faults.push(message.text());
  });
  await page.goto(`${lab.url}/#${address}`);
  return { page, bearer };
}

/** With a folder named, for looking at: the test does not need them. */
async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env['CHAIRREADY_PICTURES'];
  if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`) });
}

const lines = (page: Page) => page.locator('tr[data-index]');
const isWiderThanPage = (page: Page): Promise<boolean> =>
  page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);

it.each([
  ['1024x640', { viewport: { width: 1024, height: 640 } }],
  ['1440x900-dark', { viewport: { width: 1440, height: 900 }, colorScheme: 'dark' as const }],
  ['320x640', { viewport: { width: 320, height: 640 } }],
])(
  'shows the worklist at %s without sideways scrolling or a fault of axe, and a case in a drawer',
  async (name, look) => {
    const page = await opened('authorization-specialist', '/worklist', look);
    await lines(page).first().waitFor();
    expect(await lines(page).count()).toBeLessThan(80);
    await picture(page, `worklist-${name}`);
    expect(await isWiderThanPage(page)).toBe(false);
    expect(await axeFaults(page)).toEqual([]);
    await lines(page).first().getByRole('button').click();
    const drawer = page.getByRole('dialog', { name: /^Case/ });
    await drawer.getByRole('heading', { name: 'History' }).waitFor();
    await drawer.getByRole('button', { name: 'Resolve' }).click();
    expect(await drawer.getByRole('group', { name: 'Patient and visit' }).count()).toBe(2);
    await picture(page, `worklist-drawer-${name}`);
    expect(await isWiderThanPage(page)).toBe(false);
    expect(await axeFaults(page)).toEqual([]);
    await page.context().close();
  },
);

it('is worked by single keys, which can be switched off', async () => {
  const page = await opened('authorization-specialist', '/worklist?tab=unowned');
  await lines(page).first().waitFor();
  const at = () => page.evaluate(() => document.activeElement?.getAttribute('data-index'));
  const second = lines(page).nth(1);
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('k');
  await expect.poll(at).toBe('1');
  await page.keyboard.press('a');
  await page.getByText('Taken', { exact: true }).waitFor();
  await second.getByText('You', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('Undone: 1.').waitFor();
  await second.getByText('Nobody', { exact: true }).waitFor();
  await page.keyboard.press('s');
  await page.getByRole('dialog', { name: /^Case/ }).getByLabel('Until').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keys' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.keyboard.press('/');
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('type'))).toBe('search');
  await page.keyboard.type('jjaa');
  await page.getByRole('heading', { name: 'No case fits the filters' }).waitFor();
  await page.getByRole('button', { name: 'Clear filters' }).first().click();
  await lines(page).first().waitFor();
  await page.getByLabel('Single keys').uncheck();
  await page.keyboard.press('?');
  expect(await page.getByRole('dialog').count()).toBe(0);
  await page.context().close();
});

it('does one thing to many chosen cases, by keys, and takes it back', async () => {
  const page = await opened('authorization-specialist', '/worklist?tab=unowned&drug=J1745');
  await lines(page).first().waitFor();
  for (const key of ['j', 'x', 'j', 'x']) await page.keyboard.press(key);
  const bar = page.getByRole('group', { name: 'Do to all chosen cases' });
  await bar.getByText('2 chosen').waitFor();
  await picture(page, 'worklist-bulk-1024x640');
  expect(await axeFaults(page)).toEqual([]);
  await bar.getByLabel('Owner').selectOption('Practitioner/s2');
  await bar.getByRole('button', { name: 'Assign' }).press('Enter');
  await page.getByText('Assigned: 2.').waitFor();
  await page.getByRole('button', { name: 'Undo' }).press('Enter');
  await page.getByText('Undone: 2.').waitFor();
  await page.context().close();
});

it('loses no typed text when the server is down, nor when the session has ended', async () => {
  const { page, bearer } = await openedWithBearer('authorization-specialist', '/worklist?tab=unowned');
  await lines(page).first().getByRole('button').click();
  const drawer = page.getByRole('dialog', { name: /^Case/ });
  await drawer.getByRole('button', { name: 'Note' }).click();
  await drawer.getByRole('textbox', { name: 'Note' }).fill('<script>alert(1)</script> مرحبا, called twice');
  await page.context().setOffline(true);
  await drawer.getByRole('button', { name: 'Add the note' }).click();
  await drawer.getByText('ChairReady cannot be reached. Nothing was changed.').first().waitFor();
  expect(await drawer.getByRole('textbox', { name: 'Note' }).inputValue()).toContain('called twice');
  await page.context().setOffline(false);
  expect((await lab.api(bearer, 'DELETE', '/api/session')).status).toBe(204);
  await drawer.getByRole('button', { name: 'Add the note' }).click();
  await page.getByLabel('What you typed').waitFor();
  expect(await page.getByLabel('What you typed').inputValue()).toBe('<script>alert(1)</script> مرحبا, called twice');
  expect(await page.locator('body').textContent()).not.toContain('Keytruda');
  expect(await axeFaults(page)).toEqual([]);
  await page.context().close();
});

it('says when somebody else was faster, and shows the case as it is now', async () => {
  const [mine, theirs] = [
    await opened('authorization-specialist', '/worklist?tab=unowned&drug=J9271'),
    await opened('clerk', '/worklist?tab=unowned&drug=J9271'),
  ];
  for (const page of [mine, theirs]) await lines(page).first().waitFor();
  const unowned = (page: Page) => lines(page).filter({ hasText: 'Nobody' }).first().getByRole('button');
  for (const page of [mine, theirs]) await unowned(page).click();
  await mine.getByRole('button', { name: 'Take' }).click();
  await mine.getByRole('dialog').getByText('Taken', { exact: true }).first().waitFor();
  await theirs.getByRole('button', { name: 'Take' }).click();
  await theirs
    .getByRole('dialog')
    .getByText(/Somebody else changed this case/)
    .first()
    .waitFor();
  await expect.poll(() => theirs.getByRole('dialog').getByRole('button', { name: 'Take' }).count()).toBe(0);
  expect(await theirs.getByRole('dialog').textContent()).not.toContain('$');
  await mine.context().close();
  await theirs.context().close();
});

it('holds 5,000 cases and draws few of them, however far it is scrolled', async () => {
  const page = await opened('authorization-specialist', '/worklist');
  await lines(page).first().waitFor();
  const lastDrawn = () =>
    page.evaluate(() => {
      const place = document.querySelector('.cr-worklist-place');
      place?.scrollTo(0, place.scrollHeight);
      return Number([...document.querySelectorAll('tr[data-index]')].at(-1)?.getAttribute('data-index') ?? 0);
    });
  await expect.poll(lastDrawn, { timeout: 150_000, interval: 50 }).toBeGreaterThanOrEqual(CASES);
  expect(await lines(page).count()).toBeLessThan(80);
  await page.context().close();
}, 200_000);

it('shows a supervisor what is unowned and late, and hands it out with a way back', async () => {
  const page = await opened('supervisor', '/supervisor');
  const overdue = page.getByRole('region', { name: 'Overdue' });
  await overdue.getByRole('checkbox').first().check();
  await picture(page, 'supervisor-1024x640');
  expect(await isWiderThanPage(page)).toBe(false);
  expect(await axeFaults(page)).toEqual([]);
  await overdue.getByLabel('Owner').selectOption('Practitioner/s2');
  await overdue.getByRole('button', { name: 'Assign 1 chosen' }).click();
  await page.getByText('Assigned: 1.').waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('Undone: 1.').waitFor();
  await page.getByLabel('Note for the next shift').fill('<b>Call</b> Sunrise at 8');
  await page.getByRole('button', { name: 'Leave the note' }).click();
  await page.getByText('<b>Call</b> Sunrise at 8').waitFor();
  expect(await page.locator('body').textContent()).not.toContain('$');
  await page.context().close();
});

it('shares a view that a supervisor keeps with everybody, and lets nobody else keep one', async () => {
  const chief = await opened('supervisor', '/worklist?tab=all&payer=Open+Health');
  await chief.getByText('Shared views').click();
  await chief.getByLabel('Name').fill('Open Health <b>first</b>');
  await chief.getByRole('button', { name: 'Keep these filters for everybody' }).click();
  await chief.getByRole('combobox', { name: /^View/ }).waitFor();
  const { page, bearer } = await openedWithBearer('authorization-specialist', '/worklist');
  await page.getByRole('combobox', { name: /^View/ }).selectOption({ label: 'Open Health <b>first</b>' });
  await lines(page).first().filter({ hasText: 'Open Health' }).waitFor();
  await expect.poll(() => lines(page).filter({ hasText: 'Sunrise' }).count()).toBe(0);
  expect(await page.getByText('Shared views').count()).toBe(0);
  const kept = await lab.api(bearer, 'POST', '/api/worklist/views', { name: 'mine', query: { tab: 'all' } });
  expect(kept.status).toBe(403);
  await chief.getByRole('button', { name: /^Drop/ }).click();
  await chief.getByRole('combobox', { name: /^View/ }).waitFor({ state: 'detached' });
  await chief.context().close();
  await page.context().close();
});

it('prints a brief on which every source can be reached', async () => {
  const page = await opened('peer-to-peer', '/worklist?search=p1');
  await lines(page).first().getByRole('button').click();
  await page.getByRole('link', { name: 'Brief for a peer-to-peer call' }).click();
  await page.getByRole('heading', { name: /^Peer-to-peer brief/ }).waitFor();
  await page.getByRole('button', { name: 'Source 2' }).first().click();
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-source'))).toBe('2');
  await picture(page, 'brief-1024x640');
  expect(await axeFaults(page)).toEqual([]);
  await page.context().close();
});

it('met no script error and no refused resource on the way', () => {
  expect(faults).toEqual([]);
});
