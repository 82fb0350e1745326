/** What changed since a day: how each drug of this visit was decided before and after, newest first. */
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { ReactElement } from 'react';
import { mayReadStatements } from '../../api-contract/attestation-rights.ts';
import type { DrugChange, PatientHistory } from '../../api-contract/attestation-view.schema.ts';
import type { DecisionView, VisitView } from '../../api-contract/decision-view.schema.ts';
import { ROUTES } from '../../api-contract/routes.ts';
import type { SessionView } from '../../api-contract/session.schema.ts';
import { addDays, parsePlainDate } from '../../domain/kernel/plain-date.ts';
import type { Api } from '../api/api-client.ts';
import { hasEnded } from '../api/api-problem.ts';
import { momentText, nearDay, shortDay } from '../ui/text.ts';
import { changeText } from '../view/statement-words.ts';
import './staff.css';

interface HistoryPanelProps {
  readonly api: Api;
  readonly session: SessionView;
  readonly decision: DecisionView;
  readonly visit: VisitView;
  readonly onEnded: () => void;
}

export const HistoryPanel = (props: HistoryPanelProps): ReactElement | null =>
  mayReadStatements(props.session.user.role) ? <History {...props} /> : null;

const DAYS_BACK = 7;

const History = ({ api, session, decision, visit, onEnded }: HistoryPanelProps): ReactElement => {
  const [since, setSince] = useState(() => daysBefore(session.today, DAYS_BACK));
  const [isWide, setWide] = useState(false);
  const history = useQuery({
    queryKey: ['history', decision.id, since],
    queryFn: () => api.call(ROUTES.patientHistory, { query: { since } }),
    enabled: parsePlainDate(since).ok,
  });
  const ended = hasEnded(history.error);
  useEffect(() => {
    if (ended) onEnded();
  }, [ended, onEnded]);
  return (
    <section className="cr-panel" aria-label="What changed">
      <h2>What changed</h2>
      <div className="cr-staff-since">
        <label>
          since{' '}
          <input
            type="date"
            value={since}
            max={session.today}
            onChange={({ currentTarget }) => setSince(currentTarget.value)}
          />
        </label>
        {decision.visits.length > 1 && (
          <label>
            <input type="checkbox" checked={isWide} onChange={({ currentTarget }) => setWide(currentTarget.checked)} />{' '}
            all visits
          </label>
        )}
      </div>
      {history.isPending && parsePlainDate(since).ok && <p role="status">Comparing decisions…</p>}
      {history.error !== null && !ended && <p role="alert">The history could not be read. {history.error.message}</p>}
      {history.data !== undefined && (
        <Changes
          history={history.data}
          changes={history.data.changes.filter(({ appointment }) => isWide || appointment === visit.appointment)}
          timeZone={decision.timeZone}
        />
      )}
    </section>
  );
};

function daysBefore(today: string, days: number): string {
  const parsed = parsePlainDate(today);
  return parsed.ok ? addDays(parsed.value, -days) : today;
}

interface ChangesProps {
  readonly history: PatientHistory;
  readonly changes: readonly DrugChange[];
  readonly timeZone: string | undefined;
}

const Changes = ({ history, changes, timeZone }: ChangesProps): ReactElement => (
  <>
    {changes.length === 0 && <p>Nothing changed since {shortDay(history.since)}.</p>}
    {changes.length > 0 && (
      <ol className="cr-staff-list">
        {changes.map((change) => (
          <li key={`${change.at} ${change.appointment} ${change.order}`}>
            <p>
              <bdi>{change.drug}</bdi>, visit {nearDay(change.visitDate, change.on)}: {changeText(change)}
            </p>
            <p className="cr-small cr-muted">
              {shortDay(change.on)}, {DECIDED_BY[change.decidedBy.kind]}
              {' ('}
              {momentText(change.at, timeZone) ?? change.at})
            </p>
          </li>
        ))}
      </ol>
    )}
    {history.cutShort && <p className="cr-small cr-muted">Older decisions than these were not compared.</p>}
  </>
);

const DECIDED_BY: Readonly<Record<DrugChange['decidedBy']['kind'], string>> = {
  hook: 'seen from a screen of the EHR',
  app: 'seen from this app',
  sweep: 'seen by the nightly check',
  'command-line': 'seen from the command line',
};
