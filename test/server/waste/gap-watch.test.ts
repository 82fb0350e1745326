import { expect, it } from 'vitest';
import { decide } from '../../../domain/decision/decide.ts';
import { ruleBook } from '../../../domain/decision/rule-book.ts';
import { exactJson } from '../../../domain/kernel/exact-json.ts';
import { plainDate } from '../../../domain/kernel/plain-date.ts';
import type { Snapshot } from '../../../domain/visit/snapshot.ts';
import { readRecord } from '../../../fhir/read-record.ts';
import { loadDrugIndex } from '../../../reference-data/load.ts';
import { takeSnapshot } from '../../../server/assessment/take-snapshot.ts';
import { decisionsIn, newDecisionId } from '../../../server/store/decisions.ts';
import { exportCounts } from '../../../server/waste/export-lines.ts';
import { gapsOf } from '../../../server/waste/gaps.ts';
import type { WasteDesk } from '../../../server/waste/waste-desk.ts';
import { recordedOn, visitFor } from '../../../server/waste/waste-desk.ts';
import { signVisit } from '../../../server/waste/sign-waste.ts';
import { visitToChart } from '../../../server/waste/visit-charting.ts';
import { watchGaps } from '../../../server/waste/watch-gaps.ts';
import { wastePolicySchema } from '../../../server/config/waste-policy.schema.ts';
import { aCoverage, aDose, aPatient, anAppointment, anOrder, HCPCS } from '../../support/fhir-builders.ts';
import { describeOnBothEngines } from '../../support/postgres-engines.ts';

const TODAY = plainDate('2026-12-01');
const REMICADE = { coding: [{ system: HCPCS, code: 'J1745' }], text: 'Remicade' };
const drugs = loadDrugIndex();
const policy = wastePolicySchema.parse({});
const EVENING = new Date('2026-12-01T23:00:00Z');

/** The chart of one patient: 350 mg of infliximab ordered for nine o'clock, and what was charted as given. */
function chart(patient: string, administrations: readonly object[] = []) {
  const of = { reference: `Patient/${patient}` };
  return [
    aPatient({ id: patient }),
    aCoverage({ id: `c-${patient}`, beneficiary: of }),
    anOrder({
      ...{ id: `m-${patient}`, subject: of, medicationCodeableConcept: REMICADE },
      dosageInstruction: [aDose(350, 'mg')],
    }),
    anAppointment({
      ...{ id: `a-${patient}`, start: '2026-12-01T09:00:00-05:00', end: '2026-12-01T11:00:00-05:00' },
      participant: [{ status: 'accepted', actor: of }],
      supportingInformation: [{ reference: `MedicationRequest/m-${patient}` }],
    }),
    ...administrations,
  ] as const;
}

const given = (patient: string, mg: number, more: object = {}) => ({
  resourceType: 'MedicationAdministration' as const,
  id: `g-${patient}`,
  status: 'completed',
  subject: { reference: `Patient/${patient}` },
  medicationCodeableConcept: REMICADE,
  request: { reference: `MedicationRequest/m-${patient}` },
  effectivePeriod: { start: '2026-12-01T09:00:00-05:00', end: '2026-12-01T11:00:00-05:00' },
  dosage: { dose: { value: mg, unit: 'mg', system: 'http://unitsofmeasure.org', code: 'mg' } },
  ...more,
});

function snapshotOf(patient: string, resources: readonly unknown[]): Snapshot {
  const zones = { tenant: 'America/New_York', fallback: 'America/New_York' };
  const record = readRecord(resources, { today: TODAY, drugs, sites: {}, zones, patient: `Patient/${patient}` });
  if (!record.ok) throw new Error(JSON.stringify(record.problem));
  const routing = {
    reviewCost: { n: 60n, d: 1n },
    unrecovered: { n: 12n, d: 100n },
    averted: { n: 1n, d: 2n },
    businessDays: 10,
  };
  return takeSnapshot(
    record.value,
    { drugs, policies: [], policiesVersion: '0', holidays: [], routing },
    TODAY,
    undefined,
  );
}

