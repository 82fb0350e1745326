import type { NotRead } from './gather.ts';
import type { VisitRecord } from './take-snapshot.ts';

/** Adds what was imported, or attested, about the patient of a record; undefined where that cannot be read now. */
export type WithLedger = (record: VisitRecord) => Promise<LedgerRecord | undefined>;

export interface LedgerRecord {
  readonly record: VisitRecord;
  /** Whether authorizations are fed into the ledger, so that an EHR without any is no gap. */
  readonly suppliesAuthorizations: boolean;
  readonly words: LedgerWords;
}

/** All that the ledger said about one patient, and the same question for later. */
export interface LedgerWords {
  /** The same text where it said the same. */
  readonly print: () => string;
  /** The text of what it says now; undefined where it cannot be read. Never rejects. */
  readonly printNow: () => Promise<string | undefined>;
}

export interface RecordSoFar {
  readonly record: VisitRecord;
  readonly notRead: readonly NotRead[];
  readonly ledger?: LedgerWords;
}

/** The record with the ledger. One that cannot be read leaves authorizations unread, for a denial may stand in it. */
export async function besideLedger(
  record: VisitRecord,
  notRead: readonly NotRead[],
  withLedger: WithLedger | undefined,
): Promise<RecordSoFar> {
  if (withLedger === undefined) return { record, notRead };
  const merged = await withLedger(record);
  if (merged === undefined) return { record, notRead: [...notRead.filter(isOfOthers), NO_LEDGER] };
  const stillNotRead = merged.suppliesAuthorizations ? notRead.filter(isGapBesideFeed) : notRead;
  return { record: merged.record, notRead: stillNotRead, ledger: merged.words };
}

const NO_LEDGER: NotRead = { key: 'claimResponses', why: 'no-ledger' };

const isOfOthers = ({ key }: NotRead): boolean => key !== 'claimResponses';

const isGapBesideFeed = (each: NotRead): boolean => isOfOthers(each) || each.why !== 'not-offered';
