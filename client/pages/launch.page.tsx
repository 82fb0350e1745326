/** What is shown instead of a visit: signing in, or why that did not work and what to do. */
import type { ReactElement, ReactNode } from 'react';
import { ApiProblem } from '../api/api-problem.ts';
import type { RefusedLaunch } from '../launch/arrival.ts';
import type { LaunchProblemCode } from '../launch/launch-problem.ts';
import { LaunchProblem } from '../launch/launch-problem.ts';
import type { Start } from '../launch/start-session.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { TypedText } from '../ui/typed-text.tsx';
import { ProblemPanel } from '../ui/problem-panel.tsx';

export const SigningInPage = (): ReactElement => (
  <main className="cr-plain" aria-busy="true">
    <p role="status">Signing in through your EHR…</p>
  </main>
);

export const ReopenPage = (): ReactElement => (
  <Plain>
    <EmptyState title="Open ChairReady again from your EHR">
      <p>ChairReady keeps nothing in this browser, so a reloaded page starts empty. Nothing was lost or changed.</p>
    </EmptyState>
  </Plain>
);

/** `typed` is what stood in a form and was not sent. */
export const SessionEndedPage = ({ typed = '' }: { readonly typed?: string }): ReactElement => (
  <Plain>
    <EmptyState title="Your session has ended">
      {typed === '' ? (
        <p>Open ChairReady again from your EHR to go on. Nothing was lost or changed.</p>
      ) : (
        <>
          <p>
            What you typed was <strong>not recorded</strong>. Copy it, open ChairReady again from your EHR, and enter it
            there. It is kept on this screen only.
          </p>
          <TypedText typed={typed} />
        </>
      )}
    </EmptyState>
  </Plain>
);

type NoSession = Exclude<Start, { kind: 'session' } | { kind: 'leaving' }>;

export const NoSessionPage = ({ start }: { readonly start: NoSession }): ReactElement => {
  switch (start.kind) {
    case 'reopen':
      return <ReopenPage />;
    case 'denied':
      return (
        <Refusal title="Your EHR did not let you in" detail={start.error}>
          Sign in to the EHR, then open ChairReady again. If it stays so, ask your help desk whether your account may
          use ChairReady.
        </Refusal>
      );
    case 'refused':
      return (
        <Refusal title="This launch was refused" detail={`${start.why.code} ${start.why.name}`}>
          {REFUSED[start.why.code]}
        </Refusal>
      );
    case 'failed':
      return <FailedLaunch problem={start.problem} />;
  }
};

const REFUSED: Readonly<Record<RefusedLaunch['code'], string>> = {
  'overriding-parameter': 'The link tries to replace a safety setting. Open ChairReady from your EHR, not from a link.',
  'missing-parameter': 'The link is incomplete. Open ChairReady from your EHR, not from a link or a bookmark.',
  'repeated-parameter': 'The link names something twice. Open ChairReady from your EHR, not from a link.',
};

const FailedLaunch = ({ problem }: { readonly problem: unknown }): ReactElement => {
  if (problem instanceof LaunchProblem) {
    return (
      <Refusal title="ChairReady could not sign you in" detail={`${problem.code} ${problem.detail ?? ''}`}>
        {LAUNCH_PROBLEM[problem.code]}
      </Refusal>
    );
  }
  const requestId = problem instanceof ApiProblem ? problem.requestId : undefined;
  return (
    <Refusal title="ChairReady could not sign you in" requestId={requestId}>
      {problem instanceof ApiProblem ? (API_PROBLEM[problem.code] ?? problem.message) : OTHERWISE}
    </Refusal>
  );
};

const OTHERWISE = 'Something went wrong on our side. Open ChairReady again; if it stays so, tell your help desk.';

const LAUNCH_PROBLEM: Readonly<Record<LaunchProblemCode, string>> = {
  'issuer-not-allowed': 'This EHR is not one that ChairReady is set up for. Tell your help desk.',
  'authorization-not-safe':
    "The EHR's sign-in does not meet the safety rules that ChairReady demands. Tell your help desk.",
  'ehr-sign-in-unreachable': "The EHR's sign-in could not be reached or lacks what ChairReady needs (PKCE with S256).",
  'state-not-ours': 'This sign-in was not started in this window. Open ChairReady again from your EHR.',
  'code-not-accepted': 'The EHR did not complete the sign-in. Open ChairReady again from your EHR.',
  'token-answer-incomplete': 'The EHR did not say who you are. Tell your help desk; the detail below helps.',
  'storage-blocked':
    'This browser does not let ChairReady remember the sign-in while the EHR answers. Allow site data for ChairReady.',
};

const API_PROBLEM: Partial<Readonly<Record<ApiProblem['code'], string>>> = {
  'launch-refused': 'The EHR’s answer could not be verified. Open ChairReady again from your EHR.',
  'not-allowed': 'Your role has no access to ChairReady.',
  'wrong-patient': 'The patient of this launch could not be confirmed. Open the right chart, then ChairReady.',
  'ehr-unreachable': 'The EHR could not be reached to confirm the patient. Try again in a minute.',
  'ehr-too-slow': 'The EHR took too long to answer. Try again in a minute.',
  'no-connection': 'ChairReady could not be reached. Check the network, then open it again from your EHR.',
};

interface RefusalProps {
  readonly title: string;
  readonly children: ReactNode;
  readonly detail?: string;
  readonly requestId?: string | undefined;
}

const Refusal = ({ title, children, detail, requestId }: RefusalProps): ReactElement => (
  <Plain>
    <ProblemPanel title={title} requestId={requestId}>
      <p>{children}</p>
      {detail !== undefined && <p className="cr-muted cr-small">For the help desk: {detail}</p>}
    </ProblemPanel>
  </Plain>
);

const Plain = ({ children }: { readonly children: ReactNode }): ReactElement => (
  <main className="cr-plain">{children}</main>
);
