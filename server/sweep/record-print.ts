/** A print of everything that one patient's decision is made from, but for the ledger, which tells its own. */
import { hash } from 'node:crypto';
import type { Assessor, GatheredRecord, SiteDesk } from '../assessment/assess-patient.ts';

export interface PrintedQuestion {
  /** `Patient/p1`. */
  readonly patient: string;
  readonly site: SiteDesk;
  readonly assessor: Assessor;
  readonly rulesVersion: string;
}

/**
 * SHA-256 of what was read, as it came and in the order in which it came, of what could not be read, of the day, and of
 * the rules, tables, policies and settings in force. Two that are the same were made from the same, for `decideRecord`
 * looks at nothing else but the ledger; two that differ may still mean the same, which costs a decision and no more.
 *
 * What a process holds for long and never changes is told by which object it is: the print means nothing to another
 * process. Undefined where JSON may not tell two records apart: it writes a number that is too large as null.
 */
export function recordPrint(
  { resources, notRead, today, knowledge }: GatheredRecord,
  { patient, site, assessor, rulesVersion }: PrintedQuestion,
): string | undefined {
  const { drugs, policies, policiesVersion, holidays, routing, localCases = NONE } = knowledge;
  const held = [drugs, policies, holidays, routing, localCases, site.zones, site.sites].map(nameOf);
  const code = [nameOf(assessor.readRecord), nameOf(assessor.decide)];
  const text = JSON.stringify([patient, today, rulesVersion, policiesVersion, held, code, notRead, resources]);
  return text.includes('null') ? undefined : hash('sha256', text, 'base64');
}

const NONE: readonly never[] = [];

const names = new WeakMap<object, number>();
let named = 0;

function nameOf(held: object): number {
  const known = names.get(held);
  if (known !== undefined) return known;
  named += 1;
  names.set(held, named);
  return named;
}
