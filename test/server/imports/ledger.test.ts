import { afterAll, describe, expect, it } from 'vitest';
import { hcpcs } from '../../../domain/kernel/hcpcs-code.ts';
import { plainDate } from '../../../domain/kernel/plain-date.ts';
import { rational } from '../../../domain/kernel/rational.ts';
import type { PriorUse } from '../../../domain/visit/snapshot.ts';
import type { VisitRecord } from '../../../server/assessment/take-snapshot.ts';
import { knownPatient, withLedger } from '../../../server/imports/with-ledger.ts';
import type { KnownPatient } from '../../../server/imports/who.ts';
import { decidedRequests } from '../../../server/store/decided-requests.ts';
import { ledgerFor } from '../../../server/store/ledger.ts';
import { describeOnBothEngines } from '../../support/postgres-engines.ts';
import { csv, FEED_HEADER, feedLine, reportOf, scratchFolder } from './files.ts';

const scratch = scratchFolder();
afterAll(scratch.remove);

const SUNRISE = { identifiers: [], names: ['Sunrise Health Plan'] };
const patient = (changed: Partial<KnownPatient> = {}): KnownPatient => ({
  ref: 'Patient/p1',
  identifiers: ['urn:mrn|100'],
  memberIds: [{ id: 'M1', payer: SUNRISE }],
  ...changed,
});

const APPROVED = {
  payer: 'Sunrise Health Plan',
  number: 'A1',
  status: 'approved',
  hcpcs: 'J9271',
  units: '800',
  from: '2026-07-01',
  to: '2026-12-31',
};

