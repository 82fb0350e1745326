/** The visit of the card, or the patient's next: fetches the decision and shows the state that the fetch is in. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useParams } from 'react-router';
import type { DecisionView } from '../../api-contract/decision-view.schema.ts';
import type { SessionView } from '../../api-contract/session.schema.ts';
import type { Api } from '../api/api-client.ts';
import { HistoryPanel } from '../panels/history.panel.tsx';
import { StaffPanel } from '../panels/staff.panel.tsx';
import type { DecisionSource, OpenDecision } from './use-decision.ts';
import { useDecision } from './use-decision.ts';
import { EmptyVisits, LoadingVisit, NoChart, VisitProblem, WithIdentity, WrongPatient } from './visit-states.tsx';
import { shownVisit, VisitScreen } from './visit-screen.tsx';

interface VisitPageProps {
  readonly api: Api;
  readonly session: SessionView;
  readonly onEnded: () => void;
}

export const VisitPage = (props: VisitPageProps): ReactElement =>
  props.session.patient === undefined ? <NoChart /> : <PatientsVisit {...props} />;

const PatientsVisit = ({ api, session, onEnded }: VisitPageProps): ReactElement => {
  const [source, setSource] = useState<DecisionSource>(session.open.decision === undefined ? 'next' : 'card');
  const open = useDecision({ api, session, source, onEnded });
  const { decision } = open;
  if (decision !== undefined && !isAboutAnother(decision, session)) {
    return <OpenedDecision api={api} onEnded={onEnded} session={session} decision={decision} open={open} />;
  }
  const openNext = (): void => setSource('next');
  return (
    <WithIdentity session={session}>
      {decision !== undefined && <WrongPatient onOpenNext={openNext} />}
      {open.isPending && <LoadingVisit />}
      {open.failure !== null && <VisitProblem problem={open.failure} onRetry={open.retry} onOpenNext={openNext} />}
    </WithIdentity>
  );
};

/** The server refuses this already; a page that shows a person's record checks again. */
const isAboutAnother = (decision: DecisionView, session: SessionView): boolean =>
  session.patient !== undefined && decision.patient.ref !== session.patient.ref;

interface OpenedDecisionProps {
  readonly api: Api;
  readonly onEnded: () => void;
  readonly session: SessionView;
  readonly decision: DecisionView;
  readonly open: OpenDecision;
}

const OpenedDecision = ({ api, onEnded, session, decision, open }: OpenedDecisionProps): ReactElement => {
  const { appointment = session.open.visit } = useParams();
  const shown = shownVisit(decision, appointment);
  const checkAgain = (
    <Button
      size="compact-sm"
      variant="default"
      loading={open.isRefreshing}
      onClick={() => open.refresh(shown?.appointment)}
    >
      Check again
    </Button>
  );
  if (shown === undefined) return <EmptyVisits decision={decision} session={session} action={checkAgain} />;
  const about = { api, session, decision, visit: shown, onEnded };
  return (
    <VisitScreen
      decision={decision}
      visit={shown}
      session={session}
      action={checkAgain}
      progress={open.progress}
      staff={<StaffPanel key={shown.appointment} {...about} onChanged={() => open.refresh(shown.appointment)} />}
      history={<HistoryPanel {...about} />}
    />
  );
};
