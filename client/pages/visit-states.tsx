/** The visit page when there is no visit to show: loading, empty, failed, or about somebody else. */
import { Button, Skeleton } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';
import type { DecisionView } from '../../api-contract/decision-view.schema.ts';
import type { SessionView } from '../../api-contract/session.schema.ts';
import type { ApiProblemCode } from '../api/api-problem.ts';
import { ApiProblem } from '../api/api-problem.ts';
import { IdentityPanel } from '../panels/identity.panel.tsx';
import { VersionsFooter } from '../panels/versions.panel.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ProblemPanel } from '../ui/problem-panel.tsx';
import { momentText } from '../ui/text.ts';
import { Unlinked } from './visit-screen.tsx';

/** Who is open, above a page that has no visit to show. */
export const WithIdentity = ({ session, children }: WithIdentityProps): ReactElement => (
  <>
    {session.patient !== undefined && (
      <header className="cr-top">
        <IdentityPanel patient={session.patient} banner={session.features.needPatientBanner} />
      </header>
    )}
    {children}
  </>
);

interface WithIdentityProps {
  readonly session: SessionView;
  readonly children: ReactNode;
}

export const LoadingVisit = (): ReactElement => (
  <main className="cr-page" aria-busy="true">
    <h1 className="cr-hidden">Reading the visit…</h1>
    <Skeleton height={44} />
    <Skeleton height={72} mt={12} />
    <div className="cr-columns">
      <Skeleton height={320} />
      <Skeleton height={320} />
    </div>
  </main>
);

/** Launched without a patient, for a role whose only page is about one. */
export const NoChart = (): ReactElement => (
  <main className="cr-page">
    <EmptyState title="No chart is open in the EHR">
      <p>This page is about one patient. Open a chart in the EHR, then ChairReady from there.</p>
    </EmptyState>
  </main>
);

interface EmptyVisitsProps {
  readonly decision: DecisionView;
  readonly session: SessionView;
  readonly action: ReactNode;
}

export const EmptyVisits = ({ decision, session, action }: EmptyVisitsProps): ReactElement => (
  <>
    <header className="cr-top">
      <IdentityPanel patient={decision.patient} banner={session.features.needPatientBanner} />
    </header>
    <main className="cr-page">
      {decision.evaluation.state === 'evaluated' ? (
        <EmptyState title="No infusion visit is booked" action={action}>
          <p>
            The schedule was read {momentText(decision.madeAt, decision.timeZone) ?? decision.madeAt}. Nothing was found
            from today on.
          </p>
        </EmptyState>
      ) : (
        <EmptyState title="Not evaluated" action={action}>
          <p>{whyNot(decision)} Whether visits are booked is not known.</p>
        </EmptyState>
      )}
      <Unlinked orders={decision.unlinked} />
    </main>
    <VersionsFooter decision={decision} user={session.user} />
  </>
);

function whyNot({ evaluation }: DecisionView): string {
  switch (evaluation.state) {
    case 'evaluated':
      return '';
    case 'partly-evaluated':
      return `These could not be read: ${evaluation.notRead.join(', ')}.`;
    case 'not-evaluated':
      return evaluation.why;
  }
}

export const WrongPatient = ({ onOpenNext }: { readonly onOpenNext: () => void }): ReactElement => (
  <main className="cr-page">
    <ProblemPanel title="This card is about another patient" action={<OpenNext onClick={onOpenNext} />}>
      <p>The chart that is open belongs to somebody else, so nothing of the card is shown here.</p>
    </ProblemPanel>
  </main>
);

interface VisitProblemProps {
  readonly problem: unknown;
  readonly onRetry: () => void;
  readonly onOpenNext: () => void;
}

export const VisitProblem = ({ problem, onRetry, onOpenNext }: VisitProblemProps): ReactElement => {
  const code = problem instanceof ApiProblem ? problem.code : 'fault';
  if (code === 'wrong-patient') return <WrongPatient onOpenNext={onOpenNext} />;
  const { title, text } = PROBLEMS[code] ?? FAULT;
  const action =
    code === 'not-found' ? (
      <OpenNext onClick={onOpenNext} />
    ) : (
      <Button size="compact-md" onClick={onRetry}>
        Try again
      </Button>
    );
  return (
    <main className="cr-page">
      <ProblemPanel
        title={title}
        action={action}
        requestId={problem instanceof ApiProblem ? problem.requestId : undefined}
      >
        <p>{text}</p>
        <p>
          <strong>This visit was not evaluated.</strong> Use your usual way to verify its authorization.
        </p>
      </ProblemPanel>
    </main>
  );
};

const OpenNext = ({ onClick }: { readonly onClick: () => void }): ReactElement => (
  <Button size="compact-md" onClick={onClick}>
    Show the next visits of this patient
  </Button>
);

interface ProblemText {
  readonly title: string;
  readonly text: string;
}

const FAULT: ProblemText = { title: 'The visit could not be shown', text: 'Something went wrong on our side.' };

const PROBLEMS: Partial<Readonly<Record<ApiProblemCode, ProblemText>>> = {
  'no-connection': { title: 'ChairReady cannot be reached', text: 'Check the network, then try again.' },
  'ehr-unreachable': { title: 'The EHR cannot be reached', text: 'ChairReady is up, but could not read the record.' },
  'ehr-too-slow': { title: 'The EHR took too long', text: 'ChairReady is up, but the record did not come in time.' },
  unavailable: { title: 'ChairReady is not ready', text: 'It is starting or its database is away. Wait a minute.' },
  'not-found': {
    title: 'Nothing to show of this card',
    text: 'It is about another patient than the one whose chart is open, or its decision is not kept any more.',
  },
  'not-allowed': { title: 'Not for your role', text: 'Your role may not see this visit.' },
  'too-many-requests': { title: 'Too many requests', text: 'Wait a minute, then try again.' },
  'unreadable-answer': {
    title: 'The answer could not be read',
    text: 'This page may be older than the server. Open ChairReady again from your EHR.',
  },
};
