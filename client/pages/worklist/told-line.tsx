/** What was done last, said where everybody hears it, with the way back beside it. */
import { Button } from '@mantine/core';
import type { ReactElement } from 'react';
import type { Acts } from './use-worklist.ts';

export const ToldLine = ({ acts: { told, isBusy, undo, forget } }: { readonly acts: Acts }): ReactElement => (
  <div role="status">
    {told !== undefined && (
      <p className={`cr-worklist-told${told.isProblem === true ? ' cr-worklist-told-problem' : ''}`}>
        <span className="cr-grow">{told.text}</span>
        {told.undo !== undefined && (
          <Button size="compact-sm" variant="default" loading={isBusy} onClick={() => void undo()}>
            Undo
          </Button>
        )}
        <Button size="compact-sm" variant="default" onClick={forget}>
          Dismiss
        </Button>
      </p>
    )}
  </div>
);
