import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PatientHistory, StatementDesk } from '../../../api-contract/attestation-view.schema.ts';
import { patientHistory, statementDesk } from '../../../api-contract/attestation-view.schema.ts';
import type { AuthorizationStatement } from '../../../api-contract/attestation.schema.ts';
import { ISS, aBooking } from '../http/hook-lab.ts';
import type { Seat, StaffLab } from './staff-lab.ts';
import { ORDER, VISIT, openStaffLab } from './staff-lab.ts';

let lab: StaffLab;
let specialist: Seat;
let senior: Seat;
let clerk: Seat;
let scheduler: Seat;

beforeAll(async () => {
  lab = await openStaffLab();
  specialist = await lab.signIn('Practitioner/s1', 'p1', 'Sam Okafor');
  senior = await lab.signIn('Practitioner/s2', 'p1', 'Ada Senior');
  clerk = await lab.signIn('Practitioner/c1');
  scheduler = await lab.signIn('Practitioner/n1');
});
afterAll(() => lab.close());

const APPROVAL: AuthorizationStatement = {
  kind: 'authorization',
  coverage: 'Coverage/c1',
  status: 'approved',
  channel: 'phone',
  number: 'A-77',
  quantity: { basis: 'units', amount: '4000' },
  from: '2026-11-01',
  to: '2027-06-30',
  decidedOn: '2026-11-30',
};
const REQUEST: AuthorizationStatement = {
  kind: 'authorization',
  coverage: 'Coverage/c1',
  status: 'submitted',
  channel: 'portal',
  submittedOn: '2026-12-01',
  reference: 'REF-1',
  expectedBy: '2026-12-08',
};

const drugNow = async (seat = specialist) => (await seat.look()).visits[0]?.drugs[0];
const stateNow = async () => (await drugNow())?.authorization.state;
const idOf = async (response: Response): Promise<string> => ((await response.json()) as { id: string }).id;
const problemOf = async (response: Response) =>
  ((await response.json()) as { error: { code: string; path?: string; message: string } }).error;
const desk = async (seat = specialist): Promise<StatementDesk> =>
  statementDesk.parse(await (await seat.get(`/api/visits/statements?decision=${(await seat.look()).id}`)).json());
const retract = (seat: Seat, id: string, reason = 'Wrong patient chart open') =>
  seat.post(`/api/visits/statements/${id.replace('attestation/', '')}/retraction`, { reason });

async function bookingCards(): Promise<readonly { readonly summary: string }[]> {
  const endpoint = `${lab.url}/cds-services/infusion-booking`;
  const seconds = Math.floor(Date.now() / 1000);
  const token = await new SignJWT({ iss: ISS, aud: endpoint, iat: seconds, exp: seconds + 300, jti: randomUUID() })
    .setProtectedHeader({ alg: 'ES384', kid: 'es', typ: 'JWT' })
    .sign(lab.hookKey.privateKey);
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const response = await fetch(endpoint, { method: 'POST', headers, body: JSON.stringify(aBooking()) });
  return ((await response.json()) as { cards: { summary: string }[] }).cards;
}

describe('a request that was sent', () => {
  it('makes the drug wait for the payer, by whoever works at the payer desk', async () => {
    expect(await stateNow()).toBe('missing');
    const said = await clerk.say(REQUEST);
    expect(said.status).toBe(201);
    expect(await drugNow()).toMatchObject({
      authorization: { state: 'pending', source: 'attestation', strength: 'attested', attestedBy: 'Practitioner/c1' },
    });
    await retract(clerk, await idOf(said));
    expect(await stateNow()).toBe('missing');
  });

  it('is answered by a later approval, and asked again by a retraction of that', async () => {
    const request = await idOf(await clerk.say(REQUEST));
    const approval = await idOf(await specialist.say({ ...APPROVAL, reference: 'ref 1' }));
    expect(await stateNow()).toBe('valid');
    const { statements } = await desk();
    expect(statements.find(({ id }) => id === request)).toMatchObject({ answered: true });
    expect(statements.find(({ id }) => id === approval)).toMatchObject({ answered: false, mayRetract: true });
    await retract(specialist, approval);
    expect(await stateNow()).toBe('pending');
    await retract(clerk, request);
  });

  it('is told the day by which nine in ten answers of this payer have come', async () => {
    expect((await desk(clerk)).answersBy).toEqual([
      { appointment: VISIT, order: ORDER, coverage: 'Coverage/c1', expectedBy: '2026-12-08' },
    ]);
  });
});

