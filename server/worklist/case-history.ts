/** What happened to a case, in words. */
import type { CaseDetail } from '../../api-contract/worklist.schema.ts';
import { dateText, parsePlainDate } from '../../domain/kernel/plain-date.ts';
import type { NameOf } from '../board/staff-names.ts';
import type { CaseEvent } from '../store/case-events.ts';

export const historyOf = (events: readonly CaseEvent[], nameOf: NameOf): CaseDetail['history'] =>
  events.map((event) => ({
    at: event.at.toISOString(),
    ...(event.actor === null ? {} : { by: { ref: event.actor, name: nameOf(event.actor) } }),
    kind: event.kind,
    text: textOf(event, nameOf),
  }));

function textOf({ kind, detail, actor }: CaseEvent, nameOf: NameOf): string {
  const say = WORDS[kind];
  return say === undefined ? kind : say({ detail, nameOf, actor });
}

interface Saying {
  readonly detail: Readonly<Record<string, unknown>>;
  readonly nameOf: NameOf;
  readonly actor: string | null;
}

const said = ({ detail }: Saying, name: string): string => {
  const value = detail[name];
  return typeof value === 'string' ? value : '';
};

const day = (text: string): string => {
  const date = parsePlainDate(text);
  return date.ok ? dateText(date.value) : text;
};

const WORDS: Readonly<Record<string, (saying: Saying) => string>> = {
  opened: (saying) =>
    `Opened by ${byDecision(saying) ? 'a decision' : 'a gap in charting'}, for ${routeWord(said(saying, 'route'))}.`,
  updated: (saying) =>
    byDecision(saying) ? 'A new decision changed what is asked.' : 'The gap in charting is another one now.',
  moved: (saying) => `Went with the visit from ${said(saying, 'from')} to ${said(saying, 'to')}.`,
  closed: (saying) => {
    if (said(saying, 'outcome') === 'visit-gone') return 'Closed: the visit is no longer booked.';
    return byDecision(saying) ? 'Closed by a new decision.' : 'Closed by itself: nothing is left to chart.';
  },
  lapsed: () => 'Lapsed: the draft was never booked.',
  acknowledged: () => 'The card was accepted in the EHR.',
  assigned: (saying) =>
    said(saying, 'to') === saying.actor ? 'Taken.' : `Assigned to ${saying.nameOf(said(saying, 'to'))}.`,
  released: () => 'Released: nobody owns it.',
  snoozed: (saying) => `Snoozed until ${day(said(saying, 'until'))}.`,
  woken: () => 'Taken out of snooze.',
  waiting: (saying) =>
    `Waiting for ${said(saying, 'for')}${said(saying, 'until') === '' ? '' : ` until ${day(said(saying, 'until'))}`}.`,
  resumed: () => 'No longer waiting.',
  urgency: ({ detail }) => (detail['urgent'] === true ? 'Stated urgent.' : 'Stated routine.'),
  note: (saying) => said(saying, 'text'),
  resolved: (saying) =>
    [`Resolved: ${said(saying, 'outcome').replace('-', ' ')}, ${day(said(saying, 'on'))}.`, said(saying, 'comment')]
      .filter((text) => text !== '')
      .join(' '),
  reopened: () => 'Opened again.',
  undone: (saying) => `Undone: ${said(saying, 'of')}.`,
  escalated: (saying) => `Due ${day(said(saying, 'due'))} was missed; the supervisor was told.`,
};

/** The other cases come of gaps in charting. */
const byDecision = (saying: Saying): boolean => said(saying, 'decision') !== '';

const DESK_WORDS: Readonly<Record<string, string>> = {
  'peer-to-peer': 'peer-to-peer',
  'charge-nurse': 'the charge nurse',
  pharmacy: 'the pharmacy',
};

const routeWord = (route: string): string => DESK_WORDS[route] ?? `the ${route} desk`;
