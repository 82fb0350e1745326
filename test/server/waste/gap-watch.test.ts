import { describe, expect, it, vi } from 'vitest';
import { decide } from '../../../domain/decision/decide.ts';
import { ruleBook } from '../../../domain/decision/rule-book.ts';
import { exactJson } from '../../../domain/kernel/exact-json.ts';
import type { PlainDate } from '../../../domain/kernel/plain-date.ts';
import { plainDate } from '../../../domain/kernel/plain-date.ts';
import type { Result } from '../../../domain/kernel/result.ts';
import { ok, problem } from '../../../domain/kernel/result.ts';
import type { Snapshot } from '../../../domain/visit/snapshot.ts';
import { readRecord } from '../../../fhir/read-record.ts';
import { loadDrugIndex } from '../../../reference-data/load.ts';
import type { Assessed } from '../../../server/assessment/assess-patient.ts';
import { takeSnapshot } from '../../../server/assessment/take-snapshot.ts';
import { decisionsIn, newDecisionId } from '../../../server/store/decisions.ts';
import type { FhirGateway } from '../../../server/gateway/fhir-gateway.ts';
import { keepServiceStarts } from '../../../server/store/case-keepsakes.ts';
import type { TenantDesk } from '../../../server/http/tenant-desk.ts';
import { openChartingCasesOf } from '../../../server/store/cases.ts';
import type { Booked } from '../../../server/sweep/booked-patients.ts';
import { addWatched, emptyReport } from '../../../server/sweep/sweep-report.ts';
import { watchSwept } from '../../../server/sweep/watch-swept.ts';
import { exportCounts, makeExport } from '../../../server/waste/export-lines.ts';
import { settleGapCases } from '../../../server/waste/gap-cases.ts';
import { gapsOf } from '../../../server/waste/gaps.ts';
import { readDispenses } from '../../../server/waste/read-dispenses.ts';
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

