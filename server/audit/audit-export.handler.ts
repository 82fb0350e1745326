/** `audit export` for whoever holds the database. */
import { z } from 'zod';
import type { Kysely } from 'kysely';
import { faultPath } from '../../cds-hooks/fault-path.ts';
import { tenantFault, whichTenant } from '../config/which-tenant.ts';
import { recordEvent } from '../store/audit.ts';
import type { CommandHandler } from '../store/command-socket.ts';
import { CommandRefused } from '../store/command-socket.ts';
import type { Database } from '../store/database.ts';
import { auditEventOf } from './audit-event.ts';
import type { AuditQuery, AuditRecordRow } from './audit-records.ts';
import { allAuditRecords } from './audit-records.ts';

const day = z.iso.date('must be a calendar day such as 2026-12-15');

const exportSchema = z.object({
  tenant: z.string().optional(),
  format: z.enum(['ndjson', 'fhir'], 'must be ndjson or fhir').default('ndjson'),
  from: day.optional(),
  until: day.optional(),
  patient: z
    .string()
    .regex(/^Patient\/[A-Za-z0-9.-]{1,64}$/, 'must be a reference such as Patient/p1')
    .optional(),
});

type Asked = z.infer<typeof exportSchema>;

/** Prints a line for each record and gives their count. Nobody takes records away unseen: the export is one itself. */
export function auditExportHandler(db: Kysely<Database>, tenants: readonly string[]): CommandHandler {
  return async ({ command: _command, ...sent }, print) => {
    const asked = exportSchema.safeParse(sent);
    if (!asked.success) {
      const [issue] = asked.error.issues;
      throw new CommandRefused('refused', `--${faultPath(issue?.path ?? [])}: ${issue?.message ?? 'is wrong'}`);
    }
    const tenant = tenantOf(asked.data, tenants);
    const query = queryOf(asked.data, tenant);
    let records = 0;
    for await (const record of allAuditRecords(db, query)) {
      print(asked.data.format === 'fhir' ? auditEventOf(record, `ChairReady ${tenant}`) : lineOf(record));
      records += 1;
    }
    const { format, from, until, patient } = asked.data;
    const body = { what: 'audit', format, from, until, patient, records };
    await recordEvent(db, 'export', { at: new Date(), tenant, body });
    return { records };
  };
}

function tenantOf({ tenant }: Asked, tenants: readonly string[]): string {
  const found = whichTenant(tenants, tenant);
  if (!found.ok) throw new CommandRefused('refused', tenantFault(found.problem, tenant, 'records'));
  return found.value;
}

const DAY_MS = 24 * 60 * 60 * 1000;

const queryOf = ({ from, until, patient }: Asked, tenant: string): AuditQuery => ({
  tenant,
  ...(from === undefined ? {} : { from: new Date(`${from}T00:00:00Z`) }),
  ...(until === undefined ? {} : { until: new Date(new Date(`${until}T00:00:00Z`).getTime() + DAY_MS) }),
  ...(patient === undefined ? {} : { patient }),
});

const lineOf = ({ seq, at, kind, actor, position, hash, bodyId, body, decisionPatient }: AuditRecordRow) => ({
  ...{ seq, at: at.toISOString(), kind, actor, position, hash, bodyId },
  ...(body === null ? {} : { body }),
  ...(decisionPatient === null ? {} : { patient: decisionPatient }),
});