describeOnBothEngines('The ledger', (database) => {
  let files = 0;
  const feed = async (tenant: string, ...rows: Readonly<Record<string, string>>[]) => {
    const text = csv(
      FEED_HEADER,
      rows.map((row) => feedLine({ ...APPROVED, ...row })),
    );
    const path = scratch.write(`feed${String((files += 1))}.csv`, text);
    await reportOf(database().store, { kind: 'authorizations', path, tenant });
  };
  const ask = (tenant: string, whose = patient()) => ledgerFor(database().store.db, tenant, whose);

  it('reads so many decided requests of each tenant, the newest, whatever another one has', async () => {
    await feed('few', { number: 'F1', patient: 'Patient/p1' });
    await feed('many', { number: 'N1', patient: 'Patient/p1' }, { number: 'N2', patient: 'Patient/p2' });
    await feed('many', { number: 'N3', patient: 'Patient/p3' });
    const read = (await decidedRequests(database().store.db, 2)).filter(({ tenant }) =>
      ['few', 'many'].includes(tenant),
    );
    expect(read.map(({ number }) => number).sort()).toEqual(['F1', 'N2', 'N3']);
  });

  it('tells each of those who ask at once of their own tenant and patient', async () => {
    await feed('here', { number: 'H1', patient: 'Patient/p1' });
    const nobody = { ...patient(), ref: 'Patient/p9', identifiers: [], memberIds: [] };
    const [here, elsewhere, again] = await Promise.all([ask('here'), ask('nowhere'), ask('here', nobody)]);
    expect(here.authorizations.map(({ number }) => number)).toEqual(['H1']);
    expect([here, elsewhere, again].map((ledger) => ledger.suppliesAuthorizations)).toEqual([true, false, true]);
    expect([elsewhere, again].map(({ authorizations }) => authorizations)).toEqual([[], []]);
  });

  it('knows its patient by reference, by identifier, and by member number with the payer', async () => {
    await feed(
      'who',
      { number: 'A1', patient: 'Patient/p1' },
      { number: 'A2', patient: 'urn:mrn|100' },
      { number: 'A3', member_id: 'M1' },
      { number: 'A4', patient: 'urn:other|7', member_id: 'M1' },
      { number: 'B1', patient: 'Patient/p2', member_id: 'M1' },
      { number: 'B2', patient: 'urn:mrn|101', member_id: 'M1' },
      { number: 'B3', member_id: 'M1', payer: 'Harvest Mutual' },
      { number: 'B4', member_id: 'M2' },
    );
    const { authorizations } = await ask('who');
    expect(authorizations.map(({ number, isPatients }) => [number, isPatients])).toEqual([
      ['A1', true],
      ['A2', true],
      ['A3', true],
      ['A4', undefined],
    ]);
    expect((await ask('other-tenant')).authorizations).toEqual([]);
    expect((await ask('who', patient({ memberIds: [] }))).authorizations.map(({ number }) => number)).toEqual([
      'A1',
      'A2',
    ]);
    const unnamedPayer = await ask('who', patient({ ref: 'Patient/p9', identifiers: [], memberIds: [{ id: 'M1' }] }));
    expect(unnamedPayer.authorizations.every(({ isPatients }) => isPatients === undefined)).toBe(true);
  });

  it('gives evidence back exactly, with the row that it stands in', async () => {
    await feed('exact', { patient: 'Patient/p1', units: '133.33', issued: '2026-06-28' });
    const [evidence] = (await ask('exact')).authorizations;
    expect(evidence).toMatchObject({
      source: 'feed',
      strength: 'recorded',
      quantity: { basis: 'units', value: rational(13_333, 100) },
      created: '2026-06-28',
      isPatients: true,
    });
    expect(evidence?.raw).toMatch(/^import\/\d+#2$/);
  });

  it('lets a later file replace what an earlier one said of the same authorization', async () => {
    const asked = { patient: 'Patient/p1', requested_at: '2026-06-20' };
    await feed(
      'later',
      { ...asked, number: '', status: 'pending', units: '' },
      { patient: 'Patient/p1', number: 'A7', hcpcs: 'J9299' },
    );
    await feed('later', { ...asked, number: 'A-9' });
    expect((await ask('later')).authorizations.map(({ number, decision }) => [number, decision])).toEqual([
      ['A7', 'approved'],
      ['A-9', 'approved'],
    ]);
    await feed('later', { patient: 'Patient/p1', number: 'a9', status: 'cancelled' });
    expect((await ask('later')).authorizations.map(({ decision }) => decision)).toEqual(['approved', 'void']);
  });

  it('has eligibility checks of the member at that payer, of one day the newest file', async () => {
    const header = 'payer,member_id,product,plan,active_from,active_to,other_payer,benefit,verified_at';
    const take = (name: string, ...lines: string[]) =>
      reportOf(database().store, {
        kind: 'eligibility',
        path: scratch.write(name, csv(header, lines)),
        tenant: 'checks',
      });
    expect((await ask('checks')).suppliesEligibility).toBe(false);
    await take(
      'e1.csv',
      'Sunrise Health Plan,M1,commercial,Gold,2026-01-01,2026-12-31,,medical,2026-11-01',
      'Harvest Mutual,M1,,,2026-01-01,,,,2026-11-02',
    );
    await take('e2.csv', 'Sunrise Health Plan,M1,,,2026-01-01,2026-11-30,Acme Auto,pharmacy,2026-11-01T08:00:00Z');
    const { eligibility, suppliesEligibility } = await ask('checks');
    expect(suppliesEligibility).toBe(true);
    expect(eligibility).toEqual([
      {
        payer: SUNRISE,
        memberId: 'M1',
        checkedOn: '2026-11-01',
        active: { from: '2026-01-01', to: '2026-11-30' },
        benefit: 'pharmacy',
        otherPayer: 'Acme Auto',
        source: expect.stringMatching(/^import\/\d+#2$/) as string,
      },
    ]);
  });

  it('counts units once, though files overlap, and two lines of one day twice', async () => {
    const header = 'patient,member_id,number,hcpcs,units,date';
    const take = (name: string, ...lines: string[]) =>
      reportOf(database().store, { kind: 'usage', path: scratch.write(name, csv(header, lines)), tenant: 'used' });
    const september = 'Patient/p1,M1,A1,J9271,200,2026-09-01';
    await take('u1.csv', september, 'Patient/p2,M1,A1,J9271,999,2026-09-01');
    await take('u2.csv', september, 'Patient/p1,M1,a-1,J9271,133.33,2026-10-01', ',M1,A1,J9271,66.67,2026-10-01');
    const { usage } = await ask('used');
    expect(usage.map(({ date, used, basis }) => [date, used, basis])).toEqual([
      ['2026-09-01', { kind: 'units', units: rational(200) }, 'imported'],
      ['2026-10-01', { kind: 'units', units: rational(13_333, 100) }, 'imported'],
      ['2026-10-01', { kind: 'units', units: rational(6_667, 100) }, 'imported'],
    ]);
    expect(usage[0]).toMatchObject({ hcpcs: 'J9271', authorizationNumber: 'A1' });
  });
});

const use = (basis: PriorUse['basis'], date: string, units: number, code = 'J9271'): PriorUse => ({
  ref: `${basis}/${date}`,
  date: plainDate(date),
  hcpcs: hcpcs(code),
  name: code,
  basis,
  used: { kind: 'units', units: rational(units) },
});

const record = (changed: Partial<VisitRecord>): VisitRecord => ({
  patient: { ref: 'Patient/p1', identifiers: ['urn:mrn|100'] },
  visits: [],
  priorUses: [],
  coverages: [],
  eligibility: [],
  authorizations: [],
  clinical: { diagnoses: [], results: [], weights: [], documents: [] },
  unlinked: [],
  gaps: [],
  supplies: { eligibilityChecks: false, administrations: true, documents: false, results: false, weights: false },
  ...changed,
});

describe('A record with its ledger', () => {
  const ledger = (usage: readonly PriorUse[]) => ({
    authorizations: [],
    eligibility: [],
    usage,
    suppliesEligibility: true,
    suppliesAuthorizations: true,
    staff: { supplyStatements: [], proceedAtRisk: [], documents: [] },
  });
  const refs = (whole: VisitRecord) => whole.priorUses.map(({ ref }) => ref);

  it('counts a dose once that both tell of: charted before imported, imported before presumed', () => {
    const charted = use('administered', '2026-09-01', 200);
    const presumed = use('presumed-from-booking', '2026-10-01', 200);
    const imported = [
      use('imported', '2026-09-01', 200),
      use('imported', '2026-10-01', 150),
      use('imported', '2026-10-01', 5, 'J9299'),
    ];
    const whole = withLedger(record({ priorUses: [charted, presumed] }), ledger(imported));
    expect(refs(whole)).toEqual(['administered/2026-09-01', 'imported/2026-10-01', 'imported/2026-10-01']);
    expect(withLedger(record({ priorUses: [presumed] }), ledger([])).priorUses).toEqual([presumed]);
  });

  it('says that the site supplies eligibility checks once it imports them', () => {
    expect(withLedger(record({}), ledger([])).supplies.eligibilityChecks).toBe(true);
    const silent = { ...ledger([]), suppliesEligibility: false };
    expect(withLedger(record({}), silent).supplies.eligibilityChecks).toBe(false);
  });

  it('adds documents that staff sent to those of the record, and can then tell which are missing', () => {
    const documents = [{ ref: 'attestation/1', texts: ['Pathology report'], on: plainDate('2026-11-20') }];
    const told = withLedger(record({}), { ...ledger([]), staff: { ...ledger([]).staff, documents } });
    expect(told.clinical.documents).toEqual(documents);
    expect(told.supplies.documents).toBe(true);
    expect(withLedger(record({}), ledger([])).supplies.documents).toBe(false);
  });

  it('asks the ledger by reference, identifiers, and member numbers with their payers', () => {
    const coverages = [
      { ref: 'Coverage/c1', status: 'active', memberId: 'M1', payer: SUNRISE },
      { ref: 'Coverage/c2', status: 'active' },
    ] as const;
    expect(knownPatient(record({ coverages }))).toEqual(patient());
  });
});