describeOnBothEngines('The gap watch', (database) => {
  const tenant = 'gaps';
  const deskAt = (now = EVENING): WasteDesk => {
    const { db } = database().store;
    return {
      ...{ db, decisions: decisionsIn(db), tenant, timeZone: 'America/New_York', today: TODAY, drugs, policy },
      ...{ user: 'Practitioner/nurse', role: 'infusion-nurse', now },
    };
  };

  async function decided(patient: string): Promise<void> {
    const snapshot = snapshotOf(patient, chart(patient));
    const kept = await decisionsIn(database().store.db).keepDecision({
      ...{ id: newDecisionId(), tenant, service: 'test', hookInstance: 'h', receivedAt: EVENING, answeredAt: EVENING },
      ...{ today: TODAY, patientRef: `Patient/${patient}`, role: 'system', rulesVersion: 'r', cards: [] },
      decision: exactJson.stringify(decide(ruleBook, snapshot, 'r')),
      snapshot: exactJson.stringify(snapshot),
    });
    expect(kept.ok).toBe(true);
  }

  async function signed(patient: string) {
    const desk = deskAt();
    const visit = await visitFor(desk, `Appointment/a-${patient}`, TODAY);
    if (visit === undefined) throw new Error('the visit is not known');
    const [drug] = visitToChart(visit, await recordedOn(desk, TODAY)).drugs;
    if (drug?.proposal === undefined) throw new Error('nothing is proposed');
    const { vials, dose, given: amount } = drug.proposal;
    const entry = { line: drug.line, version: drug.version, vials, dose, given: amount };
    const result = await signVisit(desk, {
      ...{ appointment: visit.appointment, date: TODAY },
      drugs: [{ ...entry, confirmed: true, circumstance: 'as-planned' as const }],
    });
    if (!result.ok) throw new Error(JSON.stringify(result.problem));
  }

  const watch = (
    patient: string,
    resources: readonly unknown[],
    more: { at?: Date; inError?: readonly object[] } = {},
  ) =>
    watchGaps(
      {
        ...{ db: database().store.db, decisions: decisionsIn(database().store.db), tenant },
        ...{ timeZone: 'America/New_York', policy, drugs, at: more.at ?? EVENING },
      },
      {
        snapshot: snapshotOf(patient, resources),
        resources: resources as never,
        ...(more.inError === undefined ? {} : { inError: more.inError as never }),
      },
    );

  const gapsFor = async (patient: string) =>
    (await gapsOf(deskAt())).filter((gap) => gap.patient === `Patient/${patient}`).map(({ kind }) => kind);

  it('finds a dose that was given and that nobody charted, once, and settles it with the signature', async () => {
    await decided('p1');
    expect(await watch('p1', chart('p1', [given('p1', 350)]))).toEqual({ found: 1, reopened: 0 });
    await watch('p1', chart('p1', [given('p1', 350)]));
    expect(await gapsFor('p1')).toEqual(['not-charted']);
    await signed('p1');
    expect(await gapsFor('p1')).toEqual([]);
    expect(await watch('p1', chart('p1', [given('p1', 350)]))).toEqual({ found: 0, reopened: 0 });
  });

  it('leaves the nurse two hours', async () => {
    await decided('p2');
    const resources = chart('p2', [given('p2', 350)]);
    // The infusion ended at 16:00 UTC.
    expect((await watch('p2', resources, { at: new Date('2026-12-01T17:59:59Z') })).found).toBe(0);
    expect((await watch('p2', resources, { at: new Date('2026-12-01T18:00:00Z') })).found).toBe(1);
  });

  it('takes the word of a chart that speaks of the discarded amount, and of a dose that was never given', async () => {
    await decided('p3');
    const told = given('p3', 350, { note: [{ text: '50 mg discarded' }] });
    expect((await watch('p3', chart('p3', [told]))).found).toBe(0);
    expect((await watch('p3', chart('p3', [given('p3', 350, { status: 'not-done' })]))).found).toBe(0);
  });

  it('reopens a record whose administration was amended, and says both amounts', async () => {
    await decided('p4');
    await signed('p4');
    expect(await watch('p4', chart('p4', [given('p4', 350)]))).toEqual({ found: 0, reopened: 0 });
    expect(await watch('p4', chart('p4', [given('p4', 300)]))).toEqual({ found: 0, reopened: 1 });
    expect(await watch('p4', chart('p4', [given('p4', 300)]))).toEqual({ found: 0, reopened: 0 });
    const [gap] = (await gapsOf(deskAt())).filter(({ patient }) => patient === 'Patient/p4');
    expect(gap).toMatchObject({
      kind: 'reopened',
      why: 'The chart says 300 mg was given; 350 mg was signed for',
    });
  });

  it('reopens a record whose administration was entered in error', async () => {
    await decided('p5');
    await signed('p5');
    expect((await watch('p5', chart('p5'))).reopened).toBe(0);
    const inError = [given('p5', 350, { status: 'entered-in-error' })];
    expect((await watch('p5', chart('p5'), { inError })).reopened).toBe(1);
    expect(await gapsFor('p5')).toEqual(['reopened']);
  });

  it('finds an administration for which no visit was ever decided, and it can be charted late', async () => {
    const administration = given('p6', 350, {
      effectivePeriod: { start: '2026-11-30T09:00:00-05:00', end: '2026-11-30T11:00:00-05:00' },
    });
    const resources = chart('p6', [administration]);
    expect((await watch('p6', resources)).found).toBe(1);
    const snapshot = snapshotOf('p6', resources);
    await decisionsIn(database().store.db).keepDecision({
      ...{ id: newDecisionId(), tenant, service: 'test', hookInstance: 'h', receivedAt: EVENING, answeredAt: EVENING },
      ...{ today: TODAY, patientRef: 'Patient/p6', role: 'system', rulesVersion: 'r', cards: [] },
      decision: exactJson.stringify(decide(ruleBook, snapshot, 'r')),
      snapshot: exactJson.stringify(snapshot),
    });
    const yesterday = plainDate('2026-11-30');
    const [gap] = (await gapsOf(deskAt())).filter(({ patient }) => patient === 'Patient/p6');
    const visit = await visitFor(deskAt(), gap?.appointment ?? '', yesterday);
    if (visit === undefined) throw new Error('the visit is not known');
    const [drug] = visitToChart(visit, await recordedOn(deskAt(), yesterday)).drugs;
    if (drug?.proposal === undefined) throw new Error('nothing is proposed');
    const { vials, dose, given: amount } = drug.proposal;
    const entry = { line: drug.line, version: 0, vials, dose, given: amount, confirmed: true };
    const drugs = [{ ...entry, circumstance: 'as-planned' as const }];
    const body = { appointment: visit.appointment, date: yesterday };
    const refused = await signVisit(deskAt(), { ...body, drugs });
    expect(refused).toMatchObject({ ok: false, problem: { fault: { code: 'reason-missing' } } });
    const late = await signVisit(deskAt(), {
      ...body,
      drugs: drugs.map((each) => ({ ...each, reason: 'the system was down' })),
    });
    expect(late).toMatchObject({ ok: true, value: [{ late: true, reason: 'the system was down' }] });
    expect(await gapsFor('p6')).toEqual([]);
  });

  it('waits with the claim lines for a witness where the site wants one', async () => {
    await decided('p7');
    const desk: WasteDesk = { ...deskAt(), policy: wastePolicySchema.parse({ witness: 'when-discarded' }) };
    const visit = await visitFor(desk, 'Appointment/a-p7', TODAY);
    if (visit === undefined) throw new Error('the visit is not known');
    const [drug] = visitToChart(visit, await recordedOn(desk, TODAY)).drugs;
    if (drug?.proposal === undefined) throw new Error('nothing is proposed');
    const { vials, dose, given: amount } = drug.proposal;
    const entry = { line: drug.line, version: 0, vials, dose, given: amount, confirmed: true };
    const result = await signVisit(desk, {
      ...{ appointment: visit.appointment, date: TODAY },
      drugs: [{ ...entry, circumstance: 'as-planned' as const }],
    });
    expect(result).toMatchObject({ ok: true, value: [{ witness: { needed: true } }] });
    expect(await gapsFor('p7')).toEqual(['awaiting-witness']);
    expect((await exportCounts({ ...desk, role: 'billing' })).heldBack.witness).toBe(1);
  });

  it('refuses every change of what was written, in the database itself', async () => {
    const { db } = database().store;
    for (const table of ['waste_record', 'waste_event'] as const)
      await expect(db.deleteFrom(table).where('tenant', '=', tenant).execute()).rejects.toThrow('append-only');
    await expect(db.updateTable('waste_record').set({ reason: 'x' }).execute()).rejects.toThrow('append-only');
  });
});
