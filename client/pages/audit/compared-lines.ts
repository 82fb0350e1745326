/** Two decisions on the same facts, line by line: what each says alone, what both say otherwise, what is the same. */
import type { DecisionView, VisitView } from '../../../api-contract/decision-view.schema.ts';
import { AUTHORIZATION_STATE, findingWording, LIKELIHOOD, ROUTE_TARGET } from '../../ui/wording.ts';

/** `other`: the side across has a line about the same, and it says something else. */
export type Difference = 'same' | 'other' | 'alone';

export interface ComparedLine {
  /** What the line is about: the same on both sides. */
  readonly key: string;
  /** Before the text, where it has a kind. */
  readonly kind?: string;
  readonly text: string;
  readonly difference: Difference;
}

export interface ComparedVisit {
  readonly appointment: string;
  readonly date: string;
  readonly lines: readonly ComparedLine[];
}

export interface Comparison {
  readonly then: readonly ComparedVisit[];
  readonly now: readonly ComparedVisit[];
  /** A line that both sides have counts once. */
  readonly differing: number;
}

export function compared(then: DecisionView, now: DecisionView): Comparison {
  const [thenLines, nowLines] = [linesOf(then), linesOf(now)];
  const sides = { then: visitsBeside(then, nowLines), now: visitsBeside(now, thenLines) };
  const differing = new Set(
    [...sides.then, ...sides.now].flatMap(({ lines }) => lines.filter(differs).map(({ key }) => key)),
  );
  return { ...sides, differing: differing.size };
}

export const differs = ({ difference }: ComparedLine): boolean => difference !== 'same';

type Line = Omit<ComparedLine, 'difference'>;

const linesOf = ({ visits }: DecisionView): ReadonlyMap<string, Line> =>
  new Map(visits.flatMap((visit) => linesOfVisit(visit).map((line) => [line.key, line])));

const visitsBeside = ({ visits }: DecisionView, across: ReadonlyMap<string, Line>): readonly ComparedVisit[] =>
  visits.map((visit) => ({
    appointment: visit.appointment,
    date: visit.date,
    lines: linesOfVisit(visit).map((line) => ({ ...line, difference: differenceOf(line, across.get(line.key)) })),
  }));

function differenceOf(line: Line, across: Line | undefined): Difference {
  if (across === undefined) return 'alone';
  return across.text === line.text && across.kind === line.kind ? 'same' : 'other';
}

function linesOfVisit({ appointment, drugs, findings, likelihood, route }: VisitView): readonly Line[] {
  const about = (...what: readonly string[]): string => JSON.stringify([appointment, ...what]);
  return [
    ...drugs.map(({ order, name, authorization }) => ({
      key: about('drug', order),
      text: `${name}: ${AUTHORIZATION_STATE[authorization.state].word}`,
    })),
    ...findings.map((finding) => ({
      key: about('finding', finding.rule, finding.about),
      kind: findingWording(finding).word,
      text: finding.sentence,
    })),
    ...(likelihood === undefined || likelihood === null
      ? []
      : [{ key: about('likelihood'), kind: 'Cleared by the visit', text: LIKELIHOOD[likelihood.word] }]),
    { key: about('next'), kind: routeOf(route), text: route.why },
  ];
}

const routeOf = ({ to }: VisitView['route']): string => (to === undefined ? 'Next' : `Next, ${ROUTE_TARGET[to]}`);
