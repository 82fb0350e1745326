/** What the pharmacy hands in besides the screen: a file of preparations, and a plan that several patients share. */
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { importsView } from '../../../api-contract/imports.schema.ts';
import { problemResponse } from '../../../api-contract/problem.schema.ts';
import { sharedPlans } from '../../../api-contract/waste-sharing.schema.ts';
import type { DrugToChart } from '../../../api-contract/waste.schema.ts';
import { signedWaste, visitCharting } from '../../../api-contract/waste.schema.ts';
import type { Tenant } from '../../../server/config/config.schema.ts';
import { carryOutImport } from '../../../server/imports/carry-out-import.ts';
import { silentLog } from '../../../server/observability/log.ts';
import { chartingIn } from '../../../server/waste/charting-in.ts';
import type { Lab } from '../http/hook-lab.ts';
import { TODAY, aKey, aTenant, openLab, outside } from '../http/hook-lab.ts';
import { scratchFolder } from '../imports/files.ts';
import { bookVisit } from './book-visit.ts';

const NDC = '57894-0030-01';
const scratch = scratchFolder();
let tenant: Tenant;
let lab: Lab;
let nurse: string;
let pharmacist: string;

beforeAll(async () => {
  outside.listen({ onUnhandledRequest: 'bypass' });
  const key = await aKey('ES384', 'es');
  const client = { jwks: { keys: [key.jwk] } };
  tenant = aTenant({ cards: { budgetMs: 10_000 }, waste: { sharing: true } }, client);
  const careful = aTenant(
    { id: 'careful', cards: { budgetMs: 10_000 } },
    { ...client, iss: 'https://ehr.test/careful' },
  );
  lab = await openLab(key, [tenant, careful]);
  nurse = await lab.signIn('infusion-nurse', { user: 'Practitioner/nurse' });
  pharmacist = await lab.signIn('pharmacist', { user: 'Practitioner/rph' });
});
beforeEach(() => outside.resetHandlers());
afterAll(async () => {
  await lab.close();
  outside.close();
  scratch.remove();
});

const booked = (more?: Parameters<typeof bookVisit>[1]) => bookVisit(lab, more);
const mg = (value: string) => ({ value, unit: 'mg' });

async function drugOf(appointment: string): Promise<DrugToChart> {
  const path = `/api/waste/visit?appointment=${encodeURIComponent(appointment)}&date=${TODAY}`;
  const { visit } = visitCharting.parse(await (await lab.api(nurse, 'GET', path)).json());
  const [drug] = visit.drugs;
  if (drug === undefined) throw new Error('the visit has no drug');
  return drug;
}

async function signed(appointment: string) {
  const { line, version, proposal } = await drugOf(appointment);
  if (proposal === undefined) throw new Error('nothing is proposed');
  const { vials, dose, given } = proposal;
  const drugs = [{ line, version, vials, dose, given, confirmed: true, circumstance: 'as-planned' }];
  const response = await lab.api(nurse, 'POST', '/api/waste/records', { appointment, date: TODAY, drugs });
  const [record] = signedWaste.parse(await response.json()).records;
  if (record === undefined) throw new Error('nothing was signed');
  return record;
}

