import type { Kysely } from 'kysely';

import type { SiteDesk } from '../assessment/assess-patient.ts';
import type { WithLedger } from '../assessment/beside-ledger.ts';
import type { Log } from '../observability/log.ts';
import { errorFields } from '../observability/log.ts';
import type { Database } from '../store/database.ts';
import { ledgerFor } from '../store/ledger.ts';
import type { KnowledgeHolder } from './knowledge-in-force.ts';
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
      return { drugs, policies, policiesVersion, holidays, routing, localCases: localCases.get(tenant) ?? [] };
    },
    withLedger: ledgerOf(db, tenant, log),
  };
}

/** Far above what a reading takes, and well within what a hook may take. */
const LEDGER_MS = 1000;

const ledgerOf =
  (db: Kysely<Database>, tenant: string, log: Log): WithLedger =>
  async (record) => {
    try {
      const ledger = await inTime(ledgerFor(db, tenant, knownPatient(record)), LEDGER_MS);
      return { record: withLedger(record, ledger), suppliesAuthorizations: ledger.suppliesAuthorizations };
    } catch (error) {
      log.error('ledger not read', { tenant, error: errorFields(error) });
      return undefined;
    }
  };

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
