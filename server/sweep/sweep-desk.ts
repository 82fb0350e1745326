/** A sweep outside the running server: the same desks, rules and knowledge, made for one command. */
import { decide } from '../../domain/decision/decide.ts';
import { ruleBook } from '../../domain/decision/rule-book.ts';
import { readRecord } from '../../fhir/read-record.ts';
import { sealBatch } from '../audit/seal.ts';
import type { Config } from '../config/load-config.ts';
import { loadPolicies } from '../config/load-policies.ts';
import type { TenantDesk } from '../http/tenant-desk.ts';
import { openTenantDesk } from '../http/tenant-desk.ts';
import { openKnowledge } from '../imports/knowledge-in-force.ts';
import { siteWithImports } from '../imports/site-with-imports.ts';
import type { Log } from '../observability/log.ts';
import { loadRulesBundle } from '../rules-bundle.ts';
import type { CommandHandler } from '../store/command-socket.ts';
import type { Store } from '../store/open-store.ts';
import { sweepHandler } from './sweep.handler.ts';
import type { SweepDesk } from './sweep.job.ts';
import { openSweeper } from './sweep.job.ts';

export async function openSweepHandler(config: Config, store: Store, log: Log): Promise<CommandHandler> {
  const desk = await sweepDeskOn(config, store, log);
  const sweep = sweepHandler(openSweeper(desk), desk);
  return async (request, print) => {
    const reports = await sweep(request, print);
    // No server runs that would seal what was just recorded.
    while ((await sealBatch(store.db)) !== undefined);
    return reports;
  };
}

export async function sweepDeskOn(config: Config, store: Store, log: Log): Promise<SweepDesk> {
  const { timeZone, fixedToday, tenants, policyFiles } = config;
  const now = (): Date => new Date();
  const rules = await loadRulesBundle();
  const knowledge = await openKnowledge(store.db, loadPolicies(policyFiles), log);
  const shared = { ...knowledge.current(), timeZone, fixedToday, now };
  const desks = tenants.map((tenant): [string, TenantDesk] => {
    const opened = openTenantDesk(tenant, shared);
    return [tenant.id, { ...opened, site: siteWithImports(opened.site, tenant.id, { db: store.db, knowledge, log }) }];
  });
  return {
    ...{ db: store.db, desks: new Map(desks), now, log, rulesVersion: rules.version },
    assessor: { readRecord, decide: (snapshot) => decide(ruleBook, snapshot, rules.version) },
    keepRules: () => store.decisions.keepRuleBundle(rules.version, rules.text),
  };
}
