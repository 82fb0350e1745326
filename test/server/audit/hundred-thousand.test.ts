import { expect, it } from 'vitest';

import { sealBatch } from '../../../server/audit/seal.ts';
import { verifyChain } from '../../../server/audit/verify-chain.ts';
import { fillAudit } from '../../support/large-tables.ts';
import { describeOnBothEngines } from '../../support/postgres-engines.ts';
import { shareOf } from '../../support/random-suites.ts';

const RECORDS = shareOf(100_000, 2000);

describeOnBothEngines(`A chain of ${String(RECORDS)} records`, (database) => {
  it('is sealed and verified, at the speed printed here', { timeout: 600_000 }, async () => {
    const { store, engine } = database();
    await fillAudit(store, RECORDS);
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
