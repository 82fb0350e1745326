import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { plainDate } from '../../../domain/kernel/plain-date.ts';
import type { NewStaffStatement } from '../../../server/store/attestations.ts';
import { keepRetraction, keepStatement, statementsOf } from '../../../server/store/attestations.ts';
import { describeOnBothEngines } from '../../support/postgres-engines.ts';

const AT = new Date('2026-12-01T15:00:00Z');
const SAM = { ref: 'Practitioner/s1', name: 'Sam Okafor', role: 'authorization-specialist' };

const aNote = (tenant: string, change: Partial<NewStaffStatement> = {}): NewStaffStatement => ({
  ...{ tenant, entry: randomUUID(), patientRef: 'Patient/p1', appointment: 'Appointment/a1' },
  order: 'MedicationRequest/m1',
  words: { content: { kind: 'note', text: 'Called the payer' }, products: [] },
  ...{ at: AT, on: plainDate('2026-12-01'), by: SAM, decisionId: 'd1' },
  ...change,
});

describeOnBothEngines('Statements of staff', (database) => {
  const theirs = (tenant: string, patient = 'Patient/p1') => statementsOf(database().store.db, tenant, patient);

  it('come back as they were said, oldest first, of this tenant and patient alone', async () => {
    await keepStatement(database().store.db, aNote('t1'));
    await keepStatement(
      database().store.db,
      aNote('t1', { words: { content: { kind: 'note', text: 'Second' }, products: [] }, by: { ...SAM, name: 'Ada' } }),
    );
    await keepStatement(database().store.db, aNote('t1', { patientRef: 'Patient/p2' }));
    await keepStatement(database().store.db, aNote('t2'));
    const found = await theirs('t1');
    expect(found.map(({ content }) => content)).toEqual([
      { kind: 'note', text: 'Called the payer' },
      { kind: 'note', text: 'Second' },
    ]);
    expect(found[0]).toMatchObject({ at: AT, on: '2026-12-01', by: SAM });
  });

  it('are kept once for one entry, and retracted once', async () => {
    const note = aNote('once');
    const first = await keepStatement(database().store.db, note);
    expect(await keepStatement(database().store.db, note)).toEqual({ id: first.id, repeated: true });
    const [statement] = await theirs('once');
    if (statement === undefined) throw new Error('not kept');
    const retraction = { tenant: 'once', patientRef: 'Patient/p1', at: AT, on: plainDate('2026-12-01'), by: SAM };
    const taken = await Promise.all([
      keepRetraction(database().store.db, statement, { ...retraction, reason: 'Wrong chart' }),
      keepRetraction(database().store.db, statement, { ...retraction, reason: 'Wrong chart too' }),
    ]);
    expect(taken.map(({ repeated }) => repeated).sort()).toEqual([false, true]);
    const found = await theirs('once');
    expect(found).toHaveLength(1);
    expect(found[0]?.retracted?.by).toEqual(SAM);
  });

  it('can neither be changed nor deleted', async () => {
    await keepStatement(database().store.db, aNote('fixed'));
    const { db: store } = database().store;
    await expect(
      store.updateTable('staff_statement').set({ role: 'x' }).where('tenant', '=', 'fixed').execute(),
    ).rejects.toThrow(/append-only/);
    await expect(store.deleteFrom('staff_statement').where('tenant', '=', 'fixed').execute()).rejects.toThrow(
      /append-only/,
    );
    expect(await theirs('fixed')).toHaveLength(1);
  });
});
