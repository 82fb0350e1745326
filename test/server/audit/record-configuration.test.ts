import { expect, it } from 'vitest';

import { builtInPolicies } from '../../../reference-data/policy-pack.ts';
import { recordConfiguration } from '../../../server/audit/record-configuration.ts';
import type { Store } from '../../../server/store/open-store.ts';
import { describeOnBothEngines } from '../../support/postgres-engines.ts';
import { aTenant } from '../http/hook-lab.ts';

const policies = builtInPolicies();
const jwks = { keys: [{ kty: 'EC', kid: 'k' }] };
const AT = new Date('2026-11-22T12:00:00Z');

const recordsOf = ({ db }: Store, tenant: string) =>
  db
    .selectFrom('audit_event')
    .innerJoin('audit_body', 'audit_body.id', 'audit_event.body_id')
    .select(['kind', 'actor', 'audit_body.body'])
    .where('audit_event.tenant', '=', tenant)
    .orderBy('seq')
    .execute();

describeOnBothEngines('A start with a configuration', (database) => {
  it('records roles, thresholds and policies the first time, and nothing while they stay', async () => {
    const { store } = database();
    const tenants = [aTenant({ id: 'stays', roles: { 'Practitioner/n1': 'infusion-nurse' } }, {})];
    for (let start = 0; start < 3; start += 1) await recordConfiguration(store.db, { tenants, policies, at: AT });
    const records = await recordsOf(store, 'stays');
    expect(records.map(({ kind, actor, body }) => [kind, actor, (body as { what: string }).what])).toEqual([
      ['role-change', 'configuration', 'configuration-roles'],
      ['policy-change', 'configuration', 'configuration-thresholds'],
      ['policy-change', 'configuration', 'configuration-policies'],
    ]);
  });

  it('records a change with what was and what is, once for replicas that start together, and never a key', async () => {
    const { store } = database();
    const was = aTenant({ id: 'moves', roles: { 'Practitioner/n1': 'infusion-nurse' } }, { jwks });
    await recordConfiguration(store.db, { tenants: [was], policies, at: AT });
    const roles = { 'Practitioner/n1': 'supervisor' };
    const now = aTenant({ id: 'moves', roles, cards: { silent: !was.cards.silent } }, { jwks });
    const fewer = policies.slice(1);
    const start = () => recordConfiguration(store.db, { tenants: [now], policies: fewer, at: AT });
    await Promise.all([start(), start()]);
    const records = (await recordsOf(store, 'moves')).slice(3);
    expect(records.map(({ kind, body }) => ({ kind, body }))).toMatchObject([
      {
        kind: 'role-change',
        body: { changed: [{ path: 'roles.Practitioner/n1', was: '"infusion-nurse"', now: '"supervisor"' }] },
      },
      { kind: 'policy-change', body: { changed: [{ path: 'cards.silent' }] } },
      {
        kind: 'policy-change',
        body: { changed: [{ path: policies[0]?.id }], before: { version: expect.any(String) as string } },
      },
    ]);
    expect(records).toHaveLength(3);
    const [{ body } = { body: {} }] = records;
    const { before, after } = body as { before: { hash: string }; after: { hash: string } };
    expect(before.hash).not.toBe(after.hash);
    expect(JSON.stringify(await recordsOf(store, 'moves'))).not.toMatch(/"jwks"|"privateJwk"|"kty"/);
  });
});
