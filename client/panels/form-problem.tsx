/** What stands above and below a form: why it was not recorded, and whether to leave it unsent. */
import { Button } from '@mantine/core';
import type { ReactElement } from 'react';
import { ApiProblem, hasEnded } from '../api/api-problem.ts';
import type { DraftFaults } from '../view/statement-draft.ts';

export const Leaving = ({
  onStay,
  onLeave,
}: {
  readonly onStay: () => void;
  readonly onLeave: () => void;
}): ReactElement => (
  <div className="cr-form-leaving" role="alert">
    <span>What you typed is not recorded.</span>
    <Button variant="default" onClick={onStay} autoFocus>
      Go on writing
    </Button>
    <Button variant="default" onClick={onLeave}>
      Discard it
    </Button>
  </div>
);

/** The text stays in the form whatever happens; said so, because people fear for it. */
export const FormProblem = ({
  problem,
  faults,
}: {
  readonly problem: Error | null;
  readonly faults: DraftFaults;
}): ReactElement | null => {
  const marked = Object.values(faults).length;
  if (marked > 0)
    return (
      <p className="cr-form-problem" role="alert">
        Not recorded yet: {marked === 1 ? 'one field needs' : `${String(marked)} fields need`} another look.
      </p>
    );
  if (problem === null || hasEnded(problem)) return null;
  const requestId = problem instanceof ApiProblem ? problem.requestId : undefined;
  return (
    <p className="cr-form-problem" role="alert">
      Not recorded: {problem.message} What you typed is still here; you can send it again.
      {requestId !== undefined && <span className="cr-small"> Request {requestId}</span>}
    </p>
  );
};
