/** Whether everything could be looked at: silence must never be taken for "all clear". */
import type { ReactElement } from 'react';
import type { DecisionView } from '../../api-contract/decision-view.schema.ts';
import { Shape } from '../ui/shape.tsx';
import { fullDay } from '../ui/text.ts';

interface EvaluationProps {
  readonly decision: DecisionView;
  /** The site's day now: an older decision says so. */
  readonly today: string;
}

export const EvaluationNotice = ({ decision, today }: EvaluationProps): ReactElement | null => {
  const { evaluation } = decision;
  switch (evaluation.state) {
    case 'evaluated':
      return decision.today < today ? <StaleNotice decidedFor={decision.today} /> : null;
    case 'partly-evaluated':
      return (
        <Notice title="Evaluated in part.">
          These could not be read: {evaluation.notRead.join(', ')}. What depends on them is marked “Cannot tell”.
        </Notice>
      );
    case 'not-evaluated':
      return (
        <Notice title="Not evaluated.">
          {evaluation.why} Nothing on this page has been checked; use your usual way to verify the authorization.
        </Notice>
      );
  }
};

const StaleNotice = ({ decidedFor }: { readonly decidedFor: string }): ReactElement => (
  <Notice title={`Decided for ${fullDay(decidedFor)}.`}>Things may have changed since. Check again for today.</Notice>
);

interface NoticeProps {
  readonly title: string;
  readonly children: React.ReactNode;
}

const Notice = ({ title, children }: NoticeProps): ReactElement => (
  <div className="cr-notice" role="note">
    <Shape name="dash" size={18} />
    <p>
      <strong>{title}</strong> {children}
    </p>
  </div>
);
