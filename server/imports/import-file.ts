import { basename } from 'node:path';
import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import type { Policy } from '../../domain/visit/policy.ts';
import type { RowRemark } from '../../reference-data/cms/cms-file.ts';
import type { Log } from '../observability/log.ts';
import { errorFields } from '../observability/log.ts';
import { recordEvent } from '../store/audit.ts';
import type { RowTable } from '../store/import-tables.ts';
import type { FileIdentity, StagedRow } from '../store/imports.ts';
import {
  dateUnseen,
  inTurnToImport,
  MOST_ROWS,
  openStaging,
  removeUnseen,
  reportOfSeen,
  showFile,
  stageRows,
} from '../store/imports.ts';
import type { Store } from '../store/open-store.ts';
import { readAsp, readCrosswalk, readMue, readOpps } from './cms-imports.ts';
import type { PriceSense } from './csv-imports.ts';
import { readAuthorizations, readContracts, readEligibilityChecks, readPrices, readUsage } from './csv-imports.ts';
import type { FilePrint } from './file-print.ts';
import { printOfFile } from './file-print.ts';
import type { FileDates, ImportJob, ReadImport, ShownWrite } from './import-job.ts';
import type { ImportKind } from './import-kind.ts';
import { isForOneTenant } from './import-kind.ts';
import type { ImportRefusal, ImportReport } from './import-report.ts';
import type { ListSense } from './list-price-imports.ts';
import { readAwp, readCharges, readScenarioPrices } from './list-price-imports.ts';
import { rowCount } from './import-report.ts';
import { readPolicies } from './policy-import.ts';
import type { PreparationIntake } from '../waste/import-preparations.ts';
import { readPreparations } from '../waste/import-preparations.ts';

export interface ImportQuestion {
  readonly kind: ImportKind;
  readonly path: string;
  /** Whose rows they are; kinds that all tenants share leave it aside. */
  readonly tenant: string;
  /** Who takes it in: `Practitioner/x1`. The command line names nobody. */
  readonly actor?: string;
}

/** What some kinds are held against. Asked for only when such a file is read. */
export interface ImportBeside {
  /** Policies in force beside the pack of this name, the built-in ones included. */
  readonly policies: (pack: string) => Promise<readonly Policy[]>;
  readonly priceSense: () => Promise<PriceSense>;
  /** The charting of a tenant, of which preparations are part; undefined where the tenant is not configured. */
  readonly preparing: (tenant: string) => Promise<PreparationIntake | undefined>;
  readonly listSense: () => Promise<ListSense>;
  readonly now: () => Date;
  readonly log: Log;
}

/**
 * Takes a file in: all of it, or nothing. The same content again changes nothing and says so. `tell` hears how many
 * rows are staged. Rejects only when the database fails; the rows staged so far then stay unseen and go with the next
 * import.
 */
export async function importFile(
  store: Store,
  { kind, path, tenant, actor }: ImportQuestion,
  beside: ImportBeside,
  tell: (staged: number) => void = () => undefined,
): Promise<Result<ImportReport, ImportRefusal>> {
  const file = await printOfFile(path);
  if (!file.ok) return file;
  const identity = identityOf(file.value, kind, path, tenant);
  return inTurnToImport(store, async () => {
    const seen = await reportOfSeen(store.db, identity);
    if (seen !== undefined) return ok(seenAgain(seen as ImportReport, identity));
    await removeUnseen(store.db);
    const staging = { kind, now: beside.now, tell, actor };
    const staged = await stageFile(store, identity, file.value, READERS[kind](beside), staging);
    const shown = staged.ok
      ? await show(store, staged.value, { at: beside.now(), tenant, actor, log: beside.log })
      : staged;
    if (!shown.ok) await removeUnseen(store.db);
    return shown;
  });
}

/** What a file would do: it is read and staged like any other, compared, and leaves no trace. */
export async function lookAtFile<Difference>(
  store: Store,
  { kind, path, tenant }: ImportQuestion,
  beside: ImportBeside,
  compare: (fileId: string) => Promise<Difference>,
): Promise<Result<{ readonly report: ImportReport; readonly difference?: Difference }, ImportRefusal>> {
  const file = await printOfFile(path);
  if (!file.ok) return file;
  const identity = identityOf(file.value, kind, path, tenant);
  return inTurnToImport(store, async () => {
    const seen = await reportOfSeen(store.db, identity);
    if (seen !== undefined) return ok({ report: seenAgain(seen as ImportReport, identity) });
    await removeUnseen(store.db);
    try {
      const staging = { kind, now: beside.now, tell: () => undefined, actor: undefined };
      const staged = await stageFile(store, identity, file.value, READERS[kind](beside), staging);
      if (!staged.ok) return staged;
      const { fileId, report, dates } = staged.value;
      await dateUnseen(store.db, fileId, summaryOf(dates));
      return ok({ report, difference: await compare(fileId) });
    } finally {
      await removeUnseen(store.db);
    }
  });
}

const identityOf = (file: FilePrint, kind: ImportKind, path: string, tenant: string): FileIdentity => ({
  tenant: isForOneTenant(kind) ? tenant : null,
  kind,
  checksum: file.checksum,
  fileName: basename(path),
});

