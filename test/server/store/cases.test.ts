import { sql } from 'kysely';
import { expect, it } from 'vitest';

import { findCase, openCasesOf, type AuthorizationCase } from '../../../server/store/cases.ts';
import { acknowledgeCase, assignCase, closeCase, changeCase, moveCase } from '../../../server/store/change-case.ts';
import { openCase, type NewCase } from '../../../server/store/open-case.ts';
import { eventsOfCase } from '../../../server/store/case-events.ts';
import { lapseDrafts } from '../../../server/store/lapse-drafts.ts';
import { describeOnBothEngines } from '../../support/postgres-engines.ts';

const NOON = new Date('2026-11-21T17:00:00Z');

function aCase(overrides: Partial<NewCase> = {}): NewCase {
  return {
    tenant: 'clinic',
    patientRef: 'Patient/p1',
    visitDate: '2026-12-15',
    appointmentKey: 'Appointment/a1',
    workKind: 'authorization',
    route: 'senior',
    why: 'Authorization ends before the visit',
    openedAt: NOON,
    ...overrides,
  };
}

const seen = ({ tenant, id, version }: AuthorizationCase) => ({ tenant, id, version });

describeOnBothEngines('A case', (database) => {
  it('is opened once for a visit, an order and a kind of work, however many ask at once', async () => {
    const { db } = database().store;
    const work = aCase({ patientRef: 'Patient/once', orderRef: 'MedicationRequest/m1' });
    const opened = await Promise.all(Array.from({ length: 12 }, () => openCase(db, work)));
    expect(opened.filter((one) => one.opened)).toHaveLength(1);
    expect(new Set(opened.map((one) => one.case.id)).size).toBe(1);
    expect(await openCasesOf(db, 'clinic', 'Patient/once')).toHaveLength(1);
  });

  it('is another case for another order, no order, another kind, visit, patient or tenant', async () => {
    const { db } = database().store;
    const patientRef = 'Patient/several';
    const works = [
      aCase({ patientRef }),
      aCase({ patientRef, orderRef: 'MedicationRequest/m1' }),
      aCase({ patientRef, orderRef: 'MedicationRequest/m2' }),
      aCase({ patientRef, workKind: 'waste-gap' }),
      aCase({ patientRef, appointmentKey: 'Appointment/a2' }),
      aCase({ patientRef, tenant: 'other' }),
    ];
    for (const work of works) expect((await openCase(db, work)).opened).toBe(true);
    expect(await openCasesOf(db, 'clinic', patientRef)).toHaveLength(5);
    expect(await openCasesOf(db, 'other', patientRef)).toHaveLength(1);
  });

  it('is brought up to date by a later decision and keeps its owner', async () => {
    const { db } = database().store;
    const patientRef = 'Patient/updated';
    const first = await openCase(db, aCase({ patientRef, dueBy: '2026-12-03' }));
    await assignCase(db, seen(first.case), 'Practitioner/s1');
    const again = await openCase(db, aCase({ patientRef, route: 'peer-to-peer', why: 'Denied', dueBy: '2026-12-01' }));
    expect(again.opened).toBe(false);
    expect(again.case).toMatchObject({
      id: first.case.id,
      route: 'peer-to-peer',
      why: 'Denied',
      due_by: '2026-12-01',
      owner: 'Practitioner/s1',
      state: 'assigned',
      version: 3,
    });
  });

  it('goes to one of two people who take it at the same time', async () => {
    const { db } = database().store;
    const { case: opened } = await openCase(db, aCase({ patientRef: 'Patient/wanted' }));
    const results = await Promise.all(['s1', 's2'].map((owner) => assignCase(db, seen(opened), owner)));
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    expect(results.find(({ ok }) => !ok)).toEqual({ ok: false, problem: 'stale' });
    const winner = results.findIndex(({ ok }) => ok) === 0 ? 's1' : 's2';
    expect(await findCase(db, 'clinic', opened.id)).toMatchObject({ owner: winner, version: 2 });
  });

  it('cannot be seen or changed from another tenant', async () => {
    const { db } = database().store;
    const { case: opened } = await openCase(db, aCase({ patientRef: 'Patient/walled' }));
    const across = { ...seen(opened), tenant: 'other' };
    expect(await findCase(db, 'other', opened.id)).toBeUndefined();
    for (const result of [
      await assignCase(db, across, 'thief'),
      await acknowledgeCase(db, across, NOON),
      await changeCase(db, across, { state: 'waiting', why: 'x' }),
      await moveCase(db, across, { appointmentKey: 'Appointment/x', visitDate: '2026-12-16' }),
      await closeCase(db, across, NOON, 'x'),
    ]) {
      expect(result).toEqual({ ok: false, problem: 'unknown' });
    }
    expect(await findCase(db, 'clinic', opened.id)).toEqual(opened);
  });

  it('keeps the first acknowledgement', async () => {
    const { db } = database().store;
    const { case: opened } = await openCase(db, aCase({ patientRef: 'Patient/acknowledged' }));
    await acknowledgeCase(db, seen(opened), NOON);
    const later = await acknowledgeCase(db, { ...seen(opened), version: 2 }, new Date('2026-11-22T08:00:00Z'));
    expect(later).toMatchObject({ ok: true, case: { acknowledged_at: NOON, version: 3 } });
  });

  it('moves with its visit, waits, and once closed stays closed until a new one is opened', async () => {
    const { db } = database().store;
    const patientRef = 'Patient/moving';
    const { case: opened } = await openCase(db, aCase({ patientRef, lapsesAt: new Date('2099-01-01') }));
    await moveCase(db, seen(opened), { appointmentKey: 'Appointment/new', visitDate: '2026-12-22' });
    await changeCase(db, { ...seen(opened), version: 2 }, { state: 'waiting', why: 'Payer asked for a letter' });
    const closed = await closeCase(db, { ...seen(opened), version: 3 }, NOON, 'approved');
    expect(closed).toMatchObject({
      ok: true,
      case: { visit_date: '2026-12-22', lapses_at: null, state: 'resolved', close_reason: 'approved', closed_at: NOON },
    });
    expect(await assignCase(db, { ...seen(opened), version: 4 }, 'late')).toEqual({ ok: false, problem: 'closed' });
    const next = await openCase(db, aCase({ patientRef, appointmentKey: 'Appointment/new' }));
    expect(next.opened).toBe(true);
    expect(next.case.id).not.toBe(opened.id);
  });

  it('of a draft lapses in the hour it was given, not a moment before, and never once booked', async () => {
    const { db } = database().store;
    const lapsesAt = new Date('2026-11-22T17:00:00.000Z');
    const draft = await openCase(db, aCase({ patientRef: 'Patient/draft', lapsesAt }));
    const booked = await openCase(db, aCase({ patientRef: 'Patient/booked', lapsesAt }));
    await openCase(db, aCase({ patientRef: 'Patient/booked' }));
    // A draft shown again after the booking does not make the booked visit's case lapse.
    await openCase(db, aCase({ patientRef: 'Patient/booked', lapsesAt }));
    expect(await lapseDrafts(db, new Date(lapsesAt.getTime() - 1))).toBe(0);
    expect(await lapseDrafts(db, lapsesAt)).toBe(1);
    expect(await findCase(db, 'clinic', draft.case.id)).toMatchObject({
      state: 'lapsed',
      close_reason: 'never booked',
    });
    expect(await eventsOfCase(db, 'clinic', draft.case.id)).toMatchObject([{ kind: 'lapsed', version: 2 }]);
    const recorded = await db
      .selectFrom('audit_event')
      .innerJoin('audit_body', 'audit_body.id', 'audit_event.body_id')
      .select(['audit_event.kind', 'audit_event.tenant', 'audit_body.body'])
      .where(sql`audit_body.body ->> 'patient'`, '=', 'Patient/draft')
      .execute();
    expect(recorded).toEqual([
      {
        ...{ kind: 'case-change', tenant: 'clinic' },
        body: { patient: 'Patient/draft', cases: [{ case: draft.case.id, kind: 'lapsed', version: 2 }] },
      },
    ]);
    expect(await findCase(db, 'clinic', booked.case.id)).toMatchObject({ state: 'open', lapses_at: null });
  });
});
