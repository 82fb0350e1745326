/** Files overlap: an export of each night tells most of what the last one told. What came later replaces it. */
import { comparableNumber } from '../../domain/authorization/ledger.ts';
import type { AuthorizationEvidence } from '../../domain/visit/authorization-evidence.ts';

/** Of the rows that share a key, those of the newest file, all of them: two lines of one day in one file both count. */
export function newestOfEach<Row>(
  rows: readonly Row[],
  fileOf: (row: Row) => string,
  keyOf: (row: Row) => string,
): readonly Row[] {
  const newest = new Map<string, bigint>();
  for (const row of rows) {
    const [key, file] = [keyOf(row), BigInt(fileOf(row))];
    if (file > (newest.get(key) ?? -1n)) newest.set(key, file);
  }
  return rows.filter((row) => newest.get(keyOf(row)) === BigInt(fileOf(row)));
}

export interface StoredEvidence {
  /** Null for what a person attested. */
  readonly fileId: string | null;
  readonly evidence: AuthorizationEvidence;
}

/** Without the rows that a later file has a newer word on. Both stay in the ledger. */
export const standingRows = (rows: readonly StoredEvidence[]): readonly StoredEvidence[] =>
  rows.filter((row) => !rows.some((other) => isLater(other, row) && isOneAuthorization(other.evidence, row.evidence)));

const isLater = (a: StoredEvidence, b: StoredEvidence): boolean =>
  a.fileId !== null && b.fileId !== null && BigInt(a.fileId) > BigInt(b.fileId);

/** The same number for the same drugs; a request that had no number yet is known by its drugs and its day. */
function isOneAuthorization(newer: AuthorizationEvidence, older: AuthorizationEvidence): boolean {
  if (drugsOf(newer) !== drugsOf(older)) return false;
  if (older.number === undefined) return older.submittedOn !== undefined && older.submittedOn === newer.submittedOn;
  return newer.number !== undefined && comparableNumber(newer.number) === comparableNumber(older.number);
}

const drugsOf = ({ products }: AuthorizationEvidence): string => [...products].sort().join('+');