/** A file counts, and that it does is on record, or neither. */
async function show(
  store: Store,
  { fileId, report, dates, writes, follows }: Staged,
  { at, tenant, actor, log }: Taking,
): Promise<Result<ImportReport, ImportRefusal>> {
  const summary = { ...summaryOf(dates), read: report.read, kept: report.kept, report };
  const { file, kind, read, kept } = report;
  try {
    await store.db.transaction().execute(async (transaction) => {
      await showFile(transaction, fileId, summary);
      for (const write of writes) refuseWith(await write(transaction));
      await recordEvent(transaction, 'import', {
        at,
        ...(isForOneTenant(kind) ? { tenant } : {}),
        ...(actor === undefined ? {} : { actor }),
        body: { file, kind, fileId, read, kept },
      });
    });
  } catch (error) {
    if (error instanceof NotNow) return problem({ code: 'invalid', message: error.message });
    throw error;
  }
  for (const follow of follows)
    await follow().catch((error: unknown) => {
      // The file counts all the same, and the next sweep does what was to follow.
      log.error('import not followed up', { tenant, code: kind, run: fileId, error: errorFields(error) });
    });
  return ok(report);
}

/** What was read no longer holds when the file is to count. */
class NotNow extends Error {}

function refuseWith(why: string | undefined): void {
  if (why !== undefined) throw new NotNow(why);
}

interface Taking {
  readonly at: Date;
  readonly tenant: string;
  readonly actor: string | undefined;
  readonly log: Log;
}

/** The kept report in the order of its fields, which the database does not keep. It is one that was made below. */
function seenAgain(seen: ImportReport, { fileName }: FileIdentity): ImportReport {
  const { kind, effective, read, kept, rejected, warnings, notListed } = seen;
  const remarks = { rejected: rejected.map(inOrder), warnings: warnings.map(inOrder) };
  const counted = { read, kept, ...remarks, ...(notListed === undefined ? {} : { notListed }) };
  return { file: fileName, kind, effective, ...counted, unchanged: true };
}

const inOrder = ({ row, reason }: RowRemark): RowRemark => ({ row, reason });

const READERS: Readonly<Record<ImportKind, (beside: ImportBeside) => ReadImport>> = {
  asp: () => readAsp,
  crosswalk: () => readCrosswalk,
  mue: () => readMue,
  opps: () => readOpps,
  prices: ({ priceSense }) => readPrices(priceSense),
  awp: ({ listSense }) => readAwp(listSense),
  charges: ({ listSense }) => readCharges(listSense),
  'scenario-prices': ({ listSense }) => readScenarioPrices(listSense),
  contracts: () => readContracts,
  policies: ({ policies }) => readPolicies(policies),
  authorizations: () => readAuthorizations,
  eligibility: () => readEligibilityChecks,
  usage: () => readUsage,
  preparation: ({ preparing }) => readPreparations(preparing),
};

interface Staging {
  readonly kind: ImportKind;
  readonly now: () => Date;
  readonly tell: (staged: number) => void;
  readonly actor: string | undefined;
}

async function stageFile(
  store: Store,
  identity: FileIdentity,
  file: FilePrint,
  read: ReadImport,
  { kind, now, tell, actor }: Staging,
): Promise<Result<Staged, ImportRefusal>> {
  const fileId = await openStaging(store.db, identity);
  const [count, batches] = [rowCount(), batching(store, tell)];
  const [writes, follows]: [ShownWrite[], (() => Promise<void>)[]] = [[], []];
  const job: ImportJob = {
    kind,
    file,
    fileName: identity.fileName,
    fileId,
    tenant: identity.tenant ?? '',
    ...(actor === undefined ? {} : { actor }),
    observedAt: now(),
    whenShown: (write) => void writes.push(write),
    afterShown: (follow) => void follows.push(follow),
    count,
    stage: batches.add,
  };
  const dates = await read(job);
  if (!dates.ok) return dates;
  await batches.flush();
  const report: ImportReport = {
    file: identity.fileName,
    kind,
    effective: dates.value.effective,
    ...count.result(),
    unchanged: false,
  };
  if (report.kept === 0) return problem(nothingKept(report));
  return ok({ fileId, report, dates: dates.value, writes, follows });
}

/** A file that was read to its end and that nobody sees yet. */
interface Staged {
  readonly fileId: string;
  readonly report: ImportReport;
  readonly dates: FileDates;
  readonly writes: readonly ShownWrite[];
  readonly follows: readonly (() => Promise<void>)[];
}

function summaryOf({ effective, fileDate }: FileDates) {
  return {
    ...(effective === null ? {} : { effectiveFrom: effective.from }),
    ...(effective?.until === undefined ? {} : { effectiveUntil: effective.until }),
    ...(fileDate === undefined ? {} : { fileDate }),
  };
}

/** A file of which no row counts would put an empty quarter, or an empty list, in the place of a good one. */
function nothingKept({ read, rejected }: ImportReport): ImportRefusal {
  const reasons = rejected.slice(0, 5).map(({ row, reason }) => `  row ${row}: ${reason}`);
  return { code: 'nothing-kept', message: [`none of its ${read} rows can be used:`, ...reasons].join('\n') };
}

/** Rows of one table at a time go out in statements of at most `MOST_ROWS`. */
function batching({ db }: Store, tell: (staged: number) => void) {
  let table: RowTable | undefined;
  let waiting: StagedRow[] = [];
  let staged = 0;
  const flush = async (): Promise<void> => {
    if (table === undefined || waiting.length === 0) return;
    const rows = waiting;
    waiting = [];
    await stageRows(db, table, rows);
    staged += rows.length;
    tell(staged);
  };
  const add = async (to: RowTable, row: StagedRow): Promise<void> => {
    if (table !== to) await flush();
    table = to;
    waiting.push(row);
    if (waiting.length >= MOST_ROWS) await flush();
  };
  return { add, flush };
}
