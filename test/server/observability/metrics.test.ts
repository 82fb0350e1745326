import { describe, expect, it } from 'vitest';

import { openMetrics } from '../../../server/observability/metrics.ts';
import type { StoreNumbers } from '../../../server/observability/store-numbers.ts';
import { storeNumbers } from '../../../server/observability/store-numbers.ts';
import { recordEvent } from '../../../server/store/audit.ts';
import { finishRun, claimRun, scheduleRun } from '../../../server/store/jobs.ts';
import { describeOnBothEngines } from '../../support/postgres-engines.ts';

const lineOf = (text: string, start: string): string | undefined =>
  text.split('\n').find((line) => line.startsWith(start));

describe('What /metrics tells', () => {
  it('counts decisions by state and outcomes of cards, without naming anybody', async () => {
    const metrics = openMetrics();
    metrics.decided('infusion-booking', 'clinic', ['missing', 'valid', 'missing']);
    metrics.cardSettled('infusion-booking', 'clinic', 'overridden');
    const text = await metrics.text();
    expect(text).toContain(
      'chairready_authorizations_decided_total{service="infusion-booking",tenant="clinic",state="missing"} 2',
    );
    expect(text).toContain(
      'chairready_card_outcomes_total{service="infusion-booking",tenant="clinic",outcome="overridden"} 1',
    );
  });

  it('reads the database once for each scrape, and leaves its numbers out where it does not answer', async () => {
    const metrics = openMetrics();
    let reads = 0;
    let isDown = false;
    const numbers: StoreNumbers = {
      sweepAge: [{ tenant: 'clinic', seconds: 90 }],
      sweepNotRead: [{ tenant: 'clinic', count: 2 }],
      oldestJob: 4,
      openCases: [{ tenant: 'clinic', route: 'senior', count: 3 }],
      unsealed: 0,
    };
    metrics.watchStore(() => {
      reads += 1;
      return isDown ? Promise.reject(new Error('down')) : Promise.resolve(numbers);
    });
    const text = await metrics.text();
    expect(reads).toBe(1);
    expect(lineOf(text, 'chairready_sweep_age_seconds{')).toBe('chairready_sweep_age_seconds{tenant="clinic"} 90');
    expect(lineOf(text, 'chairready_audit_unsealed ')).toBe('chairready_audit_unsealed 0');
    isDown = true;
    const silent = await metrics.text();
    for (const name of ['sweep_age_seconds{', 'oldest_job_seconds ', 'cases_open{', 'audit_unsealed '])
      expect(lineOf(silent, `chairready_${name}`)).toBeUndefined();
  });
});

describeOnBothEngines('The numbers of the store', (database) => {
  it('are the age of the last sweep, what waits, and what is open', async () => {
    const { db } = database().store;
    await recordEvent(db, 'login', { at: new Date() });
    const slot = new Date(Date.now() - 60_000);
    const done = await scheduleRun(db, { name: 'sweep', tenant: 'clinic', slot, question: {} });
    await claimRun(db, 'sweep', 'me');
    const report = { failed: [{}], preparations: { notRead: [{}] }, notRead: [{}, {}] };
    await finishRun(db, { id: done, holder: 'me' }, 'done', report);
    await scheduleRun(db, { name: 'sweep', tenant: 'clinic', slot: new Date(slot.getTime() + 1000), question: {} });
    const found = await storeNumbers(db);
    expect(found).toMatchObject({ sweepAge: [{ tenant: 'clinic' }], openCases: [], unsealed: 1 });
    expect(found.sweepNotRead).toEqual([{ tenant: 'clinic', count: 4 }]);
    expect(found.sweepAge[0]?.seconds).toBeLessThan(60);
    expect(found.oldestJob).toBeGreaterThan(50);
  });

  it('says nothing of what a sweep could not read where its report was written before that was counted', async () => {
    const { db } = database().store;
    const earlier = await scheduleRun(db, { name: 'sweep', tenant: 'earlier', slot: new Date(), question: {} });
    // Runs of this file's other test may be claimed first.
    while ((await claimRun(db, 'sweep', 'me'))?.id !== earlier);
    await finishRun(db, { id: earlier, holder: 'me' }, 'done', { failed: [], preparations: { notRead: [] } });
    const { sweepAge, sweepNotRead } = await storeNumbers(db);
    expect(sweepAge.map(({ tenant }) => tenant)).toContain('earlier');
    expect(sweepNotRead.map(({ tenant }) => tenant)).not.toContain('earlier');
  });
});
