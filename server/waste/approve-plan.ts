/** A pharmacist approves a shared plan, and records its preparations together once the vials were opened. */
import { randomUUID } from 'node:crypto';
import type { Transaction } from 'kysely';
import type { ApprovePlan, PreparePlan, SharedDose } from '../../api-contract/waste-sharing.schema.ts';
import type { VialEntry, WireQuantity } from '../../api-contract/waste.schema.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import { plainDate } from '../../domain/kernel/plain-date.ts';
import { amountOf, quantityOf } from '../../domain/kernel/quantity.ts';
import { subtract, sum } from '../../domain/kernel/rational.ts';
import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import { definedOnly } from '../assessment/defined-only.ts';
import { recordEvent } from '../store/audit.ts';
import type { Database } from '../store/database.ts';
import { amountOfWire, fault } from './charted-drug.ts';
import type { PreparationEntry } from './checked-preparation.ts';
import { sharingOff } from './checked-preparation.ts';
import { keepPlanned, Overtaken, planPreparation } from './plan-preparation.ts';
import type { KeptPlan } from './shared-plans.ts';
import { sharedPlansOf } from './shared-plans.ts';
import type { VisitOfDay } from './visits-of-day.ts';
import type { WasteDesk, WasteRefusal } from './waste-desk.ts';
import { refusedFault, visitsFor } from './waste-desk.ts';

/** Keeps the plan as evidence of who was to get what. */
export async function approvePlanOf(
  desk: WasteDesk,
  { day, hcpcs, site, digest }: ApprovePlan & { readonly day: PlainDate },
): Promise<Result<true, WasteRefusal>> {
  const refused = refusalOf(desk);
  if (refused !== undefined) return problem(refused);
  const { plans } = await sharedPlansOf(desk, day);
  const plan = plans.find((one) => one.hcpcs === hcpcs && one.site === site);
  if (plan?.digest !== digest)
    return problem({ kind: 'conflict', message: 'The doses of the day have changed. Look at the plan again first.' });
  if (plan.approved !== undefined) return ok(true);
  const patients = [...new Set(plan.doses.map(({ patient }) => patient.ref))];
  const kept: KeptPlan = {
    ...{ digest, patients, vials: plan.vials, remainder: plan.remainder },
    doses: plan.doses.map((dose) => ({ ...dose, patient: { ref: dose.patient.ref } })),
  };
  const { db, tenant, now, user, role } = desk;
  const id = randomUUID();
  await db.transaction().execute(async (transaction) => {
    await transaction
      .insertInto('waste_session')
      .values({
        ...{ id, tenant, visit_date: day, hcpcs, site, plan: JSON.stringify(kept) },
        ...{ approved_at: now, approved_by: user, approved_role: role },
      })
      .execute();
    const body = { session: id, patients, hcpcs, step: 'shared plan approved' };
    await recordEvent(transaction, 'preparation', { at: now, actor: user, tenant, body });
  });
  return ok(true);
}

/** Sharing is a pharmacist's decision, where the site allows it at all. */
function refusalOf({ role, policy }: WasteDesk): WasteRefusal | undefined {
  if (role !== 'pharmacist') return { kind: 'not-allowed', message: 'Shared vials are planned by a pharmacist.' };
  return policy.sharing ? undefined : refusedFault(sharingOff('plan'));
}

/** All preparations of the plan, or none: each takes over what the one before left in the shared vial. */
export async function preparePlanOf(
  desk: WasteDesk,
  session: string,
  opened: PreparePlan,
): Promise<Result<PlainDate, WasteRefusal>> {
  const refused = refusalOf(desk);
  if (refused !== undefined) return problem(refused);
  const row = await desk.db
    .selectFrom('waste_session')
    .selectAll()
    .where('tenant', '=', desk.tenant)
    .where('id', '=', session)
    .executeTakeFirst();
  if (row === undefined) return problem({ kind: 'not-found' });
  const day = plainDate(row.visit_date);
  const { doses } = row.plan as KeptPlan;
  const visits = await visitsFor(desk, day);
  const kept = await desk.db
    .transaction()
    .execute((transaction) => keepAll(transaction, { desk, session, day, opened, visits }, doses))
    .catch(refusalIn);
  if (kept !== undefined) return problem(kept);
  for (const patient of new Set(doses.map((dose) => dose.patient.ref))) await desk.changed?.(patient, day);
  return ok(day);
}

