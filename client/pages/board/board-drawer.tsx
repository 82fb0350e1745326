/** One visit of the board in a drawer: what the board says of it, then the kept decision in the panels of the visit. */
import { Skeleton } from '@mantine/core';
import type { ReactElement } from 'react';
import { BOARD_ROUTES } from '../../../api-contract/board.routes.ts';
import type { BoardVisit } from '../../../api-contract/board.schema.ts';
import type { DecisionView, VisitView } from '../../../api-contract/decision-view.schema.ts';
import { DrugPanel } from '../../panels/drug.panel.tsx';
import { EvaluationNotice } from '../../panels/evaluation.panel.tsx';
import { ExposurePanel } from '../../panels/exposure.panel.tsx';
import { FindingsPanel } from '../../panels/findings.panel.tsx';
import { LikelihoodPanel } from '../../panels/likelihood.panel.tsx';
import { NextStepPanel } from '../../panels/next-step.panel.tsx';
import { Drawer } from '../../ui/drawer.tsx';
import { PageProblem } from '../../ui/page-problem.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { fullDay, momentText } from '../../ui/text.ts';
import { CASE_ROUTE } from '../../ui/wording.ts';
import type { PageProps } from '../page.ts';
import { useRoute } from '../use-route.ts';
import { drugsOf, payerOf } from './board-rows.ts';
import { BOARD_STATE, whenAndWhere } from './board-words.ts';

interface BoardDrawerProps extends PageProps {
  readonly visit: BoardVisit;
  readonly timeZone: string;
  readonly onClose: () => void;
}

export const BoardDrawer = (props: BoardDrawerProps): ReactElement => {
  const { visit, timeZone, onClose } = props;
  return (
    <Drawer
      title="Infusion visit"
      about={{ patient: visit.patient, visit: whenAndWhere(visit, timeZone) }}
      onClose={onClose}
    >
      <div className="cr-board-details">
        <OnTheBoard visit={visit} timeZone={timeZone} />
        {visit.decision === undefined ? (
          <p className="cr-panel">Nobody has evaluated this visit yet. Verify its authorization in your usual way.</p>
        ) : (
          <KeptDecision {...props} decisionId={visit.decision} />
        )}
      </div>
    </Drawer>
  );
};

const OnTheBoard = ({ visit, timeZone }: Pick<BoardDrawerProps, 'visit' | 'timeZone'>): ReactElement => (
  <section className="cr-panel" aria-label="On the board">
    <div className="cr-panel-head">
      <StateBadge state={BOARD_STATE[visit.state]} strong />
      <span className="cr-grow">{drugsOf(visit).join(', ')}</span>
    </div>
    <dl className="cr-facts">
      <Fact name="Payer">{payerOf(visit)}</Fact>
      <Fact name="Looked at">
        {visit.evaluatedAt === undefined ? 'never' : (momentText(visit.evaluatedAt, timeZone) ?? visit.evaluatedAt)}
        {visit.stale && ', more than a day ago: it may no longer hold'}
      </Fact>
      {visit.notReadSince !== undefined && <Fact name="Not read since">{visit.notReadSince.why}</Fact>}
      {visit.mixing !== undefined && (
        <Fact name="Drug">{visit.mixing === 'mixed' ? 'mixed, as recorded' : 'not mixed yet, as recorded'}</Fact>
      )}
      {visit.case !== undefined && <Fact name="Case">{caseText(visit.case)}</Fact>}
    </dl>
  </section>
);

const Fact = ({ name, children }: { readonly name: string; readonly children: React.ReactNode }): ReactElement => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);

function caseText({ route, owner, dueBy }: NonNullable<BoardVisit['case']>): string {
  const team = route in CASE_ROUTE ? CASE_ROUTE[route as keyof typeof CASE_ROUTE] : route;
  const due = dueBy === undefined ? '' : `, due ${fullDay(dueBy)}`;
  return `${team}: ${owner ?? 'nobody has it yet'}${due}`;
}

const KeptDecision = ({
  api,
  session,
  onEnded,
  visit,
  decisionId,
}: BoardDrawerProps & { readonly decisionId: string }) => {
  const query = useRoute({
    key: ['board-decision', decisionId],
    fetch: () => api.call(BOARD_ROUTES.boardDecision, { params: { id: decisionId } }),
    onEnded,
  });
  if (query.data !== undefined) return <Details decision={query.data} visit={visit} today={session.today} />;
  if (query.isPending) return <Skeleton height={240} aria-label="Reading the decision" />;
  return <PageProblem title="The details are not shown" problem={query.error} onRetry={() => void query.refetch()} />;
};

interface DetailsProps {
  readonly decision: DecisionView;
  readonly visit: BoardVisit;
  readonly today: string;
}

const Details = ({ decision, visit, today }: DetailsProps): ReactElement => {
  const shown = decision.visits.find(({ appointment }) => appointment === visit.appointment);
  if (shown === undefined) return <p className="cr-panel">The kept decision does not speak of this visit.</p>;
  const evaluated = decision.evaluation.state !== 'not-evaluated';
  return (
    <>
      <EvaluationNotice decision={decision} today={today} />
      {evaluated && <NextStepPanel route={shown.route} today={decision.today} />}
      {shown.drugs.map((drug) => (
        <DrugPanel key={drug.order} decision={decision} visit={shown} drug={drug} />
      ))}
      <FindingsPanel visit={shown} evaluated={evaluated} />
      {evaluated && shown.likelihood !== undefined && (
        <LikelihoodPanel likelihood={shown.likelihood} isCovered={isCovered(shown)} today={decision.today} />
      )}
      {evaluated && shown.exposure !== undefined && <ExposurePanel exposure={shown.exposure} />}
    </>
  );
};

const isCovered = ({ drugs }: VisitView): boolean =>
  drugs.length > 0 && drugs.every(({ authorization: { state } }) => state === 'valid' || state === 'not-required');
