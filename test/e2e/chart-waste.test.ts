import type { Page, Route } from 'playwright-core';
import { expect, it } from 'vitest';
import { axeFaults, watchedPage } from './support/browser.ts';
import { openedHouse } from './support/opened-house.ts';

const home = openedHouse(bookInfliximab);

const HCPCS = 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets';
const UCUM = 'http://unitsofmeasure.org';

/** A patient in the chair today: 350 mg of infliximab, of which the vials hold 100 mg each, and a premedication. */
async function bookInfliximab(): Promise<void> {
  const state = (await (await fetch(`${home().house.sandbox}/sandbox/api/state`)).json()) as { today: string };
  const subject = { reference: 'Patient/infliximab-today' };
  const order = (id: string, code: string, text: string, mg: number) => ({
    resourceType: 'MedicationRequest',
    id,
    status: 'active',
    intent: 'order',
    subject,
    authoredOn: `${state.today}T08:00:00-06:00`,
    medicationCodeableConcept: { coding: [{ system: HCPCS, code }], text },
    dosageInstruction: [
      {
        route: { text: 'intravenous' },
        doseAndRate: [{ doseQuantity: { value: mg, unit: 'mg', system: UCUM, code: 'mg' } }],
      },
    ],
  });
  const orders = [order('inf-order', 'J1745', 'infliximab', 350), order('inf-premed', 'J1200', 'diphenhydramine', 25)];
  const resources = [
    {
      resourceType: 'Patient',
      id: 'infliximab-today',
      name: [{ family: 'Quist', given: ['Mara'] }],
      birthDate: '1968-03-09',
    },
    {
      ...{ resourceType: 'Coverage', id: 'inf-coverage', status: 'active', beneficiary: subject, subscriberId: 'Q1' },
      ...{ payor: [{ display: 'Sunrise Health Plan' }], period: { start: `${state.today.slice(0, 4)}-01-01` } },
    },
    ...orders,
    {
      ...{ resourceType: 'Appointment', id: 'inf-visit', status: 'booked' },
      ...{ start: `${state.today}T13:00:00-06:00`, end: `${state.today}T15:00:00-06:00` },
      participant: [{ actor: subject, status: 'accepted' }],
      supportingInformation: orders.map(({ id }) => ({ reference: `MedicationRequest/${id}` })),
    },
  ];
  const bundle = { resourceType: 'Bundle', type: 'transaction', entry: resources.map((resource) => ({ resource })) };
  const stored = await post('/sandbox/api/import', bundle);
  expect(stored.status).toBe(201);
}