describe('a preparation file', () => {
  const HEADER = 'appointment,date,hcpcs,dose,unit,content,count,order,ndc,lot,discarded,reason';
  let files = 0;
  const taken = (rows: readonly string[], name = `hood-${String((files += 1))}.csv`, log = silentLog) =>
    carryOutImport(
      {
        ...{ log, store: lab.store, tenants: ['lab'], policies: () => [] },
        charting: chartingIn({ tenants: [tenant], timeZone: 'America/New_York' }),
      },
      { kind: 'preparation', path: scratch.write(name, `${[HEADER, ...rows].join('\n')}\n`) },
    );
  const row = (appointment: string, more: Readonly<Record<string, string>> = {}): string => {
    const cells: Readonly<Record<string, string>> = {
      ...{ appointment, date: TODAY, hcpcs: 'J1745', dose: '350', unit: 'mg', content: '100', count: '3' },
      ...{ ndc: NDC, lot: 'A1', ...more },
    };
    return HEADER.split(',')
      .map((name) => cells[name] ?? '')
      .join(',');
  };
  const kept = async (appointment: string) =>
    lab.store.db.selectFrom('waste_preparation').selectAll().where('appointment', '=', appointment).execute();

  it('is what the nurse finds prepared, from as many rows as packages, once however often it is taken in', async () => {
    const { appointment } = await booked();
    const rows = [row(appointment), row(appointment, { count: '1', lot: 'B2' })];
    expect(await taken(rows, 'day.csv')).toMatchObject({ ok: true, value: { read: 2, kept: 2, rejected: [] } });
    expect(await drugOf(appointment)).toMatchObject({
      ...{ state: 'to-chart', basis: 'prepared', preparationVersion: 1 },
      proposal: {
        equation: 'opened 400 = given 350 + discarded 50 mg',
        vials: [
          { count: 3, lot: 'A1' },
          { count: 1, lot: 'B2' },
        ],
      },
    });
    expect(await kept(appointment)).toMatchObject([
      { source: 'csv', recorded_role: 'import', recorded_by: 'file day.csv' },
    ]);
    expect(await taken(rows, 'day.csv')).toMatchObject({ ok: true, value: { kept: 2, unchanged: true } });
    const again = await taken([...rows, ''], 'again.csv');
    expect(again).toMatchObject({ ok: true, value: { kept: 2, warnings: [{ row: 2 }, { row: 3 }] } });
    expect(await kept(appointment)).toHaveLength(1);
  });

  it('says of every row that cannot be kept why not, and keeps nothing half', async () => {
    const [whole, half, wrong] = [await booked(), await booked(), await booked()];
    const report = await taken([
      row(whole.appointment, { count: '4' }),
      row(half.appointment),
      row(half.appointment, { count: 'one' }),
      row(wrong.appointment, { count: '4', ndc: '00069-0809-01' }),
      row('Appointment/nobody', { count: '4' }),
      row(wrong.appointment, { hcpcs: 'J9271', count: '4' }),
      row(wrong.appointment, { order: wrong.line, dose: '450', count: '4', discarded: '10' }),
    ]);
    if (!report.ok) throw new Error(report.problem);
    expect([report.value.read, report.value.kept]).toEqual([7, 1]);
    expect(report.value.rejected.toSorted((a, b) => a.row - b.row)).toEqual([
      { row: 3, reason: 'row 4 of the same visit cannot be read' },
      { row: 4, reason: 'count is not a whole number of zero or more' },
      { row: 5, reason: expect.stringContaining('vials[0].ndc') as string },
      { row: 6, reason: 'appointment is no visit of that day that ChairReady knows' },
      { row: 7, reason: 'hcpcs is no drug of this visit' },
      { row: 8, reason: 'vials hold less than dose, hood and remainder together' },
    ]);
    expect(await kept(whole.appointment)).toHaveLength(1);
    expect([await kept(half.appointment), await kept(wrong.appointment)]).toEqual([[], []]);
  });

  it('corrects what stands only with a reason, and then reopens what was signed on it', async () => {
    const { appointment } = await booked();
    await taken([row(appointment, { count: '4' })]);
    const record = await signed(appointment);
    const other = await taken([row(appointment, { count: '5' })]);
    expect(other).toMatchObject({ ok: false, problem: expect.stringContaining('a reason is needed') as string });
    expect(await taken([row(appointment, { count: '5', reason: 'miscounted' })])).toMatchObject({ ok: true });
    expect(await drugOf(appointment)).toMatchObject({ state: 'reopened', record: { id: record.id } });
    // With the file, not with the next sweep.
    const cases = lab.store.db.selectFrom('authorization_case').select('why').where('work_kind', '=', 'charting');
    expect(await cases.where('appointment_key', '=', appointment).execute()).toEqual([
      { why: 'Pharmacy recorded version 2 of the preparation' },
    ]);
  });

  it('counts where what follows from it fails, and the log says what failed without a word of the patient', async () => {
    const { appointment } = await booked();
    await taken([row(appointment, { count: '4' })]);
    await signed(appointment);
    const poison = sql.raw(`check (work_kind <> 'charting' or appointment_key <> '${appointment}')`);
    await sql`alter table authorization_case add constraint spoiled ${poison}`.execute(lab.store.db);
    const said: unknown[] = [];
    const log = { ...silentLog, error: (event: string, fields: object = {}) => said.push([event, fields]) };
    const corrected = await taken([row(appointment, { count: '5', reason: 'miscounted' })], 'second.csv', log);
    await sql`alter table authorization_case drop constraint spoiled`.execute(lab.store.db);
    expect(corrected).toMatchObject({ ok: true, value: { kept: 1 } });
    expect(await kept(appointment)).toHaveLength(2);
    expect(said).toMatchObject([
      ['import not followed up', { tenant: 'lab', code: 'preparation', error: { code: '23514' } }],
    ]);
    expect(JSON.stringify(said)).not.toMatch(new RegExp(`${appointment}|Patient/|second\\.csv`));
  });

  it('goes in at the screen of whoever prepares: shown first, then recorded under their name, and never taken back', async () => {
    const { appointment } = await booked();
    const technician = await lab.signIn('pharmacy-technician', { user: 'Practitioner/tech' });
    const send = async (bearer: string, apply: boolean) =>
      fetch(`${lab.url}/api/imports?kind=preparation&name=shift.csv&apply=${String(apply)}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/octet-stream' },
        body: [HEADER, row(appointment, { count: '4' }), row('Appointment/nobody')].join('\n') + '\n',
      });
    expect((await send(nurse, true)).status).toBe(403);
    expect(await (await send(technician, false)).json()).toMatchObject({
      applied: false,
      report: { kind: 'preparation', kept: 1, rejected: [{ row: 3 }] },
    });
    expect(await kept(appointment)).toEqual([]);
    expect(await (await send(technician, true)).json()).toMatchObject({ applied: true, report: { kept: 1 } });
    expect(await kept(appointment)).toMatchObject([{ source: 'csv', recorded_by: 'Practitioner/tech' }]);
    const { kinds, files } = importsView.parse(await (await lab.api(technician, 'GET', '/api/imports')).json());
    expect([kinds, files[0]]).toMatchObject([['preparation'], { file: 'shift.csv', undoable: false }]);
    const undo = await lab.api(pharmacist, 'POST', `/api/imports/${files[0]?.id ?? ''}/undo`);
    expect([undo.status, await kept(appointment)]).toMatchObject([404, [{ kind: 'recorded' }]]);
  });

  it('of another kind, or cut off, stores nothing', async () => {
    const { appointment } = await booked();
    const path = scratch.write('cut.csv', `${HEADER}\n${row(appointment, { count: '4' })}\nAppointment/x,2026`);
    const setting = { store: lab.store, tenants: ['lab'], policies: () => [] };
    const charting = chartingIn({ tenants: [tenant], timeZone: 'America/New_York' });
    expect((await carryOutImport({ ...setting, charting }, { kind: 'preparation', path })).ok).toBe(false);
    expect(await kept(appointment)).toEqual([]);
    const usage = scratch.write('usage.csv', 'patient,member_id,number,hcpcs,units,date\n');
    expect(await carryOutImport({ ...setting, charting }, { kind: 'preparation', path: usage })).toMatchObject({
      problem: expect.stringContaining('a file of units used') as string,
    });
  });
});

describe('a plan for several patients', () => {
  const PATH = '/api/waste/shared-plans';
  const asked = async (bearer = pharmacist) => sharedPlans.parse(await (await lab.api(bearer, 'GET', PATH)).json());
  /** Everything that is still to prepare belongs to this test. */
  const clear = async (): Promise<void> => {
    const { plans } = await asked();
    for (const { doses } of plans)
      for (const { appointment, line, dose } of doses)
        await lab.api(pharmacist, 'POST', '/api/waste/preparations', {
          ...{ appointment, date: TODAY, line, version: 0, dose, vials: [{ content: mg('100'), count: 9 }] },
        });
  };
  const planNow = async () => {
    const [plan] = (await asked()).plans;
    if (plan === undefined) throw new Error('nothing is planned');
    return plan;
  };
  const approve = (plan: { hcpcs: string; site: string; digest: string }, bearer = pharmacist): Promise<Response> =>
    lab.api(bearer, 'POST', PATH, { day: TODAY, hcpcs: plan.hcpcs, site: plan.site, digest: plan.digest });

  it("is a pharmacist's, and off unless the site says otherwise", async () => {
    expect((await lab.api(nurse, 'GET', PATH)).status).toBe(403);
    const technician = await lab.signIn('pharmacy-technician');
    expect((await lab.api(technician, 'GET', PATH)).status).toBe(403);
    const elsewhere = await lab.signIn('pharmacist', { tenant: 'careful' });
    expect(await asked(elsewhere)).toMatchObject({ sharing: false, plans: [] });
    const refused = await approve({ hcpcs: 'J1745', site: '', digest: 'x' }, elsewhere);
    expect(problemResponse.parse(await refused.json()).error.fault).toBe('sharing-is-off');
  });

  it("opens least for all together, is approved once as it is, and is nobody's else than those who get it", async () => {
    await clear();
    const [a, b, c] = [await booked({ dose: 350 }), await booked({ dose: 250 }), await booked({ dose: 330 })];
    const plan = await planNow();
    expect(plan).toMatchObject({
      ...{ hcpcs: 'J1745', vials: [{ content: mg('100'), count: 10 }], remainder: mg('70') },
      apart: { vials: [{ content: mg('100'), count: 11 }], remainder: mg('170') },
    });
    expect(plan.doses.map(({ appointment }) => appointment).toSorted()).toEqual(
      [a, b, c].map(({ appointment }) => appointment).toSorted(),
    );
    expect((await approve({ ...plan, digest: 'another' })).status).toBe(409);
    expect((await approve(plan)).status).toBe(201);
    expect((await approve(plan)).status).toBe(201);
    const { approved } = await asked();
    expect(approved.filter(({ state }) => state === 'approved')).toHaveLength(1);
    await expect(lab.store.db.updateTable('waste_session').set({ site: 'x' }).execute()).rejects.toThrow('append-only');
  });

  it('becomes the preparations of all its patients, each vial accounted for, and nothing is discarded twice', async () => {
    const plan = await planNow();
    const [session] = (await asked()).approved;
    const opened = { lots: [{ content: mg('100'), ndc: NDC, lot: 'SH-1' }], useBy: '2099-12-01T18:00:00Z' };
    const path = `${PATH}/${session?.session ?? ''}/prepared`;
    expect((await lab.api(nurse, 'POST', path, opened)).status).toBe(403);
    const done = sharedPlans.parse(await (await lab.api(pharmacist, 'POST', path, opened)).json());
    expect(done.approved[0]?.state).toBe('prepared');
    expect(done.plans).toEqual([]);
    const charted = await Promise.all(plan.doses.map(({ appointment }) => drugOf(appointment)));
    expect(charted.map(({ state }) => state)).toEqual(['to-chart', 'to-chart', 'to-chart']);
    const discarded = charted.map(({ proposal }) => Number(proposal?.discarded.value));
    expect(discarded.reduce((sum, value) => sum + value, 0)).toBe(70);
    expect(discarded.filter((value) => value > 0)).toHaveLength(1);
    const own = charted.flatMap(({ preparation }) => preparation?.vials ?? []);
    expect(own.reduce((sum, { count }) => sum + count, 0)).toBe(10);
    expect(new Set(own.map(({ lot }) => lot))).toEqual(new Set(['SH-1']));
    const fates = charted.flatMap(({ preparation }) => preparation?.remainder?.fate ?? []);
    expect(fates).toEqual(fates.map(() => 'used'));
    expect((await lab.api(pharmacist, 'POST', path, opened)).status).toBe(409);
  });

  it('is nothing half: where one dose was prepared meanwhile, none of the plan is recorded', async () => {
    const [a, b] = [await booked({ dose: 350 }), await booked({ dose: 250 })];
    await approve(await planNow());
    const { approved } = await asked();
    const session = approved.find(({ state }) => state === 'approved')?.session ?? '';
    await lab.api(pharmacist, 'POST', '/api/waste/preparations', {
      ...{ appointment: b.appointment, date: TODAY, line: b.line, version: 0, dose: mg('250') },
      vials: [{ content: mg('100'), count: 3 }],
    });
    const opened = { lots: [], useBy: '2099-12-01T18:00:00Z' };
    expect((await lab.api(pharmacist, 'POST', `${PATH}/${session}/prepared`, opened)).status).toBe(409);
    expect((await drugOf(a.appointment)).preparationVersion).toBe(0);
  });
});
