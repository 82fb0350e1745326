/** A place where there is nothing to show, said so that it cannot be taken for a failure or for "all clear". */
import type { ReactElement, ReactNode } from 'react';

interface EmptyStateProps {
  readonly title: string;
  readonly children: ReactNode;
  readonly action?: ReactNode;
}

export const EmptyState = ({ title, children, action }: EmptyStateProps): ReactElement => (
  <section className="cr-empty">
    <h1 className="cr-empty-title">{title}</h1>
    <div>{children}</div>
    {action !== undefined && <div className="cr-empty-action">{action}</div>}
  </section>
);
