/** The fields of the statement forms: label, input and what is wrong with it, tied together for every reader. */
import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import '@mantine/core/styles/Input.css';
import type { ReactElement } from 'react';
import type { DraftFaults, DraftField, StatementDraft } from '../view/statement-draft.ts';

export interface FieldsProps {
  readonly draft: StatementDraft;
  readonly faults: DraftFaults;
  readonly onChange: (field: DraftField, value: string) => void;
}

interface OneField extends FieldsProps {
  readonly name: DraftField;
  readonly isRequired?: boolean;
  readonly hint?: string;
}

/** One label for a field wherever it stands, also in the text that is copied when it cannot be sent. */
export const LABELS: Readonly<Record<DraftField, string>> = {
  coverage: 'Payer',
  status: 'What the payer said',
  channel: 'How you know',
  submittedOn: 'Sent on',
  decidedOn: 'Decided on',
  expectedBy: 'Answer expected by',
  number: 'Authorization number',
  reference: 'Reference number',
  representative: 'Representative',
  reason: 'Reason',
  documents: 'Documents sent, one a line',
  basis: 'Counted in',
  amount: 'Units or visits',
  requestedUnits: 'Units asked for',
  from: 'First day',
  to: 'Last day',
  supply: 'Who brings the drug',
  scope: 'Holds for',
  expectedOn: 'Expected on',
  receivedOn: 'Arrived on',
  text: 'Note',
};

const shared = ({ draft, faults, onChange, name, isRequired = false, hint }: OneField) => ({
  label: LABELS[name],
  value: draft.fields[name] ?? '',
  error: faults[name],
  required: isRequired,
  // The form says itself what is missing, in one place for page and server.
  withAsterisk: isRequired,
  name,
  onChange: ({ currentTarget }: { readonly currentTarget: { readonly value: string } }) => {
    onChange(name, currentTarget.value);
  },
  ...(hint === undefined ? {} : { description: hint }),
});

export const TextField = (props: OneField): ReactElement => <TextInput {...shared(props)} autoComplete="off" />;

export const DayField = (props: OneField): ReactElement => <TextInput {...shared(props)} type="date" />;

export const LongField = (props: OneField & { readonly rows?: number }): ReactElement => (
  <Textarea {...shared(props)} rows={props.rows ?? 3} />
);

export interface Choice {
  readonly value: string;
  readonly label: string;
}

export const ChoiceField = ({
  choices,
  ...props
}: OneField & { readonly choices: readonly Choice[] }): ReactElement => (
  <NativeSelect {...shared(props)} data={[...choices]} />
);
