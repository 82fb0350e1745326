/** `patient export` and `patient delete` for whoever holds the database. */
import { z } from 'zod';
import type { Kysely } from 'kysely';
import { faultPath } from '../../cds-hooks/fault-path.ts';
import { todayIn } from '../assessment/today.ts';
import type { Config } from '../config/load-config.ts';
import { tenantFault, whichTenant } from '../config/which-tenant.ts';
import type { CommandHandler } from '../store/command-socket.ts';
import { CommandRefused } from '../store/command-socket.ts';
import type { Database } from '../store/database.ts';
import type { DeletionRefused } from './delete-patient.ts';
import { deletePatient } from './delete-patient.ts';
import { exportPatient } from './export-patient.ts';
import type { WhoseRows } from './patient-tables.ts';

/** What the handlers need of the configuration. */
export interface PatientSetting {
  readonly tenants: readonly string[];
  /** The tenant's calendar day. */
  readonly today: (tenant: string) => string;
}

export const patientSettingOf = ({ tenants, timeZone, fixedToday }: Config): PatientSetting => ({
  tenants: tenants.map(({ id }) => id),
  today: (tenant) => fixedToday() ?? todayIn(tenants.find(({ id }) => id === tenant)?.timeZone ?? timeZone, new Date()),
});

const whoseSchema = z.object({
  tenant: z.string().optional(),
  patient: z.string().regex(/^Patient\/[A-Za-z0-9.-]{1,64}$/, 'must be a reference such as Patient/p1'),
  members: z.array(z.string().min(1).max(200)).default([]),
});

const deletionSchema = whoseSchema.extend({
  why: z.string().trim().min(5, 'say why, in five letters or more').max(500),
});

/** Prints a line for each row and gives their number. */
export function patientExportHandler(db: Kysely<Database>, setting: PatientSetting): CommandHandler {
  return async ({ command: _command, ...sent }, print) => {
    const whose = whoseOf(parsed(whoseSchema, sent), setting);
    return { rows: await exportPatient(db, whose, print, new Date()) };
  };
}

/** Prints a line for each table. Refuses, with what to do, where the data would come back or are at work. */
export function patientDeleteHandler(db: Kysely<Database>, setting: PatientSetting): CommandHandler {
  return async ({ command: _command, ...sent }, print) => {
    const asked = parsed(deletionSchema, sent);
    const whose = whoseOf(asked, setting);
    const question = { ...whose, why: asked.why, at: new Date(), today: setting.today(whose.tenant) };
    const deleted = await deletePatient(db, question);
    if (!deleted.ok) throw new CommandRefused('refused', REFUSALS[deleted.problem]);
    for (const table of deleted.value) print(table);
    return { deleted: deleted.value.reduce((total, one) => total + one.deleted, 0) };
  };
}

const REFUSALS: Readonly<Record<DeletionRefused, string>> = {
  'visit-to-come':
    'the patient has a booked visit to come, and the next sweep would bring everything back: nothing was deleted',
  'case-open': 'the patient has an open case: close it first; nothing was deleted',
};

function parsed<Schema extends z.ZodType>(schema: Schema, sent: unknown): z.infer<Schema> {
  const asked = schema.safeParse(sent);
  if (asked.success) return asked.data;
  const [issue] = asked.error.issues;
  throw new CommandRefused('refused', `${faultPath(issue?.path ?? [])}: ${issue?.message ?? 'is wrong'}`);
}

function whoseOf({ tenant, patient, members }: z.infer<typeof whoseSchema>, { tenants }: PatientSetting): WhoseRows {
  const found = whichTenant(tenants, tenant);
  if (!found.ok) throw new CommandRefused('refused', tenantFault(found.problem, tenant, 'patient'));
  return { tenant: found.value, patient, members };
}
