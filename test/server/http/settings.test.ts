import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { role as everyRole } from '../../../api-contract/role.schema.ts';
import { settingsView } from '../../../api-contract/settings.schema.ts';
import type { Lab } from './hook-lab.ts';
import { aKey, aTenant, EHR, openLab, outside } from './hook-lab.ts';

const PRIVATE = 'private-part-of-the-key';
let lab: Lab;

beforeAll(async () => {
  outside.listen({ onUnhandledRequest: 'bypass' });
  const key = await aKey('ES384', 'es');
  const configured = aTenant(
    {
      fhir: { baseUrl: EHR, backend: { clientId: 'b', privateJwk: { kty: 'EC', kid: 'b', d: PRIVATE } } },
      staff: [{ id: 'Practitioner/a1', roles: ['authorization-specialist'], capacityPerDay: 12.5 }],
      sites: [{ location: 'Location/x', stock: { J9271: ['100 mg'] } }],
      routing: { reviewCost: '61.75', unrecovered: '0.125', businessDays: 7 },
      waste: { witness: 'always' },
      retention: { decisionDays: 2555 },
    },
    { jwks: { keys: [key.jwk] } },
  );
  lab = await openLab(key, [configured]);
});
afterAll(async () => {
  await lab.close();
  outside.close();
});

describe('GET /api/settings', () => {
  it('tells the configuration in force', async () => {
    const response = await lab.api(await lab.signIn('supervisor'), 'GET', '/api/settings');
    expect(response.status).toBe(200);
    expect(settingsView.parse(await response.json())).toMatchObject({
      tenant: { id: 'lab', timeZone: 'America/New_York' },
      roles: [
        { who: 'Practitioner/n1', role: 'scheduler' },
        { who: 'Practitioner/s1', role: 'authorization-specialist' },
      ],
      staff: [{ id: 'Practitioner/a1', capacityPerDay: 12.5 }],
      sites: [{ location: 'Location/x', stock: [{ hcpcs: 'J9271', contents: ['100 mg'] }] }],
      routing: { unrecovered: '0.125', averted: '0.5', businessDays: 7 },
      cards: { routing: 'link', silent: false },
      waste: { witness: 'always', sharing: false },
      connection: { hasBackend: true, hasApp: true, requireJwt: true },
    });
  });

  it('says of each kind how long it is kept, and nothing of days where it is forever', async () => {
    const response = await lab.api(await lab.signIn('compliance'), 'GET', '/api/settings');
    const { retention } = settingsView.parse(await response.json());
    expect(retention.find(({ kind }) => kind === 'decisionDays')).toEqual({ kind: 'decisionDays', days: 2555 });
    expect(retention.find(({ kind }) => kind === 'caseDays')).toEqual({ kind: 'caseDays' });
    expect(retention).toHaveLength(6);
  });

  it('tells no key, no secret and no dollars', async () => {
    const text = await (await lab.api(await lab.signIn('compliance'), 'GET', '/api/settings')).text();
    for (const hidden of [PRIVATE, 'privateJwk', 'jwks', lab.key.jwk.x ?? 'x', '61.75', 'reviewCost'])
      expect(text).not.toContain(hidden);
  });

  it('is for compliance and supervisors only', async () => {
    for (const role of everyRole.options) {
      const { status } = await lab.api(await lab.signIn(role), 'GET', '/api/settings');
      expect(status, role).toBe(role === 'compliance' || role === 'supervisor' ? 200 : 403);
    }
  });
});