/** Ends the transaction with what to tell. */
class Refused extends Error {
  readonly refusal: WasteRefusal;

  constructor(refusal: WasteRefusal) {
    super('a preparation of the plan was refused');
    this.refusal = refusal;
  }
}

function refusalIn(error: unknown): WasteRefusal {
  if (error instanceof Refused) return error.refusal;
  if (error instanceof Overtaken)
    return { kind: 'conflict', message: 'One of these doses was prepared meanwhile. Look at the plan again first.' };
  throw error;
}

interface Preparing {
  readonly desk: WasteDesk;
  readonly session: string;
  readonly day: PlainDate;
  readonly opened: PreparePlan;
  readonly visits: readonly VisitOfDay[];
}

type PlannedDose = KeptPlan['doses'][number];

async function keepAll(
  transaction: Transaction<Database>,
  preparing: Preparing,
  doses: readonly PlannedDose[],
): Promise<undefined> {
  const desk = { ...preparing.desk, db: transaction, source: 'screen' as const };
  let before: string | undefined;
  for (const [at, dose] of doses.entries()) {
    const visit = preparing.visits.find(({ appointment }) => appointment === dose.appointment);
    const drug = visit?.drugs.find(({ line }) => line === dose.line);
    if (visit === undefined || drug === undefined) throw new Refused(refusedFault(goneFault));
    const entry = entryOf(preparing, doses, at, before);
    const planned = await planPreparation(desk, entry, { visit, drug });
    if (!planned.ok) throw new Refused(planned.problem);
    before = (await keepPlanned(transaction, desk, planned.value)).id;
  }
  return undefined;
}

const goneFault = fault('plan-outdated', 'plan', 'names a visit that is no longer booked: approve the new plan first');

/** The vials this patient's dose opens, what it takes over, and what it leaves in its last vial for the next. */
function entryOf(
  { day, session, opened }: Preparing,
  doses: readonly PlannedDose[],
  at: number,
  before: string | undefined,
): PreparationEntry {
  const dose = doses[at];
  if (dose === undefined) throw new Error('a plan has no such dose');
  const earlier = new Set(doses.slice(0, at).flatMap(({ shares }) => shares.map(({ vial }) => vial)));
  const takesOver = dose.shares.some(({ vial }) => earlier.has(vial));
  const held = leftFor(doses, at);
  return {
    ...{ appointment: dose.appointment, date: day, line: dose.line, version: 0, dose: dose.dose, session },
    vials: vialsOf(
      dose.shares.filter(({ vial }) => !earlier.has(vial)),
      opened,
    ),
    ...definedOnly({
      remainder: held === undefined ? undefined : { amount: held, useBy: opened.useBy },
      fromRemainder: takesOver && before !== undefined ? { preparation: before } : undefined,
    }),
  };
}

/** What is left in the last vial of a dose, if somebody after it draws from that vial. */
function leftFor(doses: readonly PlannedDose[], at: number): WireQuantity | undefined {
  const last = doses[at]?.shares.at(-1);
  const isShared = doses.slice(at + 1).some(({ shares }) => shares.some(({ vial }) => vial === last?.vial));
  if (last === undefined || !isShared) return undefined;
  const drawn = doses.slice(0, at + 1).flatMap(({ shares }) => shares.filter(({ vial }) => vial === last.vial));
  const content = amountOfWire(last.content);
  const taken = sum(drawn.map((share) => amountOfWire(share.taken).value));
  return quantityOf(amountOf(content.measure, subtract(content.value, taken)));
}

/** One entry for each strength, with the package and lot that were in hand. */
function vialsOf(shares: SharedDose['shares'], { lots }: PreparePlan): VialEntry[] {
  const entries = new Map<string, VialEntry>();
  for (const { content } of shares) {
    const key = `${content.value} ${content.unit}`;
    const lot = lots.find((one) => one.content.value === content.value && one.content.unit === content.unit);
    const entry = entries.get(key) ?? { content, count: 0, ...definedOnly({ ndc: lot?.ndc, lot: lot?.lot }) };
    entries.set(key, { ...entry, count: entry.count + 1 });
  }
  return [...entries.values()];
}
