/** A failed call in one line, announced when it appears. */
import type { ReactElement } from 'react';
import { problemText } from '../api/api-problem.ts';
import { Shape } from './shape.tsx';

interface ProblemLineProps {
  /** What did not work: `Not booked`. */
  readonly what: string;
  readonly problem: unknown;
}

export const ProblemLine = ({ what, problem }: ProblemLineProps): ReactElement => (
  <p className="sb-line sb-tone-action" role="alert">
    <Shape name="triangle" size={16} />
    <span>
      <strong>{what}:</strong> {problemText(problem)}.
    </span>
  </p>
);
