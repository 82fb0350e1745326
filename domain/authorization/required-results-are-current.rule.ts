import { defineDrugRule, houseRule } from './authorization-rule.ts';
import type { PlainDate } from '../kernel/plain-date.ts';
import { daysBetween } from '../kernel/plain-date.ts';
import type { DrugCase } from './drug-case.ts';
import { policyOf } from './words.ts';

type Reason =
  | { readonly code: 'due'; readonly absent: readonly string[]; readonly old: readonly string[] }
  | { readonly code: 'current' }
  | { readonly code: 'no-source' };

export const requiredResultsAreCurrent = defineDrugRule<Reason>({
  id: 'authorization/required-results-are-current',
  title: 'Every result that the policy asks for is on record and recent enough',
  trigger: 'lab-due',
  source: houseRule('R16', 'CARC 226 and CARC 252'),
  reads: ['observations', 'required results of the policy'],
  notEvaluatedWhen: 'the policy asks for none, or the site supplies no results',
  reasons: ['due', 'current', 'no-source'],

  judge(drugCase) {
    const required = policyOf(drugCase)?.requiredResults ?? [];
    if (required.length === 0 || !drugCase.snapshot.supplies.results) {
      return { verdict: 'not-applicable', reason: { code: 'no-source' } };
    }
    const dated = required.map((result) => ({ ...result, on: newestResult(drugCase, result.loinc) }));
    const absent = dated.filter(({ on }) => on === undefined).map(({ name }) => name);
    const old = dated.filter((result) => isTooOld(result, drugCase.visit.date)).map(({ name }) => name);
    return absent.length + old.length === 0
      ? { verdict: 'clear', reason: { code: 'current' } }
      : { verdict: 'at-risk', severity: 'warning', reason: { code: 'due', absent, old } };
  },

  say(reason, name) {
    switch (reason.code) {
      case 'due': {
        const absent = reason.absent.length > 0 ? [`${reason.absent.join(', ')} not on record`] : [];
        const old = reason.old.length > 0 ? [`${reason.old.join(', ')} older than the policy allows`] : [];
        return `${name}: ${[...absent, ...old].join('; ')}.`;
      }
      case 'current':
        return `${name}: every required result is on record and recent enough.`;
      case 'no-source':
        return `${name}: the policy asks for no results, or the site supplies none.`;
    }
  },

  act: (reason) => (reason.code === 'due' ? 'get the required results' : undefined),
});

const newestResult = ({ snapshot, today }: DrugCase, loinc: string): PlainDate | undefined =>
  snapshot.clinical.results
    .filter((result) => result.loinc.includes(loinc))
    .map(({ on }) => on)
    .filter((on): on is PlainDate => on !== undefined && on <= today)
    .sort()
    .at(-1);

const isTooOld = (
  { on, maxAgeDays }: { readonly on: PlainDate | undefined; readonly maxAgeDays?: number },
  visit: PlainDate,
): boolean => on !== undefined && maxAgeDays !== undefined && daysBetween(on, visit) > maxAgeDays;
