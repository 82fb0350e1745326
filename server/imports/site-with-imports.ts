import { hash } from 'node:crypto';
import type { Kysely } from 'kysely';

import { exactJson } from '../../domain/kernel/exact-json.ts';
import type { SiteDesk } from '../assessment/assess-patient.ts';
import type { LedgerWords, WithLedger } from '../assessment/beside-ledger.ts';
import type { Log } from '../observability/log.ts';
import { errorFields } from '../observability/log.ts';
import type { Database } from '../store/database.ts';
import type { Ledger } from '../store/ledger.ts';
import { ledgerFor } from '../store/ledger.ts';
import type { KnowledgeHolder } from './knowledge-in-force.ts';
import type { KnownPatient } from './who.ts';
import { knownPatient, withLedger } from './with-ledger.ts';

/** What a tenant's site takes from imported files. */
export interface ImportsBeside {
  readonly db: Kysely<Database>;
  readonly knowledge: Pick<KnowledgeHolder, 'current'>;
  readonly log: Log;
}

/** A site that decides with the knowledge in force at each call, and with the tenant's ledger. */
export function siteWithImports(site: SiteDesk, tenant: string, { db, knowledge, log }: ImportsBeside): SiteDesk {
  const { holidays, routing } = site.knowledge;
  const { zones, sites, today } = site;
  return {
    ...{ zones, sites, today },
    get knowledge() {
      const { drugs, policies, policiesVersion, localCases } = knowledge.current();
      return { drugs, policies, policiesVersion, holidays, routing, localCases: localCases.get(tenant) ?? NO_CASES };
    },
    withLedger: ledgerOf(db, tenant, log),
  };
}

/** One and the same each time: whoever asks whether the knowledge is still the same compares the parts themselves. */
const NO_CASES: NonNullable<SiteDesk['knowledge']['localCases']> = [];

/** Far above what a reading takes, and well within what a hook may take. */
const LEDGER_MS = 1000;

function ledgerOf(db: Kysely<Database>, tenant: string, log: Log): WithLedger {
  const read = async (patient: KnownPatient): Promise<Ledger | undefined> => {
    try {
      return await inTime(ledgerFor(db, tenant, patient), LEDGER_MS);
    } catch (error) {
      log.error('ledger not read', { tenant, error: errorFields(error) });
      return undefined;
    }
  };
  return async (record) => {
    const patient = knownPatient(record);
    const ledger = await read(patient);
    if (ledger === undefined) return undefined;
    const { suppliesAuthorizations } = ledger;
    return { record: withLedger(record, ledger), suppliesAuthorizations, words: wordsOf(read, patient, ledger) };
  };
}

type ReadLedger = (patient: KnownPatient) => Promise<Ledger | undefined>;

const wordsOf = (read: ReadLedger, patient: KnownPatient, ledger: Ledger): LedgerWords => ({
  print: () => printOf(ledger),
  printNow: askAgain(read, patient),
});

/** A function of its own, because it is held for a day: it must not hold the ledger or the record. */
const askAgain = (read: ReadLedger, patient: KnownPatient) => async (): Promise<string | undefined> => {
  const ledger = await read(patient);
  return ledger === undefined ? undefined : printOf(ledger);
};

const printOf = (ledger: Ledger): string => hash('sha256', exactJson.stringify(ledger), 'base64');

async function inTime<Value>(reading: Promise<Value>, milliseconds: number): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`not read within ${String(milliseconds)} ms`));
    }, milliseconds);
  });
  try {
    return await Promise.race([reading, late]);
  } finally {
    clearTimeout(timer);
  }
}
