/** Remainders of opened vials: held for another patient of the day, taken by one, or thrown away after all. */
import type { Transaction } from 'kysely';
import type { HeldRemainder } from '../../api-contract/waste.schema.ts';
import { parseHcpcs } from '../../domain/kernel/hcpcs-code.ts';
import { plainDate } from '../../domain/kernel/plain-date.ts';
import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import { definedOnly } from '../assessment/defined-only.ts';
import { recordEvent } from '../store/audit.ts';
import type { Database } from '../store/database.ts';
import type { StoredPreparation } from '../store/waste-preparations.ts';
import { preparations, settleRemainder } from '../store/waste-preparations.ts';
import { keepEvent, wasteRecords } from '../store/waste-records.ts';
import { heldPreparations } from '../store/waste-standings.ts';
import type { WasteFault } from './charted-drug.ts';
import { fault } from './charted-drug.ts';
import type { PreparationEntry } from './checked-preparation.ts';
import { sharingOff } from './checked-preparation.ts';
import type { PreparationContent } from './preparation-content.ts';
import { contentOf } from './preparation-content.ts';
import type { DrugOfVisit } from './visits-of-day.ts';
import type { WasteDesk, WasteRefusal } from './waste-desk.ts';
import { mayPrepare } from './waste-rights.ts';

/** A remainder that may yet be used or thrown away: the lines of its patient are not settled. */
export const isHeld = (preparation: StoredPreparation): boolean =>
  preparation.kind !== 'entered-in-error' &&
  preparation.remainder === undefined &&
  contentOf(preparation).remainder !== undefined;

/** What is drawn from another patient's vial now, or was when the preparation was first recorded. */
export function shareOf(
  taken: StoredPreparation | undefined,
  earlier: StoredPreparation | undefined,
): PreparationContent['fromRemainder'] {
  const { remainder, ...source } = taken === undefined ? {} : contentOf(taken);
  if (taken !== undefined && remainder !== undefined)
    return { preparation: taken.id, amount: remainder.amount, ...packageOf(source) };
  return earlier === undefined ? undefined : contentOf(earlier).fromRemainder;
}

/** NDC and lot of the vial that a remainder is in, where all its vials are of one; what was drawn on is handed on. */
function packageOf({ vials = [], fromRemainder }: Partial<PreparationContent>): { ndc?: string; lot?: string } {
  const sources = vials.length > 0 ? vials : fromRemainder === undefined ? [] : [fromRemainder];
  const only = (texts: readonly (string | undefined)[]): string | undefined =>
    new Set(texts).size === 1 ? texts[0] : undefined;
  return definedOnly({ ndc: only(sources.map(({ ndc }) => ndc)), lot: only(sources.map(({ lot }) => lot)) });
}

/** The remainder of another patient's vial that this dose is drawn from. */
export async function remainderTaken(
  desk: Pick<WasteDesk, 'db' | 'tenant' | 'policy' | 'now'> & { readonly role: string },
  { fromRemainder }: PreparationEntry,
  { facts }: DrugOfVisit,
): Promise<Result<StoredPreparation | undefined, WasteFault>> {
  if (fromRemainder === undefined) return ok(undefined);
  if (!desk.policy.sharing) return problem(sharingOff('fromRemainder'));
  if (desk.role === 'pharmacy-technician')
    return problem(fault('pharmacist-approves', 'fromRemainder', 'must be approved by a pharmacist'));
  const [found] = await preparations(desk.db, { tenant: desk.tenant, id: fromRemainder.preparation });
  if (found === undefined || !isHeld(found))
    return problem(fault('no-remainder', 'fromRemainder', 'is no remainder that is held'));
  return facts?.hcpcs === found.hcpcs ? inTime(found, desk.now) : problem(ofAnotherDrug);
}

const ofAnotherDrug = fault('remainder-of-another-drug', 'fromRemainder', 'is of another drug');

function inTime(found: StoredPreparation, now: Date): Result<StoredPreparation, WasteFault> {
  const { remainder } = contentOf(found);
  return remainder !== undefined && new Date(remainder.useBy) < now
    ? problem(fault('remainder-expired', 'fromRemainder', 'is past its time of use'))
    : ok(found);
}

/** Who does something to a remainder or a record, and when. */
type Acting = Pick<WasteDesk, 'tenant' | 'now' | 'user'> & { readonly role: string };

export const useRemainder = (
  transaction: Transaction<Database>,
  { tenant, now, user, role }: Acting,
  taken: StoredPreparation,
  usedBy: string,
): Promise<boolean> =>
  settleRemainder(transaction, {
    ...{ tenant, preparation_id: taken.id, kind: 'used', used_by_preparation: usedBy },
    ...{ amount: JSON.stringify(contentOf(taken).remainder?.amount), at: now, actor: user, role },
  });

export const reopen = (
  transaction: Transaction<Database>,
  { tenant, now, user, role }: Acting,
  record: string,
  reason: string,
): Promise<boolean> =>
  keepEvent(transaction, { tenant, record_id: record, kind: 'reopened', at: now, actor: user, role, reason });

/** More than any pharmacy holds at a time. */
const MOST_HELD = 500;

/** Remainders that nobody has used or thrown away yet, soonest out of date first. */
export async function heldRemainders(desk: WasteDesk): Promise<readonly HeldRemainder[]> {
  const { db, tenant } = desk;
  const held = await preparations(db, { tenant, ids: await heldPreparations(db, { tenant, limit: MOST_HELD }) });
  return held
    .flatMap((preparation) => {
      const { remainder, vials } = contentOf(preparation);
      if (remainder === undefined) return [];
      const label = labelOf(preparation.hcpcs, desk);
      const lots = vials.flatMap(({ lot }) => (lot === undefined ? [] : [lot]));
      return [{ preparation: preparation.id, hcpcs: preparation.hcpcs, label, ...remainder, lots }];
    })
    .sort((a, b) => (a.useBy < b.useBy ? -1 : 1));
}

export function labelOf(code: string, { drugs, today }: WasteDesk): string {
  const parsed = parseHcpcs(code);
  return parsed.ok ? (drugs.facts(parsed.value, today)?.label ?? code) : code;
}

/** Thrown away after all: what was kept for others is now discarded drug of the patient it was opened for. */
export async function discardRemainder(desk: WasteDesk, id: string): Promise<Result<true, WasteRefusal>> {
  if (!mayPrepare(desk.role))
    return problem({ kind: 'not-allowed', message: 'Remainders are thrown away by the pharmacy.' });
  const [found] = await preparations(desk.db, { tenant: desk.tenant, id });
  if (found === undefined || !isHeld(found)) return problem({ kind: 'not-found' });
  const records = await wasteRecords(desk.db, { tenant: desk.tenant, day: found.visit_date });
  const signed = records.filter(({ preparation_id }) => preparation_id === id);
  await desk.db.transaction().execute(async (transaction) => {
    const { tenant, now, user, role } = desk;
    const amount = JSON.stringify(contentOf(found).remainder?.amount);
    const isDone = await settleRemainder(transaction, {
      ...{ tenant, preparation_id: id, kind: 'discarded', used_by_preparation: null },
      ...{ amount, at: now, actor: user, role },
    });
    if (!isDone) return;
    for (const record of signed) await reopen(transaction, desk, record.id, 'The held remainder was discarded');
    const body = {
      preparation: id,
      patient: found.patient_ref,
      appointment: found.appointment,
      remainder: 'discarded',
    };
    await recordEvent(transaction, 'preparation', { at: now, actor: user, tenant, body });
  });
  await desk.changed?.(found.patient_ref, plainDate(found.visit_date));
  return ok(true);
}
