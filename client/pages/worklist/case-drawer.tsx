/** One case in a drawer: whose it is, what to do, what was decided, what happened, and the controls that change it. */
import { Skeleton } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { Link } from 'react-router';
import { isCharting } from '../../../api-contract/case-routes.ts';
import type { DecisionView, VisitView } from '../../../api-contract/decision-view.schema.ts';
import type { CaseDetail, CaseRow } from '../../../api-contract/worklist.schema.ts';
import { WORKLIST_ROUTES } from '../../../api-contract/worklist.routes.ts';
import { DrugPanel } from '../../panels/drug.panel.tsx';
import { ExposurePanel } from '../../panels/exposure.panel.tsx';
import { FindingsPanel } from '../../panels/findings.panel.tsx';
import { LikelihoodPanel } from '../../panels/likelihood.panel.tsx';
import { Drawer } from '../../ui/drawer.tsx';
import { PageProblem } from '../../ui/page-problem.tsx';
import { momentText } from '../../ui/text.ts';
import { CASE_ROUTE } from '../../ui/wording.ts';
import { useRoute } from '../use-route.ts';
import { CaseActions } from './case-actions.tsx';
import { aboutOf, drugOf, statusOf } from './case-words.ts';
import type { CaseDrawerProps } from './drawer-props.ts';
import { ToldLine } from './told-line.tsx';

export const CaseDrawer = (props: CaseDrawerProps): ReactElement => {
  const { api, onEnded, row, onClose } = props;
  const query = useRoute({
    key: ['case', row.id],
    fetch: () => api.call(WORKLIST_ROUTES.worklistCase, { params: { id: row.id } }),
    onEnded,
    keepsEarlier: true,
  });
  const shown = query.data?.case ?? row;
  const timeZone = query.data?.decision?.timeZone;
  return (
    <Drawer title={`Case: ${drugOf(shown)}`} about={aboutOf(shown, timeZone)} onClose={onClose}>
      <div className="cr-worklist-details">
        <ToldLine acts={props.acts} />
        <CaseActions {...props} row={shown} />
        <Why row={shown} />
        <Fetching query={query} />
        {query.data !== undefined && <Details {...props} detail={query.data} />}
      </div>
    </Drawer>
  );
};

const Fetching = ({ query }: { readonly query: UseQueryResult<CaseDetail> }): ReactElement | null => {
  if (query.data !== undefined) return null;
  if (query.isPending) return <Skeleton height={200} aria-label="Reading the case" />;
  return <PageProblem title="The details are not shown" problem={query.error} onRetry={() => void query.refetch()} />;
};

const Why = ({ row }: { readonly row: CaseRow }): ReactElement => (
  <section className="cr-panel" aria-label="What is asked">
    <h2>{statusOf(row) ?? `For: ${CASE_ROUTE[row.route]}`}</h2>
    <p>{row.sentence ?? row.why}</p>
    {row.news !== undefined && (
      <p>
        <strong>Changed since its owner last looked:</strong> {row.news}
      </p>
    )}
    {row.missing.length > 0 && (
      <>
        <h3 className="cr-small-heading">Missing</h3>
        <ul>
          {row.missing.map((name) => (
            <li key={name}>☐ {name}</li>
          ))}
        </ul>
      </>
    )}
    {row.closed?.reason !== undefined && <p>{row.closed.reason}</p>}
    {row.isBaseline && <p className="cr-muted">Opened while this site showed no cards.</p>}
    <p className="cr-worklist-print-off">
      <Onward row={row} />
    </p>
  </section>
);

const Onward = ({ row }: { readonly row: CaseRow }): ReactElement =>
  isCharting(row.route) ? (
    <Link to={`/waste/visit/${row.visit.appointment}/${row.visit.date}`}>Open the charting of this visit</Link>
  ) : (
    <Link to={`/worklist/brief/${row.id}`}>Brief for a peer-to-peer call</Link>
  );

const Details = ({ detail, session }: CaseDrawerProps & { readonly detail: CaseDetail }): ReactElement => (
  <>
    {isCharting(detail.case.route) ? null : detail.decision === undefined ? (
      <p className="cr-panel">
        The decision behind this case is not shown: either it is not kept any more, or another patient’s chart is open
        in the EHR.
      </p>
    ) : (
      <Decided decision={detail.decision} row={detail.case} today={session.today} />
    )}
    <History detail={detail} />
  </>
);

interface DecidedProps {
  readonly decision: DecisionView;
  readonly row: CaseRow;
  readonly today: string;
}

const Decided = ({ decision, row }: DecidedProps): ReactElement | null => {
  const visit =
    decision.visits.find(({ appointment }) => appointment === row.visit.appointment) ??
    decision.visits.find(({ date }) => date === row.visit.date);
  if (visit === undefined) return <p className="cr-panel">The kept decision does not speak of this visit.</p>;
  return (
    <>
      {visit.drugs.map((drug) => (
        <DrugPanel key={drug.order} decision={decision} visit={visit} drug={drug} />
      ))}
      <FindingsPanel visit={visit} evaluated />
      {visit.likelihood !== undefined && (
        <LikelihoodPanel likelihood={visit.likelihood} isCovered={isCovered(visit)} today={decision.today} />
      )}
      {visit.exposure !== undefined && <ExposurePanel exposure={visit.exposure} />}
    </>
  );
};

const isCovered = ({ drugs }: VisitView): boolean =>
  drugs.length > 0 && drugs.every(({ authorization: { state } }) => state === 'valid' || state === 'not-required');

const History = ({ detail }: { readonly detail: CaseDetail }): ReactElement => (
  <section className="cr-panel" aria-label="History">
    <h2>History</h2>
    {detail.history.length === 0 && <p>Nothing has been done yet.</p>}
    <ol className="cr-worklist-history">
      {detail.history.toReversed().map((event, index) => (
        <li key={`${event.at} ${String(index)}`}>
          <span className="cr-muted">
            {momentText(event.at, detail.decision?.timeZone) ?? event.at}
            {event.by === undefined ? '' : `, ${event.by.name ?? event.by.ref}`}:
          </span>{' '}
          {event.text}
        </li>
      ))}
    </ol>
  </section>
);
