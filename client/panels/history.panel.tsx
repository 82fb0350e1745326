/** What happened since a day: changed decisions, words of the staff and steps of the case, newest first. */
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { ReactElement } from 'react';
import { mayReadStatements } from '../../api-contract/attestation-rights.ts';
import type { PatientHistory } from '../../api-contract/attestation-view.schema.ts';
import type { DecisionView, VisitView } from '../../api-contract/decision-view.schema.ts';
import { ROUTES } from '../../api-contract/routes.ts';
import type { SessionView } from '../../api-contract/session.schema.ts';
import { addDays, parsePlainDate } from '../../domain/kernel/plain-date.ts';
import type { Api } from '../api/api-client.ts';
import { hasEnded } from '../api/api-problem.ts';
import { momentText, shortDay } from '../ui/text.ts';
import { historyEntries } from './history-entries.tsx';
import type { HistoryEntry } from './history-entries.tsx';
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
        <Entries
          history={history.data}
          entries={historyEntries(history.data, isWide ? undefined : visit)}
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

interface EntriesProps {
  readonly history: PatientHistory;
  readonly entries: readonly HistoryEntry[];
  readonly timeZone: string | undefined;
}

const Entries = ({ history, entries, timeZone }: EntriesProps): ReactElement => (
  <>
    {entries.length === 0 && <p>Nothing changed or was recorded since {shortDay(history.since)}.</p>}
    {entries.length > 0 && (
      <ol className="cr-staff-list">
        {entries.map(({ key, at, line, source }) => (
          <li key={key}>
            <p>{line}</p>
            <p className="cr-small cr-muted">
              <bdi>{source}</bdi>, {momentText(at, timeZone) ?? at}
            </p>
          </li>
        ))}
      </ol>
    )}
    {history.cutShort && <p className="cr-small cr-muted">Older decisions than these were not compared.</p>}
  </>
);
