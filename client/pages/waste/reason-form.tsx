/** One step that needs its reason in words: three letters at least, so that a slip of the hand does nothing. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { ReactElement, ReactNode } from 'react';

interface ReasonFormProps {
  /** What the form is to a screen reader. */
  readonly label: string;
  readonly question: string;
  readonly button: string;
  readonly isBusy: boolean;
  readonly problem: Error | null;
  readonly onReason: (reason: string) => void;
  /** Said before the field. */
  readonly children?: ReactNode;
}

export const ReasonForm = (props: ReasonFormProps): ReactElement => {
  const { label, question, button, isBusy, problem, onReason, children } = props;
  const [reason, setReason] = useState('');
  return (
    <form
      className="cr-waste-row"
      aria-label={label}
      onSubmit={(event) => {
        event.preventDefault();
        onReason(reason);
      }}
    >
      {children}
      <label className="cr-field cr-field-above">
        <span>{question}</span>
        <input value={reason} size={28} maxLength={500} onChange={({ target }) => setReason(target.value)} />
      </label>
      <Button type="submit" size="compact-sm" disabled={reason.trim().length < 3} loading={isBusy}>
        {button}
      </Button>
      {problem !== null && <p role="alert">{problem.message}</p>}
    </form>
  );
};
