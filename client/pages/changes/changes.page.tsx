/** What changed since yesterday: every visit that stands otherwise than before, with the words before and after. */
import './changes.css';
import { useEffect } from 'react';
import type { ReactElement } from 'react';
import { useSearchParams } from 'react-router';
import { CHANGES_ROUTES } from '../../../api-contract/changes.routes.ts';
import type { ChangedVisit, Changes } from '../../../api-contract/changes.schema.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { atSite, SiteChoice, useSite } from '../../ui/site-choice.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { countText, fullDay, longDay, momentText, nearDay, relativeDay } from '../../ui/text.ts';
import { VISIT_STATE } from '../../ui/wording.ts';
import { Fetched, PageHead } from '../fetched.tsx';
import type { PageProps } from '../page.ts';
import { useRoute } from '../use-route.ts';
import { changeLine, KIND_WORDS } from './change-line.ts';

export const ChangesPage = ({ api, onEnded }: PageProps): ReactElement => {
  const [params, setParams] = useSearchParams();
  const since = params.get('since') ?? undefined;
  const query = useRoute({
    key: ['changes', since],
    fetch: () => api.call(CHANGES_ROUTES.changes, { query: { since } }),
    onEnded,
    keepsEarlier: true,
  });
  useEffect(() => {
    document.title = 'What changed - ChairReady';
  }, []);
  const { data } = query;
  return (
    <main className="cr-page cr-changes">
      <PageHead
        title={data === undefined ? 'What changed' : `What changed since ${sinceText(data)}`}
        query={query}
        fetching="Reading the changes…"
        fetched={sweptText}
        again="Read again"
      >
        {data !== undefined && (
          <Since changes={data} onChoose={(day) => setParams((before) => withSince(before, day))} />
        )}
      </PageHead>
      <Fetched
        query={query}
        problem="The changes could not be read"
        meanwhile="That says nothing about whether something changed."
        earlier={(changes) => `Reading again did not work. These are earlier changes. ${sweptText(changes)}`}
      >
        {(changes) => <Shown changes={changes} />}
      </Fetched>
    </main>
  );
};

function withSince(before: URLSearchParams, day: string): URLSearchParams {
  const next = new URLSearchParams(before);
  next.set('since', day);
  return next;
}

interface SinceProps {
  readonly changes: Changes;
  readonly onChoose: (day: string) => void;
}

const Since = ({ changes, onChoose }: SinceProps): ReactElement => (
  <label className="cr-field">
    <span>Since</span>
    <input
      type="date"
      value={changes.since}
      max={changes.today}
      onChange={({ target: { value } }) => value !== '' && onChoose(value)}
    />
  </label>
);

const sinceText = ({ since, today }: Changes): string => {
  const near = relativeDay(since, today);
  return near === 'yesterday' || near === 'today' ? near : `${nearDay(since, today)} (${near})`;
};

const sweptText = ({ lastSweepAt, timeZone }: Changes): string =>
  lastSweepAt === undefined
    ? 'No sweep has read the schedule yet.'
    : `Schedule last swept ${momentText(lastSweepAt, timeZone) ?? lastSweepAt}.`;

const Shown = ({ changes }: { readonly changes: Changes }): ReactElement => {
  const [site, chooseSite] = useSite();
  const visits = atSite(changes.visits, site);
  return (
    <>
      <SiteChoice visits={changes.visits} site={site} onChoose={chooseSite} />
      {changes.isCut && <p className="cr-notice">More changed than is shown. Choose a later day to begin with.</p>}
      {changes.visits.length > 0 && visits.length === 0 && (
        <EmptyState title="Nothing changed at this site">
          <p>{countText(changes.visits.length)} visits of other sites stand otherwise than before.</p>
        </EmptyState>
      )}
      {changes.visits.length === 0 && (
        <EmptyState title={changes.lastSweepAt === undefined ? 'Not looked yet' : 'Nothing changed'}>
          <p>
            {changes.lastSweepAt === undefined
              ? 'No sweep has read the schedule, so whether something changed is not known.'
              : 'Every visit that was looked at stands as it did before.'}
          </p>
        </EmptyState>
      )}
      <ul className="cr-changes-list">
        {visits.map((visit) => (
          <Visit key={visit.appointment} visit={visit} changes={changes} />
        ))}
      </ul>
    </>
  );
};

interface VisitProps {
  readonly visit: ChangedVisit;
  readonly changes: Changes;
}

const Visit = ({ visit, changes: { today, timeZone } }: VisitProps): ReactElement => (
  <li className="cr-panel">
    <div className="cr-panel-head">
      <h2>
        <bdi>{visit.patient.name ?? 'Name not in the record'}</bdi>
      </h2>
      <span className="cr-muted">
        {visit.patient.birthDate === undefined ? 'birth date not known' : `born ${fullDay(visit.patient.birthDate)}`}
      </span>
      <span className="cr-grow">
        visit {longDay(visit.date)} <span className="cr-muted">({relativeDay(visit.date, today)})</span>
      </span>
      {visit.state !== undefined && <StateBadge state={VISIT_STATE[visit.state]} />}
      <span>{visit.owner === undefined ? 'no owner' : `owner: ${visit.owner}`}</span>
    </div>
    <ul>
      {visit.changes.map((change) => (
        <li key={`${change.at} ${change.kind}`} className="cr-changes-change">
          <p>
            <strong>{KIND_WORDS[change.kind]}</strong>{' '}
            <span className="cr-muted">{momentText(change.at, timeZone) ?? change.at}</span>
          </p>
          <ul className="cr-changes-words">
            {change.words.map((word) => {
              const { what, before, after } = changeLine(word, timeZone);
              return (
                <li key={`${word.kind} ${word.what}`}>
                  {what}: {before !== undefined && <span className="cr-muted">{before}, now </span>}
                  <strong>{after}</strong>
                </li>
              );
            })}
          </ul>
        </li>
      ))}
    </ul>
  </li>
);
