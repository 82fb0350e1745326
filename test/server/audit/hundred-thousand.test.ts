import { sql } from 'kysely';
import { expect, it } from 'vitest';

import { sealBatch } from '../../../server/audit/seal.ts';
import { verifyChain } from '../../../server/audit/verify-chain.ts';
import { describeOnBothEngines } from '../../support/postgres-engines.ts';
import { shareOf } from '../../support/random-suites.ts';

const RECORDS = shareOf(100_000, 2000);

/** Half of them records with a body, half decisions, as a busy day leaves them. */
const fill = [
  `with kept as (
    insert into audit_body (id, tenant, salt, body)
    select gen_random_uuid()::text, 'clinic', decode(md5(n::text), 'hex'),
      jsonb_build_object('patient', 'Patient/' || n % 500, 'appointment', 'Appointment/' || n)
    from generate_series(1, ${String(RECORDS / 2)}) n returning id, salt, body
  )
  insert into audit_event (at, kind, actor, tenant, body_id, body_hash)
  select now(), 'patient-view', 'Practitioner/n1', 'clinic', id,
    encode(sha256(salt || convert_to(body::text, 'UTF8')), 'hex') from kept`,
  `insert into cds_call (id, tenant, service, hook_instance, received_at, answered_at, today, patient_ref, role,
      decision, snapshot, rules_version, cards)
  select md5(n::text), 'clinic', 'infusion-booking', n::text, now() - n * interval '1 second', now(), current_date, 'Patient/' || n, 'scheduler',
    convert_to(repeat(md5(n::text), 20), 'UTF8'), convert_to(repeat(md5(n::text), 90), 'UTF8'), repeat('a', 64), '[]'
  from generate_series(1, ${String(RECORDS / 2)}) n`,
];

describeOnBothEngines(`A chain of ${String(RECORDS)} records`, (database) => {
  it('is sealed and verified, at the speed printed here', { timeout: 600_000 }, async () => {
    const { store, engine } = database();
    for (const statement of fill) await sql.raw(statement).execute(store.db);
    const sealing = performance.now();
    while ((await sealBatch(store.db)) !== undefined);
    const verifying = performance.now();
    const cpu = process.cpuUsage();
    const report = await verifyChain(store.db);
    const end = performance.now();
    const { user, system } = process.cpuUsage(cpu);
    const seconds = (ms: number): string => (ms / 1000).toFixed(2);
    process.stdout.write(
      `${engine}: ${String(RECORDS)} records sealed in ${seconds(verifying - sealing)} s, verified in ${seconds(end - verifying)} s (${seconds((user + system) / 1000)} s of this process's CPU)\n`,
    );
    expect(report).toMatchObject({ records: RECORDS, sealed: RECORDS, unsealed: 0, ok: true });
  });
});