function snapshotOf(patient: string, resources: readonly unknown[], today = TODAY): Snapshot {
  const zones = { tenant: 'America/New_York', fallback: 'America/New_York' };
  const record = readRecord(resources, { today, drugs, sites: {}, zones, patient: `Patient/${patient}` });
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
    today,
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

  async function decided(patient: string, administrations: readonly object[] = []): Promise<void> {
    const snapshot = snapshotOf(patient, chart(patient, administrations));
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
    more: { at?: Date; today?: PlainDate; takenBack?: readonly object[] } = {},
  ) =>
    watchGaps(
      {
        ...{ db: database().store.db, decisions: decisionsIn(database().store.db), tenant },
        ...{ timeZone: 'America/New_York', policy, drugs, at: more.at ?? EVENING },
      },
      {
        snapshot: snapshotOf(patient, resources, more.today),
        resources: resources as never,
        ...(more.takenBack === undefined ? {} : { takenBack: more.takenBack as never }),
      },
    );

  const gapsFor = async (patient: string) =>
    (await gapsOf(deskAt())).filter((gap) => gap.patient === `Patient/${patient}`).map(({ kind }) => kind);

  it('finds a dose that was given and that nobody charted, once, and settles it with the signature', async () => {
    await decided('p1');
    expect(await watch('p1', chart('p1', [given('p1', 350)]))).toMatchObject({ found: 1, reopened: 0 });
    await watch('p1', chart('p1', [given('p1', 350)]));
    expect(await gapsFor('p1')).toEqual(['not-charted']);
    await signed('p1');
    expect(await gapsFor('p1')).toEqual([]);
    expect(await watch('p1', chart('p1', [given('p1', 350)]))).toMatchObject({ found: 0, reopened: 0 });
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
    expect(await watch('p4', chart('p4', [given('p4', 350)]))).toMatchObject({ found: 0, reopened: 0 });
    expect(await watch('p4', chart('p4', [given('p4', 300)]))).toMatchObject({ found: 0, reopened: 1 });
    expect(await watch('p4', chart('p4', [given('p4', 300)]))).toMatchObject({ found: 0, reopened: 0 });
    const [gap] = (await gapsOf(deskAt())).filter(({ patient }) => patient === 'Patient/p4');
    expect(gap).toMatchObject({
      kind: 'reopened',
      why: 'The chart says 300 mg was given; 350 mg was signed for',
    });
  });

  it.each<[string, string, object]>([
    ['p5', 'entered in error', { status: 'entered-in-error' }],
    ['p5a', 'not given', { status: 'not-done' }],
    // In the evening of New York the day has changed in Greenwich.
    ['p5b', 'entered in error', { status: 'entered-in-error', effectivePeriod: { start: '2026-12-02T01:00:00Z' } }],
  ])('reopens a record whose administration the chart has taken back (%s: %s)', async (patient, why, change) => {
    await decided(patient);
    await signed(patient);
    expect((await watch(patient, chart(patient))).reopened).toBe(0);
    const foreign = given('p4', 350, change);
    expect((await watch(patient, chart(patient), { takenBack: [foreign] })).reopened).toBe(0);
    expect((await watch(patient, chart(patient), { takenBack: [given(patient, 350, change)] })).reopened).toBe(1);
    const [gap] = (await gapsOf(deskAt())).filter((one) => one.patient === `Patient/${patient}`);
    expect(gap).toMatchObject({ kind: 'reopened', why: expect.stringContaining(why) as string });
  });

  it('says what it could not look at, for want of a token or of an answer, instead of finding nothing there', async () => {
    const { db } = database().store;
    await decided('p5e');
    await signed('p5e');
    const resources = chart('p5e');
    const snapshot = snapshotOf('p5e', resources);
    const search = vi.fn(() => Promise.resolve({ ok: false as const, problem: { code: 'timeout' as const } }));
    const desk = {
      tenant: { id: tenant, staff: [], cards: { silent: false }, waste: { ...policy, dispenses: true } },
      ...{ timeZone: 'America/New_York', gateway: { search } },
      site: { knowledge: { drugs, holidays: [] }, today: () => TODAY },
    } as unknown as TenantDesk;
    const forget = vi.fn();
    const watchWith = (held: Result<string, string>) =>
      watchSwept(
        {
          ...{ db, desk, run: { tenant }, from: TODAY, to: TODAY, now: () => EVENING },
          ...{ token: { get: () => Promise.resolve(held), forget }, signal: new AbortController().signal },
        },
        { toSettle: new Set(), signedFor: new Set(['Patient/p5e']) },
        { snapshot, resources: resources as unknown as Assessed['resources'] },
      );
    const without = await watchWith(problem('no token'));
    expect(without.notRead).toEqual([{ what: 'administrations taken back', why: 'no token' }]);
    expect(without.prepared.notRead).toMatchObject([{ why: expect.stringContaining('no token') as string }]);
    expect([forget.mock.calls.length, search.mock.calls.length]).toEqual([2, 0]);
    const unanswered = await watchWith(ok('token'));
    expect(unanswered.notRead).toEqual([{ what: 'administrations taken back', why: 'timeout' }]);
    expect(unanswered.prepared.notRead).toMatchObject([{ why: expect.stringContaining('timeout') as string }]);
    const report = emptyReport({ run: { id: '1', tenant }, from: TODAY, to: TODAY }, {
      how: 'date',
      appointments: [],
      cutShort: 0,
      patients: [],
      handOn: false,
    } as unknown as Booked);
    addWatched(report, 'Patient/p5e', unanswered);
    expect(report.notRead).toMatchObject([{ patient: 'Patient/p5e', why: 'timeout' }]);
    expect(report.preparations.notRead).toHaveLength(1);
  });

  it('still hears weeks later that the chart was amended', async () => {
    await decided('p5c');
    await signed('p5c');
    const amended = chart('p5c', [given('p5c', 340)]);
    expect((await watch('p5c', amended, { today: plainDate('2027-01-01') })).reopened).toBe(0);
    const then = await watch('p5c', amended, { today: plainDate('2026-12-31') });
    expect(then).toMatchObject({ reopened: 1, reopenedEarlier: [TODAY] });
  });

  it('names a signed record that no longer fits its claim lines, or whose package is another drug, until it is corrected', async () => {
    const { db } = database().store;
    await decided('p5d');
    await signed('p5d');
    const resources = chart('p5d', [given('p5d', 350)]);
    const [record] = await db.selectFrom('waste_record').selectAll().where('patient_ref', '=', 'Patient/p5d').execute();
    if (record === undefined) throw new Error('nothing is signed');
    const after = record.after as { readonly vials: readonly object[]; readonly lines: readonly object[] };
    const versions = [
      { lines: after.lines.slice(0, 1) },
      { vials: after.vials.map((vials) => ({ ...vials, ndc: '00006-3026-02' })) },
      {},
    ];
    const said: unknown[] = [];
    for (const [at, change] of versions.entries()) {
      const row = { ...record, id: `p5d-${String(at)}`, version: record.version + 1 + at };
      await db
        .insertInto('waste_record')
        .values({ ...row, before: null, after: JSON.stringify({ ...after, ...change }) })
        .execute();
      await watch('p5d', resources);
      const gaps = (await gapsOf(deskAt())).filter(({ patient }) => patient === 'Patient/p5d');
      said.push(gaps.map(({ kind, why }) => `${kind}: ${why}`));
    }
    expect(said).toEqual([
      ['does-not-add-up: The signed amounts give other claim lines than the ones signed for'],
      [expect.stringMatching(/^does-not-add-up: The signed amounts no longer hold: .*ndc/) as string],
      [],
    ]);
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

  it('looks for a visit that nobody signed for as far back as a sweep comes back to a patient', async () => {
    await decided('p9');
    const { db } = database().store;
    const patientRef = 'Patient/p9';
    const at = (day: string) => ({ ...deskAt(), today: plainDate(day) });
    const never = async (desk: WasteDesk) =>
      (await gapsOf(desk)).filter(({ patient, kind }) => patient === patientRef && kind === 'not-signed').length;
    expect(await never({ ...at('2026-12-31'), patientRef })).toBe(1);
    expect(await never({ ...at('2027-01-01'), patientRef })).toBe(0);
    // The list of everybody has it once the sweep has found it.
    expect([await never(at('2026-12-08')), await never(at('2026-12-21'))]).toEqual([1, 0]);
    await keepServiceStarts(db, [
      {
        ...{ tenant, patient_ref: patientRef, appointment: 'Appointment/a-p9', order_ref: 'MedicationRequest/o-p9' },
        ...{
          hcpcs: 'J1745',
          service_date: TODAY,
          state: 'valid',
          at_check_in: true,
          decision_id: 'd',
          noted_at: EVENING,
        },
      },
    ]);
    const watching = { ...at('2026-12-21'), holidays: [], isSilent: false, staff: [] };
    expect(await settleGapCases(watching, { ref: patientRef })).toMatchObject({ opened: 1 });
    expect(await never(at('2026-12-21'))).toBe(1);
  });

  it('is work on the worklist, with the charge nurse as long as something is left to chart, and never with dollars', async () => {
    const { db } = database().store;
    await decided('p8');
    await watch('p8', chart('p8', [given('p8', 350)]));
    const settle = (now = EVENING) =>
      settleGapCases(
        {
          ...{ db, decisions: decisionsIn(db), tenant, timeZone: 'America/New_York', today: TODAY, drugs, policy, now },
          ...{ holidays: [], isSilent: false },
          staff: [
            { id: 'Practitioner/auth', roles: ['authorization-specialist'], capacityPerDay: 9 },
            { id: 'Practitioner/charge', roles: ['charge-nurse'], capacityPerDay: 9 },
          ],
        },
        { ref: 'Patient/p8', name: 'Pat Eight' },
      );
    expect(await settle()).toMatchObject({ opened: 1, closed: 0 });
    expect(await settle()).toMatchObject({ opened: 0, updated: 0, closed: 0 });
    const [open, ...others] = await openChartingCasesOf(db, tenant, ['Patient/p8']);
    expect(others).toEqual([]);
    expect(open).toMatchObject({
      ...{ route: 'charge-nurse', owner: 'Practitioner/charge', work_kind: 'charting', due_by: '2026-12-02' },
      ...{ appointment_key: 'Appointment/a-p8', why: 'Remicade was given and what was discarded is not charted' },
    });
    expect(JSON.stringify(open?.facts)).not.toMatch(/atRisk|expectedLoss/);
    await signed('p8');
    expect(await settle()).toMatchObject({ opened: 0, closed: 1 });
    expect(await openChartingCasesOf(db, tenant, ['Patient/p8'])).toEqual([]);
  });

  describe('reads what the pharmacy opened from dispense records', () => {
    const dispense = (patient: string, id: string, more: object = {}) => ({
      ...{ resourceType: 'MedicationDispense', id, status: 'completed', whenPrepared: '2026-12-01T08:15:00-05:00' },
      authorizingPrescription: [{ reference: `MedicationRequest/m-${patient}` }],
      medicationReference: { reference: '#vial' },
      contained: [
        {
          ...{ resourceType: 'Medication', id: 'vial', batch: { lotNumber: `LOT-${id}` } },
          code: { coding: [{ system: 'http://hl7.org/fhir/sid/ndc', code: '57894-0030-01' }] },
          amount: { numerator: { value: 100, unit: 'mg' }, denominator: { value: 1, unit: 'vial' } },
        },
      ],
      quantity: { value: 3, unit: 'vial' },
      dosageInstruction: [{ doseAndRate: [{ doseQuantity: { value: 350, unit: 'mg' } }] }],
      performer: [{ actor: { reference: 'Practitioner/rph' } }],
      ...more,
    });
    const read = (patient: string, ...resources: readonly object[]) =>
      readFrom(patient, { ok: true, value: { resources: resources as never, complete: true } });
    const readFrom = (patient: string, found: Awaited<ReturnType<FhirGateway['search']>>) => {
      const { user: _user, role: _role, ...desk } = deskAt();
      return readDispenses(
        {
          desk,
          gateway: {
            search: () => Promise.resolve(found),
            read: () => Promise.resolve({ ok: false, problem: { code: 'not-found' } }),
          },
          call: { deadline: Date.now() + 1000 },
        },
        `Patient/${patient}`,
        TODAY,
      );
    };
    const drugOf = async (patient: string) => {
      const visit = await visitFor(deskAt(), `Appointment/a-${patient}`, TODAY);
      return visit && visitToChart(visit, await recordedOn(deskAt(), TODAY)).drugs[0];
    };

    it('all packages of one drug as one preparation, once, with lots and who prepared it', async () => {
      await decided('d1');
      const both = [dispense('d1', 'x1'), dispense('d1', 'x2', { quantity: { value: 1, code: '{vial}' } })];
      expect(await read('d1', ...both)).toEqual({ recorded: 1, notRead: [] });
      expect(await read('d1', ...both)).toEqual({ recorded: 0, notRead: [] });
      expect(await drugOf('d1')).toMatchObject({
        ...{ state: 'to-chart', basis: 'prepared', preparation: { version: 1, recordedBy: 'Practitioner/rph' } },
        proposal: {
          equation: 'opened 400 = given 350 + discarded 50 mg',
          vials: [
            { count: 3, lot: 'LOT-x1', ndc: '57894-0030-01' },
            { count: 1, lot: 'LOT-x2' },
          ],
        },
      });
    });

    it.each<[string, object, string]>([
      ['an amount of drug', { quantity: { value: 350, unit: 'mg' } }, 'its quantity is no whole number of vials'],
      ['half a vial', { quantity: { value: 3.5, unit: 'vial' } }, 'its quantity is no whole number of vials'],
      ['a Medication that cannot be read', { medicationReference: { reference: 'Medication/9' } }, 'could not be read'],
      [
        'a product without a content',
        { contained: [{ resourceType: 'Medication', id: 'vial' }] },
        'what one vial holds',
      ],
      ['more prepared than the vials hold', { quantity: { value: 2, unit: 'vial' } }, 'vials'],
    ])('not %s, and says why', async (_what, change, why) => {
      await decided('d2');
      const result = await read('d2', dispense('d2', 'y1', change));
      expect(result).toEqual({
        recorded: 0,
        notRead: [{ dispense: 'MedicationDispense/y1', why: expect.stringContaining(why) as string }],
      });
      expect((await drugOf('d2'))?.preparationVersion).toBe(0);
    });

    it('takes a changed record over as a correction, and withdraws what was cancelled', async () => {
      await decided('d3');
      await read('d3', dispense('d3', 'z1', { quantity: { value: 4, unit: 'vial' } }));
      await signed('d3');
      expect((await read('d3', dispense('d3', 'z1', { quantity: { value: 5, unit: 'vial' } }))).recorded).toBe(1);
      expect(await drugOf('d3')).toMatchObject({ state: 'reopened', preparation: { version: 2 } });
      expect((await read('d3', dispense('d3', 'z1', { status: 'cancelled' }))).recorded).toBe(0);
      expect(await drugOf('d3')).toMatchObject({ preparationVersion: 3, proposal: { vialsFrom: 'plan' } });
    });

    it('takes nothing from a list that was not read to its end or not at all, and says so', async () => {
      await decided('d5');
      const part = { resources: [dispense('d5', 'v1')] as never, complete: false };
      const why = (reason: string) => ({
        recorded: 0,
        notRead: [{ dispense: 'MedicationDispense', why: `the dispense records could not be read${reason}` }],
      });
      expect(await readFrom('d5', { ok: true, value: part })).toEqual(why(' to the end'));
      expect(await readFrom('d5', { ok: false, problem: { code: 'timeout' } })).toEqual(why(': timeout'));
      expect((await drugOf('d5'))?.preparationVersion).toBe(0);
      const refused = await readFrom('d5', { ok: false, problem: { code: 'refused', status: 403 } });
      expect(refused).toEqual({ recorded: 0, notRead: [] });
    });

    it('takes the lot from the chart where nobody recorded the vials, and still has them confirmed', async () => {
      const { medicationCodeableConcept: code, ...administration } = given('d6', 350);
      const vial = { resourceType: 'Medication', id: 'vial', code, batch: { lotNumber: 'MAR-3' } };
      await decided('d6', [{ ...administration, contained: [vial], medicationReference: { reference: '#vial' } }]);
      expect(await drugOf('d6')).toMatchObject({
        ...{ state: 'not-ready', proposal: { vialsFrom: 'plan', vials: [{ count: 4, lot: 'MAR-3' }] } },
      });
      await read('d6', dispense('d6', 'u1', { quantity: { value: 4, unit: 'vial' } }));
      expect((await drugOf('d6'))?.proposal?.vials).toMatchObject([{ count: 4, lot: 'LOT-u1' }]);
    });

    it('of other days and orders tells nothing', async () => {
      await decided('d4');
      const other = dispense('d4', 'w1', { whenPrepared: '2026-11-30T08:15:00-05:00' });
      const foreign = dispense('d9', 'w2');
      expect(await read('d4', other, foreign)).toEqual({ recorded: 0, notRead: [] });
    });
  });

  it('counts years of records in the database, and shows and exports a page of them at a time', async () => {
    const { db } = database().store;
    const [model] = await db.selectFrom('waste_record').selectAll().where('tenant', '=', tenant).limit(1).execute();
    if (model === undefined) throw new Error('nothing is signed');
    const many = 'many';
    const rows = Array.from({ length: 1200 }, (_, at) => ({
      ...{
        ...model,
        id: `many-${String(at)}`,
        tenant: many,
        appointment: `Appointment/m${String(at)}`,
        preparation_id: null,
      },
      ...{ version: 1, kind: 'signed' as const, before: null, reason: null, late: false },
      // Every other one waits for a witness; one in four has something for billing to look at.
      witness_needed: at % 2 === 0,
      after: JSON.stringify({ ...(model.after as object), review: at % 4 === 1 ? 'spilled' : null }),
    }));
    await db.insertInto('waste_record').values(rows).execute();
    const desk: WasteDesk = { ...deskAt(), tenant: many, role: 'billing' };
    const counts = await exportCounts(desk);
    expect(counts).toMatchObject({
      notExported: { records: 1200, lines: 2400 },
      heldBack: { witness: 600, review: 300, reopened: 0, remainder: 0 },
    });
    expect(counts.toReview).toHaveLength(200);
    const gaps = await gapsOf(desk);
    expect([gaps.length, new Set(gaps.map(({ kind }) => kind))]).toEqual([501, new Set(['awaiting-witness'])]);
    const first = await makeExport(desk, 'ndjson', 200);
    expect([first.records, first.lines, first.left]).toEqual([200, 400, 100]);
    const second = await makeExport(desk, 'ndjson', 200);
    expect([second.records, second.left]).toEqual([100, 0]);
    const ids = (text: string) =>
      text
        .trim()
        .split('\n')
        .map((row) => (JSON.parse(row) as { record: string }).record);
    expect(new Set([...ids(first.text), ...ids(second.text)]).size).toBe(300);
    expect((await exportCounts(desk)).exported).toEqual({ records: 300, lines: 600 });
  });

  it('refuses every change of what was written, in the database itself', async () => {
    const { db } = database().store;
    for (const table of ['waste_record', 'waste_event'] as const)
      await expect(db.deleteFrom(table).where('tenant', '=', tenant).execute()).rejects.toThrow('append-only');
    await expect(db.updateTable('waste_record').set({ reason: 'x' }).execute()).rejects.toThrow('append-only');
  });
});
