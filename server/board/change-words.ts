/** What differs between two standings of one visit, one line for each thing. */
import type { WordChange } from '../../api-contract/changes.schema.ts';
import { ruleBook } from '../../domain/decision/rule-book.ts';
import { definedOnly } from '../assessment/defined-only.ts';
import type { KeptStanding, StandingFinding } from './standing-words.ts';
import { findingsOf } from './standing-words.ts';

/** Without a standing before, everything that it says now is new; without one now, the visit is gone and says nothing. */
export function changesBetween(
  before: KeptStanding | undefined,
  after: KeptStanding | undefined,
  nameOfOrder: (order: string) => string | undefined,
): WordChange[] {
  if (after === undefined) return [];
  return [
    ...drugChanges(before, after, nameOfOrder),
    ...findingChanges(before, after, nameOfOrder),
    ...plainChange('route', before?.route, after.route),
    ...plainChange('due', before?.dueBy, after.dueBy),
    ...(before?.scheduled === undefined || after.scheduled === undefined
      ? []
      : (['start', 'place', 'payer'] as const).flatMap((kind) =>
          plainChange(kind, before.scheduled?.[kind], after.scheduled?.[kind]),
        )),
  ];
}

type NameOfOrder = (order: string) => string | undefined;

function drugChanges(before: KeptStanding | undefined, after: KeptStanding, nameOfOrder: NameOfOrder): WordChange[] {
  const [was, is] = [statesOf(before), statesOf(after)];
  return union(was, is).flatMap(([order, left, right]) => {
    const what = nameOfOrder(order) ?? (right ?? left)?.hcpcs ?? 'A drug without a code';
    return [...stateChange(what, left, right), ...doseChange(what, left, right)];
  });
}

type StandingDrug = KeptStanding['drugs'][number];

const stateChange = (what: string, left: StandingDrug | undefined, right: StandingDrug | undefined): WordChange[] =>
  isSameDrug(left, right) ? [] : [{ kind: 'drug', what, ...sides(left?.state, right?.state) }];

const isSameDrug = (left: StandingDrug | undefined, right: StandingDrug | undefined): boolean =>
  left?.state === right?.state && left?.hcpcs === right?.hcpcs;

/** Told only where both looks kept the dose: of a drug that came or went its state says enough. */
function doseChange(what: string, left: StandingDrug | undefined, right: StandingDrug | undefined): WordChange[] {
  const [was, is] = [left?.units, right?.units];
  return was === undefined || is === undefined || was === is
    ? []
    : [{ kind: 'dose', what, ...sides(was?.toString(), is?.toString()) }];
}

/** Every key of either, with what each has under it. */
function union<Value>(
  was: ReadonlyMap<string, Value>,
  is: ReadonlyMap<string, Value>,
): (readonly [string, Value | undefined, Value | undefined])[] {
  return [...new Set([...was.keys(), ...is.keys()])].map((key) => [key, was.get(key), is.get(key)] as const);
}

const sides = (before: string | undefined, after: string | undefined) => definedOnly({ before, after });

const statesOf = (standing: KeptStanding | undefined) =>
  new Map((standing?.drugs ?? []).map((drug) => [drug.order, drug]));

/** Only the two verdicts that ask for somebody are in a standing. */
function findingChanges(before: KeptStanding | undefined, after: KeptStanding, nameOfOrder: NameOfOrder): WordChange[] {
  return union(verdictsOf(before), verdictsOf(after)).flatMap(([, left, right]) => {
    const finding = right ?? left;
    if (finding === undefined || left?.verdict === right?.verdict) return [];
    const what = findingName(finding, nameOfOrder);
    return [{ kind: 'finding' as const, what, ...sides(left?.verdict, right?.verdict) }];
  });
}

function findingName({ rule, about }: StandingFinding, nameOfOrder: NameOfOrder): string {
  const [title, name] = [TITLES.get(rule) ?? rule, nameOfOrder(about)];
  return name === undefined ? title : `${title} (${name})`;
}

const verdictsOf = (standing: KeptStanding | undefined) =>
  new Map(
    (standing === undefined ? [] : findingsOf(standing)).map((finding) => [
      `${finding.rule} ${finding.about}`,
      finding,
    ]),
  );

const TITLES: ReadonlyMap<string, string> = new Map(
  [...ruleBook.visit, ...ruleBook.drug].map(({ id, title }) => [id, title]),
);

function plainChange(kind: WordChange['kind'], before: string | undefined, after: string | undefined): WordChange[] {
  return before === after ? [] : [{ kind, what: '', ...sides(before, after) }];
}