describe('an attested approval', () => {
  it('counts for app and hook, under the name of who said it, until it is retracted; then it stays to be read', async () => {
    const said = await specialist.say(APPROVAL);
    const id = await idOf(said);
    expect(id).toMatch(/^attestation\/\d+$/);
    expect(await drugNow()).toMatchObject({
      authorization: {
        ...{ state: 'valid', number: 'A-77', source: 'attestation', strength: 'attested' },
        ...{ attestedBy: 'Sam Okafor', evidence: id, validUntil: '2027-06-30' },
      },
    });
    expect(await bookingCards()).toEqual([]);

    const retracted = await retract(senior, id);
    expect(retracted.status).toBe(200);
    expect(await stateNow()).toBe('missing');
    expect((await bookingCards())[0]?.summary).toMatch(/no auth on file/);
    expect((await desk()).statements.find((one) => one.id === id)).toMatchObject({
      said: { number: 'A-77' },
      retracted: { by: { ref: 'Practitioner/s2', name: 'Ada Senior' }, reason: 'Wrong patient chart open' },
      mayRetract: false,
    });
    expect(await (await retract(specialist, id)).json()).toMatchObject({ repeated: true });
  });

  it('is refused to a clerk and a scheduler, who may not take one back either', async () => {
    expect((await clerk.say(APPROVAL)).status).toBe(403);
    expect((await scheduler.say(APPROVAL)).status).toBe(403);
    expect((await scheduler.say(REQUEST)).status).toBe(403);
    const id = await idOf(await specialist.say(APPROVAL));
    expect((await retract(clerk, id)).status).toBe(403);
    expect(await stateNow()).toBe('valid');
    await retract(specialist, id);
  });

  it.each([
    ['said.number', { number: undefined }, 422],
    ['said.quantity', { quantity: undefined }, 422],
    ['said.from', { from: undefined }, 422],
    ['said.to', { to: undefined }, 422],
    ['said.to', { from: '2026-12-31', to: '2026-12-30' }, 422],
    ['said.decidedOn', { decidedOn: '2026-12-02' }, 422],
    ['said.coverage', { coverage: 'Coverage/c9' }, 422],
    ['said.quantity.amount', { quantity: { basis: 'units', amount: '0' } }, 400],
    ['said.to', { to: '2026-02-30' }, 400],
    ['said.number', { number: '   ' }, 400],
  ] as const)('names %s where it will not do', async (path, change, status) => {
    const before = (await desk()).statements.length;
    const response = await specialist.say({ ...APPROVAL, ...change });
    expect(response.status).toBe(status);
    expect((await problemOf(response)).path).toBe(path);
    expect((await desk()).statements).toHaveLength(before);
  });

  it('may begin and end on one day, and be decided today', async () => {
    const said = await specialist.say({ ...APPROVAL, from: '2026-12-15', to: '2026-12-15', decidedOn: '2026-12-01' });
    expect(said.status).toBe(201);
    expect(await stateNow()).toBe('valid');
    await retract(specialist, await idOf(said));
  });

  it('does not cover a day, or units, beyond what was attested', async () => {
    const short = await idOf(await specialist.say({ ...APPROVAL, to: '2026-12-14' }));
    expect(await stateNow()).toBe('invalid');
    await retract(specialist, short);
    const few = await idOf(await specialist.say({ ...APPROVAL, quantity: { basis: 'units', amount: '199' } }));
    expect(await stateNow()).toBe('invalid');
    await retract(specialist, few);
  });

  it('is kept once however often the page sends it', async () => {
    const entry = randomUUID();
    const first = await specialist.say(APPROVAL, { entry });
    const second = await specialist.say(APPROVAL, { entry });
    const [one, two] = [await first.json(), await second.json()] as { id: string; repeated: boolean }[];
    expect([one?.repeated, two?.repeated]).toEqual([false, true]);
    expect(two?.id).toBe(one?.id);
    await retract(specialist, one?.id ?? '');
  });
});

