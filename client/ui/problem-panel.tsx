/** What went wrong and what to do about it, in plain words; announced when it appears. */
import type { ReactElement, ReactNode } from 'react';
import { Shape } from './shape.tsx';

interface ProblemPanelProps {
  readonly title: string;
  readonly children: ReactNode;
  readonly action?: ReactNode;
  /** For the help desk: finds the request in the log. */
  readonly requestId?: string | undefined;
}

export const ProblemPanel = ({ title, children, action, requestId }: ProblemPanelProps): ReactElement => (
  <section className="cr-problem" role="alert">
    <Shape name="dash" size={28} />
    <div>
      <h1 className="cr-problem-title">{title}</h1>
      <div>{children}</div>
      {action !== undefined && <div className="cr-empty-action">{action}</div>}
      {requestId !== undefined && <p className="cr-muted cr-small">Request {requestId}</p>}
    </div>
  </section>
);
