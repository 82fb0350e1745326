/** A page that could not be fetched: why in plain words, and what can be done. */
import { Button } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';
import type { ApiProblemCode } from '../api/api-problem.ts';
import { ApiProblem } from '../api/api-problem.ts';
import { ProblemPanel } from './problem-panel.tsx';

interface PageProblemProps {
  /** "The board could not be read". */
  readonly title: string;
  readonly problem: unknown;
  readonly onRetry: () => void;
  /** What to do instead until it works again. */
  readonly children?: ReactNode;
}

export const PageProblem = ({ title, problem, onRetry, children }: PageProblemProps): ReactElement => (
  <ProblemPanel
    title={title}
    requestId={problem instanceof ApiProblem ? problem.requestId : undefined}
    action={
      <Button size="compact-md" onClick={onRetry}>
        Try again
      </Button>
    }
  >
    <p>{problemText(problem)}</p>
    {children}
  </ProblemPanel>
);

export function problemText(problem: unknown): string {
  if (!(problem instanceof ApiProblem)) return FAULT;
  if (problem.code === 'unavailable' || problem.code === 'wrong-patient') return problem.message;
  return TEXTS[problem.code] ?? FAULT;
}

const FAULT = 'Something went wrong on our side.';

const TEXTS: Partial<Readonly<Record<ApiProblemCode, string>>> = {
  'no-connection': 'ChairReady cannot be reached. Check the network, then try again.',
  'ehr-unreachable': 'ChairReady is up, but could not read the EHR.',
  'ehr-too-slow': 'ChairReady is up, but the EHR did not answer in time.',
  'not-allowed': 'Your role does not have this.',
  'not-found': 'It is not kept any more.',
  'too-many-requests': 'Too many requests. Wait a minute, then try again.',
  'unreadable-answer': 'This page may be older than the server. Open ChairReady again from your EHR.',
};
