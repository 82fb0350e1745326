import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { alertsView } from '../../../api-contract/alerts.schema.ts';
import type { Role } from '../../../api-contract/role.schema.ts';
import type { Card } from '../../../cds-hooks/card-wire.ts';
import { setLoudness } from '../../../server/alerts/rule-loudness.ts';
import { aCoverage, anOrder } from '../../support/fhir-builders.ts';
import type { Lab } from './hook-lab.ts';
import { aBooking, aKey, aTenant, bundleOf, fullPrefetch, openLab, outside } from './hook-lab.ts';

const MISSING = 'authorization/required-authorization-exists';
let lab: Lab;
let tenant: string;

beforeAll(() => {
  outside.listen({ onUnhandledRequest: 'bypass' });
});
afterAll(() => {
  outside.close();
});
beforeEach(async () => {
  const key = await aKey('ES384', 'es');
  const configured = aTenant({}, { jwks: { keys: [key.jwk] } });
  tenant = configured.id;
  lab = await openLab(key, [configured]);
  return () => lab.close();
});

const cards = async (): Promise<readonly Card[]> => {
  const prefetch = { ...fullPrefetch(), coverages: bundleOf(aCoverage()), medications: bundleOf(anOrder()) };
  const response = await lab.post(aBooking({ prefetch }));
  expect(response.status).toBe(200);
  return ((await response.json()) as { cards: readonly Card[] }).cards;
};

const quieten = (loudness: 'info' | 'off', by: { readonly actor?: string } = { actor: 'Practitioner/c1' }) =>
  setLoudness(lab.store.db, {
    ...{ tenant, rule: MISSING, loudness, state: 'in-force', why: 'A pilot.', at: new Date(), ...by },
  });

describe('A rule that was made quieter', () => {
  it('speaks as written until then, and of what is critical until a person decides', async () => {
    await quieten('off', {});
    expect(await cards()).toMatchObject([{ indicator: 'warning' }]);
  });

  it('speaks as information', async () => {
    await quieten('info');
    expect(await cards()).toMatchObject([{ indicator: 'info' }]);
  });

  it('is silent on cards when it is off', async () => {
    await quieten('off');
    expect(await cards()).toEqual([]);
  });
});

describe('The review of alerts', () => {
  const read = async (role: Role) => lab.api(await lab.signIn(role), 'GET', '/api/alerts');
  const decide = async (role: Role, body: unknown) =>
    lab.api(await lab.signIn(role), 'POST', '/api/alerts/loudness', body);

  it('is read by those who have the page, and decided by compliance only', async () => {
    await cards();
    const read200 = await read('compliance');
    expect(alertsView.parse(await read200.json())).toMatchObject({
      mayDecide: true,
      rules: [{ rule: MISSING, showings: 1, needsApprover: true }],
    });
    expect(alertsView.parse(await (await read('supervisor')).json()).mayDecide).toBe(false);
    for (const role of ['scheduler', 'infusion-nurse', 'prescriber', 'unknown'] as const)
      expect((await read(role)).status).toBe(403);
    expect((await lab.api('none', 'GET', '/api/alerts')).status).toBe(401);
    expect((await decide('supervisor', { rule: MISSING, loudness: 'off', why: 'Because of this.' })).status).toBe(403);
  });

  it('sets and restores a rule with a reason, and refuses without', async () => {
    const off = await decide('compliance', { rule: MISSING, loudness: 'off', why: 'Pilot without a feed.' });
    expect(alertsView.parse(await off.json()).rules).toMatchObject([{ loudness: 'off' }]);
    const back = await decide('compliance', { rule: MISSING, loudness: 'as-written', why: 'The feed is there.' });
    expect(alertsView.parse(await back.json()).rules).toMatchObject([
      { loudness: 'as-written', lastChange: { by: 'Practitioner/n1', why: 'The feed is there.' } },
    ]);
    expect((await decide('compliance', { rule: MISSING, loudness: 'off', why: '' })).status).toBe(400);
    expect((await decide('compliance', { rule: MISSING, loudness: 'loud', why: 'Because.' })).status).toBe(400);
    expect((await decide('compliance', { rule: 'no/such', loudness: 'off', why: 'Because.' })).status).toBe(404);
  });
});