describe('the patient in context', () => {
  it('is the only one whom a statement can be about', async () => {
    const { id: decision } = await specialist.look();
    const other = await lab.signIn('Practitioner/s1', 'p2');
    const response = await other.say(APPROVAL, { decision });
    expect(response.status).toBe(404);
    expect((await other.get(`/api/visits/statements?decision=${decision}`)).status).toBe(404);
    const mine = await idOf(await specialist.say(APPROVAL));
    expect((await retract(other, mine)).status).toBe(404);
    expect(await stateNow()).toBe('valid');
    await retract(specialist, mine);
  });

  it('and only a visit and drug that the decision knew', async () => {
    const visit = await specialist.say(APPROVAL, { appointment: 'Appointment/a9' });
    expect([visit.status, (await problemOf(visit)).path]).toEqual([422, 'appointment']);
    const order = await specialist.say(APPROVAL, { order: 'MedicationRequest/m9' });
    expect([order.status, (await problemOf(order)).path]).toEqual([422, 'order']);
  });
});

describe('who brings a drug', () => {
  it('is settled late with a reason and decides afresh; a pharmacist may say so, a clerk and a scheduler may not', async () => {
    const pharmacist = await lab.signIn('Practitioner/rx', 'p1', 'Rosa Pharm');
    const free = { kind: 'supply', supply: 'manufacturer-free', reason: 'Assistance program', scope: 'visit' } as const;
    expect((await clerk.say(free)).status).toBe(403);
    expect((await scheduler.say(free)).status).toBe(403);
    const response = await pharmacist.say(free);
    expect(response.status).toBe(201);
    expect(await drugNow()).toMatchObject({ supply: 'manufacturer-free', authorization: { state: 'not-required' } });
    await retract(pharmacist, await idOf(response));
    expect(await drugNow()).toMatchObject({ authorization: { state: 'missing' } });
  });

  it('needs a reason, and no day of arrival for what the center buys', async () => {
    const blank = await specialist.say({ kind: 'supply', supply: 'white-bag', reason: ' ', scope: 'visit' });
    expect([blank.status, (await problemOf(blank)).path]).toEqual([400, 'said.reason']);
    const bought = await specialist.say({
      ...{ kind: 'supply', supply: 'buy-and-bill', reason: 'As usual', scope: 'order' },
      receivedOn: '2026-12-01',
    });
    expect([bought.status, (await problemOf(bought)).path]).toEqual([422, 'said.receivedOn']);
  });
});

describe('proceeding at risk', () => {
  it('has a named approver, and makes nothing clear', async () => {
    const proceed = { kind: 'proceed-at-risk', reason: 'Curative course, payer down' } as const;
    expect((await specialist.say(proceed)).status).toBe(403);
    const before = await stateNow();
    const said = await senior.say(proceed);
    expect(said.status).toBe(201);
    expect(await stateNow()).toBe(before);
    const visit = (await specialist.look()).visits[0];
    expect(visit?.findings.some(({ verdict, trigger }) => verdict === 'at-risk' && trigger === 'missing')).toBe(true);
    expect((await desk()).statements[0]).toMatchObject({
      said: proceed,
      by: { ref: 'Practitioner/s2', name: 'Ada Senior' },
    });
    await retract(senior, await idOf(said));
  });
});

describe('the history of a patient', () => {
  const history = async (since: string): Promise<PatientHistory> =>
    patientHistory.parse(await (await specialist.get(`/api/visits/history?since=${since}`)).json());

  it('tells what each decision said otherwise than the one before it, newest first', async () => {
    const id = await idOf(await specialist.say(APPROVAL));
    await specialist.look();
    await specialist.look();
    await retract(specialist, id);
    await specialist.look();
    const { changes, cutShort } = await history('2026-12-01');
    expect(cutShort).toBe(false);
    expect(changes.slice(0, 2)).toMatchObject([
      {
        on: '2026-12-01',
        decidedBy: { kind: 'app' },
        was: { state: 'valid', number: 'A-77' },
        is: { state: 'missing' },
      },
      { appointment: VISIT, order: ORDER, was: { state: 'missing' }, is: { state: 'valid', number: 'A-77' } },
    ]);
  });

  it('holds what staff recorded and what was done at the case, taken back or not', async () => {
    const { statements, cases } = await history('2026-12-01');
    expect(statements[0]).toMatchObject({ said: { status: 'approved', number: 'A-77' }, retracted: { by: {} } });
    expect(cases.map(({ kind }) => kind)).toContain('opened');
    expect(cases.every(({ text, appointment }) => text !== '' && appointment !== '')).toBe(true);
    expect((await history('2099-01-01')).statements).toEqual([]);
  });

  it('begins on the day asked for, and refuses what is no day', async () => {
    expect((await history('2026-12-02')).changes).toEqual([]);
    expect((await specialist.get('/api/visits/history?since=Tuesday')).status).toBe(400);
  });
});
