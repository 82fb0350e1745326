/**
 * The visits of one day with go, no-go or cannot tell, as a table that prints. In a narrow frame its rows are laid out
 * as sheets; the roles keep it a table for screen readers.
 */
import type { ReactElement } from 'react';
import type { ReadinessAnswer, ReadinessDay, ReadinessVisit } from '../../../api-contract/readiness.schema.ts';
import { StateBadge } from '../../ui/state-badge.tsx';
import { clockText, fullDay, longDay, momentText, relativeDay, shortDay } from '../../ui/text.ts';
import type { Wording } from '../../ui/wording.ts';
import { CASE_ROUTE } from '../../ui/wording.ts';

const ANSWER: Readonly<Record<ReadinessAnswer, Wording>> = {
  go: { word: 'Go', tone: 'confirmed', shape: 'check' },
  'no-go': { word: 'No-go', tone: 'action', shape: 'triangle' },
  'cannot-tell': { word: 'Cannot tell', tone: 'unknown', shape: 'question' },
};

interface DayProps {
  readonly day: ReadinessDay;
  /** Whose visits alone are shown; empty: those of every site. */
  readonly site: string;
  readonly today: string;
  readonly timeZone: string;
}

export const ReadinessDayTable = ({ day, site, today, timeZone }: DayProps): ReactElement => {
  const id = `cr-readiness-${day.date}`;
  return (
    <section className="cr-readiness-day" aria-labelledby={id}>
      <h2 id={id}>
        {longDay(day.date)}
        {site !== '' && `, ${site}`} <span className="cr-muted">({relativeDay(day.date, today)})</span>
      </h2>
      <p className="cr-small">
        {countText(day.visits, site)} {answerByText(day, today)}
      </p>
      {day.visits.length > 0 && (
        <table role="table" className="cr-readiness-table" aria-labelledby={id}>
          <thead role="rowgroup">
            <tr role="row">
              <th role="columnheader" scope="col">
                Time
              </th>
              <th role="columnheader" scope="col">
                Patient
              </th>
              <th role="columnheader" scope="col">
                Drug and payer
              </th>
              <th role="columnheader" scope="col">
                Answer
              </th>
              <th role="columnheader" scope="col">
                Why
              </th>
              <th role="columnheader" scope="col">
                Owner
              </th>
            </tr>
          </thead>
          <tbody role="rowgroup">
            {day.visits.map((visit) => (
              <VisitRow key={visit.appointment} visit={visit} timeZone={timeZone} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
};

function countText(visits: readonly ReadinessVisit[], site: string): string {
  if (visits.length === 0) return `No infusion visit is known on this day${site === '' ? '' : ' at this site'}.`;
  const count = (answer: ReadinessAnswer): number => visits.filter((visit) => visit.answer === answer).length;
  return `${String(count('go'))} go, ${String(count('no-go'))} no-go, ${String(count('cannot-tell'))} cannot tell.`;
}

function answerByText({ answerBy }: ReadinessDay, today: string): string {
  if (answerBy === today) return 'The answer is due today.';
  return answerBy < today ? `The answer was due ${shortDay(answerBy)}.` : `The answer is due ${shortDay(answerBy)}.`;
}

const VisitRow = ({ visit, timeZone }: { readonly visit: ReadinessVisit; readonly timeZone: string }): ReactElement => (
  <tr role="row" className={visit.stale ? 'cr-readiness-old' : undefined}>
    <td role="cell" data-name="Time">
      {timeText(visit, timeZone)}
      {visit.place !== undefined && <span className="cr-muted"> {visit.place}</span>}
    </td>
    <th role="rowheader" scope="row" data-name="Patient">
      <bdi>{visit.patient.name ?? 'Name not in the record'}</bdi>
      <span className="cr-muted">
        {' '}
        {visit.patient.birthDate === undefined ? 'birth date not known' : `born ${fullDay(visit.patient.birthDate)}`}
      </span>
    </th>
    <td role="cell" data-name="Drug and payer">
      {visit.drugs.length === 0 ? 'Drug unknown' : visit.drugs.join(', ')}
      <span className="cr-muted"> {visit.payer ?? 'payer not known'}</span>
    </td>
    <td role="cell" data-name="Answer">
      <StateBadge state={ANSWER[visit.answer]} />
    </td>
    <td role="cell" data-name="Why">
      {visit.why}
      <span className="cr-muted"> {lookedAt(visit, timeZone)}</span>
    </td>
    <td role="cell" data-name="Owner">
      {ownerText(visit)}
    </td>
  </tr>
);

const timeText = ({ start }: ReadinessVisit, timeZone: string): string =>
  (start === undefined ? undefined : clockText(start, timeZone)) ?? 'time unknown';

function lookedAt({ evaluatedAt, stale }: ReadinessVisit, timeZone: string): string {
  if (evaluatedAt === undefined) return 'Never evaluated.';
  const at = momentText(evaluatedAt, timeZone) ?? evaluatedAt;
  return stale ? `Old: evaluated ${at}.` : `Evaluated ${at}.`;
}

function ownerText({ case: open, answer }: ReadinessVisit): string {
  if (open === undefined) return answer === 'go' ? 'no open case' : 'no case yet';
  const team = open.route in CASE_ROUTE ? CASE_ROUTE[open.route as keyof typeof CASE_ROUTE] : open.route;
  const due = open.dueBy === undefined ? '' : `, due ${shortDay(open.dueBy)}`;
  return `${open.owner ?? 'nobody yet'} (${team})${due}`;
}
