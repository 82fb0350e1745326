/** Passing over a card: a reason from the card's own list, a comment, or neither. */
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ReactElement, SubmitEvent } from 'react';
import type { Card, FeedbackRequest } from '../../screens-api/screens.schema.ts';

type Reason = NonNullable<Card['overrideReasons']>[number];
type Override = Extract<FeedbackRequest['outcome'], { kind: 'override' }>;

interface OverridePanelProps {
  readonly reasons: readonly Reason[];
  readonly isSending: boolean;
  /** With the reason in words; empty when none was given. */
  readonly onOverride: (outcome: Override, reason: string) => void;
}

export const OverridePanel = ({ reasons, isSending, onOverride }: OverridePanelProps): ReactElement => {
  const [code, setCode] = useState('');
  const [comment, setComment] = useState('');
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const reason = reasons.find((each) => each.code === code);
    const written = comment.trim();
    onOverride(
      {
        kind: 'override',
        ...(reason === undefined ? {} : { reason }),
        ...(written === '' ? {} : { comment: written }),
      },
      reason?.display ?? written,
    );
  };
  return (
    <form className="sb-override" aria-label="Override the card" onSubmit={submit}>
      {reasons.length === 0 ? null : (
        <NativeSelect
          size="xs"
          label="Reason"
          data={[
            { value: '', label: 'No reason given' },
            ...reasons.map((reason) => ({ value: reason.code, label: reason.display })),
          ]}
          value={code}
          onChange={({ currentTarget }) => setCode(currentTarget.value)}
        />
      )}
      <TextInput
        size="xs"
        label="Comment"
        maxLength={500}
        value={comment}
        onChange={({ currentTarget }) => setComment(currentTarget.value)}
      />
      <Button type="submit" size="xs" variant="default" loading={isSending}>
        Override the card
      </Button>
    </form>
  );
};