const post = (path: string, body: unknown): Promise<Response> =>
  fetch(`${home().house.sandbox}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

/** The app as an EHR opens it for one of its staff; readings of the record wait in `held`. */
async function launched(faults: string[], user: string, patient?: string, held?: Route[]): Promise<Page> {
  const answer = await post('/sandbox/api/launch', {
    user: `Practitioner/${user}`,
    ...(patient === undefined ? {} : { patient }),
  });
  const { launchUrl } = (await answer.json()) as { launchUrl: string };
  const page = await watchedPage(home().browser, faults);
  await page.setViewportSize({ width: 1024, height: 640 });
  if (held !== undefined) await page.route('**/visits/next*', (route) => void held.push(route));
  await page.goto(launchUrl);
  return page;
}

/** Nothing may have to be scrolled sideways in the pane of an EHR. */
const overflow = (page: Page): Promise<number> =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');

const shot = async (page: Page, name: string): Promise<void> => {
  const folder = process.env['CHAIRREADY_SHOTS'];
  if (folder !== undefined) await page.screenshot({ path: `${folder}/waste-${name}.png` });
};

it('the pharmacist records the vials, and the nurse charts the infusion in two actions', async () => {
  const faults: string[] = [];
  const held: Route[] = [];
  const pharmacist = await launched(faults, 'pharmacist-1', 'infliximab-today', held);
  // Quicker than the record is read: the list waits for it.
  await pharmacist.getByRole('link', { name: 'Discarded drug' }).click();
  await pharmacist.getByText('Reading the record of this patient').waitFor();
  for (const reading of held) await reading.continue();
  await pharmacist.getByRole('link', { name: 'Mara Quist' }).click();
  const remicade = pharmacist.getByRole('region', { name: 'Remicade' });
  await remicade.getByText('Planned, not confirmed').waitFor();
  await shot(pharmacist, 'planned');
  await remicade.getByRole('button', { name: 'Record preparation' }).click();
  await remicade.getByLabel('NDC').fill('57894-0030-01');
  await remicade.getByLabel('Lot').fill('LOT-7');
  await remicade.getByLabel('Discarded in the hood').fill('50');
  await shot(pharmacist, 'preparation');
  expect(await axeFaults(pharmacist)).toEqual([]);
  await remicade.getByRole('button', { name: 'Record', exact: true }).click();
  await remicade.getByText('Ready to sign').waitFor();
  await pharmacist.close();

  const nurse = await launched(faults, 'nurse-1');
  const visit = nurse.getByRole('link', { name: 'Mara Quist' });
  await visit.waitFor();
  await shot(nurse, 'list');
  expect(await axeFaults(nurse)).toEqual([]);
  // Two actions, by keyboard alone: open the visit, sign.
  await visit.focus();
  await nurse.keyboard.press('Enter');
  const sign = nurse.getByRole('button', { name: 'Sign 1 drug' });
  await sign.waitFor();
  expect(await nurse.getByRole('region', { name: 'Sign for this patient' }).textContent()).toContain(
    'born Mar 9, 1968',
  );
  await shot(nurse, 'visit');
  expect(await axeFaults(nurse)).toEqual([]);
  expect(await overflow(nurse)).toBe(0);
  await nurse.keyboard.press('Tab');
  expect(await sign.evaluate((button) => button === document.activeElement)).toBe(true);
  await nurse.keyboard.press('Enter');

  const drug = nurse.getByRole('region', { name: 'Remicade' });
  await drug.getByText('Signed by Imani Brooks, infusion nurse').waitFor();
  const text = (await drug.textContent()) ?? '';
  expect(text).toContain('J1745 x 35; J1745 JW x 5');
  expect(text).toContain('lot LOT-7');
  expect(text).toContain('opened 400 = given 350 + discarded 50 mg');
  // The premedication was planned and seen by nobody: it is not signed by default.
  await nurse.getByRole('region', { name: 'diphenhydramine' }).getByText('Planned, not confirmed').waitFor();
  expect(await nurse.locator('body').textContent()).not.toContain('$');
  await shot(nurse, 'signed');
  expect(await axeFaults(nurse)).toEqual([]);
  expect(faults).toEqual([]);
});

it('a dose that was cut short is changed, worked out at once, and signed with its reason', async () => {
  const faults: string[] = [];
  const nurse = await launched(faults, 'nurse-1', 'infliximab-today');
  await nurse.getByRole('link', { name: 'Discarded drug' }).click();
  await nurse.getByRole('link', { name: 'Mara Quist' }).click();
  const premed = nurse.getByRole('region', { name: 'diphenhydramine' });
  await premed.getByRole('button', { name: 'Other vials or amounts' }).click();
  await premed.getByLabel('What happened').selectOption({ label: 'Cut short' });
  await premed.getByLabel('Given, mg').fill('20');
  await premed.getByText('opened 50 = given 20 + discarded 30 mg').waitFor();
  await premed.getByLabel('Reason').fill('Stopped for drowsiness');
  await premed.getByLabel('These vials were opened for this patient').check();
  await shot(nurse, 'cut-short');
  expect(await axeFaults(nurse)).toEqual([]);
  expect(await overflow(nurse)).toBe(0);
  await nurse.getByRole('button', { name: 'Sign 1 drug' }).click();
  await premed.getByText('Reason: Stopped for drowsiness').waitFor();
  await nurse.getByRole('link', { name: 'Gaps' }).click();
  await nurse.getByRole('heading', { name: 'Gaps' }).waitFor();
  await nurse.getByText('No gap is known').waitFor();
  await shot(nurse, 'gaps');
  expect(await axeFaults(nurse)).toEqual([]);
  expect(faults).toEqual([]);
});
