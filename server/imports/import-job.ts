import type { Transaction } from 'kysely';
import type { Result } from '../../domain/kernel/result.ts';
import type { Database } from '../store/database.ts';
import type { RowTable } from '../store/import-tables.ts';
import type { StagedRow } from '../store/imports.ts';
import type { FilePrint } from './file-print.ts';
import type { ImportKind } from './import-kind.ts';
import type { ImportRefusal, RowCount } from './import-report.ts';

/** One file on its way into the store. */
export interface ImportJob {
  readonly kind: ImportKind;
  readonly file: FilePrint;
  /** The file's base name. */
  readonly fileName: string;
  readonly fileId: string;
  /** Of a kind that all tenants share, the empty text. */
  readonly tenant: string;
  /** Who takes it in: `Practitioner/x1`. The command line names nobody. */
  readonly actor?: string;
  /** When its rows became known to us. */
  readonly observedAt: Date;
  readonly count: RowCount;
  /** What has to be written in the transaction that makes the file count. A refusal there undoes all of it. */
  readonly whenShown: (write: ShownWrite) => void;
  /** What follows once the file counts; if it fails, the file counts all the same, and the next sweep does it. */
  readonly afterShown: (follow: () => Promise<void>) => void;
  /** Adds a row to its table, unseen. */
  readonly stage: (table: RowTable, row: StagedRow) => Promise<void>;
}

/** Undefined when it is written; else why the file cannot count now. */
export type ShownWrite = (db: Transaction<Database>) => Promise<string | undefined>;

/** What a file says of itself as a whole. */
export interface FileDates {
  readonly effective: { readonly from: string; readonly until?: string } | null;
  readonly fileDate?: string;
}

/** Reads one kind of file to its end and stages its rows; a refusal means that none of them may count. */
export type ReadImport = (job: ImportJob) => Promise<Result<FileDates, ImportRefusal>>;
