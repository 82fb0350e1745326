import type { NotRead } from './gather.ts';
import type { VisitRecord } from './take-snapshot.ts';

/** Adds what was imported, or attested, about the patient of a record; undefined where that cannot be read now. */
export type WithLedger = (record: VisitRecord) => Promise<LedgerRecord | undefined>;

export interface LedgerRecord {
  readonly record: VisitRecord;
  /** Whether authorizations are fed into the ledger, so that an EHR without any is no gap. */
  readonly suppliesAuthorizations: boolean;
}

export interface RecordSoFar {
  readonly record: VisitRecord;
  readonly notRead: readonly NotRead[];
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
  return { record: merged.record, notRead: merged.suppliesAuthorizations ? notRead.filter(isGapBesideFeed) : notRead };
}

const NO_LEDGER: NotRead = { key: 'claimResponses', why: 'no-ledger' };

const isOfOthers = ({ key }: NotRead): boolean => key !== 'claimResponses';

const isGapBesideFeed = (each: NotRead): boolean => isOfOthers(each) || each.why !== 'not-offered';
