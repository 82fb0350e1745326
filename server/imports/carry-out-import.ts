import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import type { Policy } from '../../domain/visit/policy.ts';
import { buildDrugIndex, withImported } from '../../reference-data/drug-index.ts';
import { loadDrugTables } from '../../reference-data/load.ts';
import type { TenantProblem } from '../config/which-tenant.ts';
import { whichTenant } from '../config/which-tenant.ts';
import type { Log } from '../observability/log.ts';
import { silentLog } from '../observability/log.ts';
import type { PreparationSetting } from '../waste/import-preparations.ts';
import type { CommandHandler } from '../store/command-socket.ts';
import { CommandRefused } from '../store/command-socket.ts';
import { importedTables } from '../store/imported-tables.ts';
import type { Store } from '../store/open-store.ts';
import { policyPacks } from '../store/policy-packs.ts';
import type { ImportBeside } from './import-file.ts';
import { importFile } from './import-file.ts';
import type { ImportKind } from './import-kind.ts';
import { isForOneTenant, isImportKind } from './import-kind.ts';
import type { ImportReport } from './import-report.ts';
import { listSense, priceSense } from './price-sense.ts';

/** What is asked of whoever holds the database. */
export interface ImportRequest {
  readonly kind: ImportKind;
  /** Absolute. */
  readonly path: string;
  /** Without it the only tenant, or `default` where none is configured. */
  readonly tenant?: string;
  /** Who asks, where it is a person in the app. */
  readonly actor?: string;
}

export interface ImportSetting {
  readonly store: Store;
  /** Ids of the configured tenants. */
  readonly tenants: readonly string[];
  /** The built-in policies and those of the configuration; asked for only when a pack is imported. */
  readonly policies: () => readonly Policy[];
  /** What configured tenants say of their charting; without it no preparations are taken in. */
  readonly charting?: (tenant: string) => PreparationSetting | undefined;
  /** Absent on the command line, whose output is the report. */
  readonly log?: Log;
}

/** Imports one file on this process's database; a refusal is a sentence for people. */
export async function carryOutImport(
  setting: ImportSetting,
  request: ImportRequest,
  tell?: (staged: number) => void,
): Promise<Result<ImportReport, string>> {
  const { kind, path, actor } = request;
  const tenant = isForOneTenant(kind) ? whichTenant(setting.tenants, request.tenant) : ok('');
  if (!tenant.ok) return problem(tenantFault(tenant.problem, setting.tenants, request.tenant));
  const question = { kind, path, tenant: tenant.value, ...(actor === undefined ? {} : { actor }) };
  const imported = await importFile(setting.store, question, besideOf(setting), tell);
  return imported.ok ? imported : problem(`${path}: ${imported.problem.message}`);
}

/** Rows of a tenant that does not exist would never be found again. */
function tenantFault(fault: TenantProblem, tenants: readonly string[], named: string | undefined): string {
  const all = tenants.join(', ');
  return fault === 'unknown'
    ? `--tenant: there is no tenant ${named ?? ''}, only ${all}`
    : `--tenant is required: one of ${all}`;
}

/** What files are held against, on this process's database. */
export function besideOf({ store, policies, charting, log = silentLog }: ImportSetting): ImportBeside {
  return {
    log,
    now: () => new Date(),
    async policies(pack) {
      const stored = (await policyPacks(store.db)).filter((other) => other.pack !== pack);
      return [...policies(), ...stored.flatMap((other) => other.policies)];
    },
    priceSense: async () => priceSense(await drugsIn(store)),
    listSense: async () => listSense(await drugsIn(store)),
    async preparing(tenant) {
      const setting = charting?.(tenant);
      return setting && { ...setting, db: store.db, tenant, drugs: await drugsIn(store) };
    },
  };
}

const drugsIn = async ({ db }: Store) => buildDrugIndex(withImported(loadDrugTables(), await importedTables(db)));

/**
 * Carries out `import` requests that come through the command socket. `imported` is called, and waited for, after a
 * file has become visible, so that the server reads its tables and policies again before the import is answered.
 */
export function importCommandHandler(
  setting: ImportSetting,
  imported: (kind: ImportKind) => unknown = () => undefined,
): CommandHandler {
  return async ({ kind, path, tenant }, print) => {
    if (typeof kind !== 'string' || !isImportKind(kind) || typeof path !== 'string')
      throw new CommandRefused('refused', 'An import names its kind and its file.');
    const request = { kind, path, ...(typeof tenant === 'string' ? { tenant } : {}) };
    const report = await carryOutImport(setting, request, (staged) => {
      print({ staged });
    });
    if (!report.ok) throw new CommandRefused('refused', report.problem);
    if (!report.value.unchanged) await imported(kind);
    return report.value;
  };
}
