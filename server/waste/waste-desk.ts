import type { Kysely } from 'kysely';
import type { Role } from '../../api-contract/role.schema.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import type { DrugIndex } from '../../domain/visit/drug-facts.ts';
import type { WastePolicy } from '../config/waste-policy.schema.ts';
import type { Database } from '../store/database.ts';
import type { Decisions } from '../store/decisions.ts';
import { preparations } from '../store/waste-preparations.ts';
import { wasteRecords } from '../store/waste-records.ts';
import type { WasteFault } from './charted-drug.ts';
import type { Recorded } from './visit-charting.ts';
import type { VisitOfDay } from './visits-of-day.ts';
import { visitsOfDay } from './visits-of-day.ts';

/** One signed-in person at the charting of one tenant. */
export interface WasteDesk {
  readonly db: Kysely<Database>;
  readonly decisions: Pick<Decisions, 'findDecision'>;
  readonly tenant: string;
  readonly timeZone: string;
  readonly today: PlainDate;
  readonly drugs: DrugIndex;
  readonly policy: WastePolicy;
  readonly user: string;
  readonly userName?: string;
  readonly role: Role;
  /** The patient in context: then nobody else's visit is shown or written. */
  readonly patientRef?: string;
  readonly now: Date;
  /** What was written has changed what is left to chart of a patient's day. Waited for; it never rejects. */
  readonly changed?: (patient: string, day: PlainDate) => Promise<void>;
}

/** Why nothing was written. */
export type WasteRefusal =
  | { readonly kind: 'fault'; readonly fault: WasteFault }
  | { readonly kind: 'conflict'; readonly message: string }
  | { readonly kind: 'not-allowed'; readonly message: string }
  | { readonly kind: 'not-found' };

export const refusedFault = (fault: WasteFault): WasteRefusal => ({ kind: 'fault', fault });

/** The visits and records that a person, or a watch over gaps, may look at. */
type Looking = Pick<WasteDesk, 'db' | 'decisions' | 'tenant' | 'timeZone' | 'policy' | 'patientRef'>;

export async function recordedOn(desk: Looking, day: string): Promise<Recorded> {
  const { db, tenant, policy, timeZone, patientRef } = desk;
  const [records, prepared] = await Promise.all([
    wasteRecords(db, { tenant, day, patientRef }),
    preparations(db, { tenant, day, patientRef }),
  ]);
  return { records, preparations: prepared, policy, timeZone };
}

/** The visits that this person may see on a day. */
export const visitsFor = (desk: Looking, day: PlainDate): Promise<readonly VisitOfDay[]> =>
  visitsOfDay({
    db: desk.db,
    decisions: desk.decisions,
    tenant: desk.tenant,
    day,
    ...(desk.patientRef === undefined ? {} : { patientRef: desk.patientRef }),
  });

export async function visitFor(desk: Looking, appointment: string, day: PlainDate): Promise<VisitOfDay | undefined> {
  return (await visitsFor(desk, day)).find((visit) => visit.appointment === appointment);
}
