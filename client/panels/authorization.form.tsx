/** One form for what portals, fax and phone told somebody about an authorization. */
import type { ReactElement } from 'react';
import type { StatementDesk } from '../../api-contract/attestation-view.schema.ts';
import type { AnswerStatus } from '../../api-contract/attestation.schema.ts';
import { FIELDS_OF_STATUS, statusOf } from '../view/statement-draft.ts';
import type { DraftField } from '../view/statement-draft.ts';
import { ANSWER, CHANNEL } from '../view/statement-words.ts';
import type { Choice, FieldsProps } from './statement-fields.tsx';
import { ChoiceField, DayField, LongField, TextField } from './statement-fields.tsx';

interface AuthorizationFormProps extends FieldsProps {
  readonly desk: Pick<StatementDesk, 'payers' | 'may'>;
  /** Under whose name an approval will be read. */
  readonly writer: string;
}

export const AuthorizationForm = ({ desk, writer, ...fields }: AuthorizationFormProps): ReactElement => {
  const status = statusOf(fields.draft);
  const approves = status === 'approved' || status === 'partial';
  return (
    <>
      <div className="cr-form-row">
        <ChoiceField {...fields} name="status" choices={answers(desk.may)} />
        <ChoiceField {...fields} name="channel" choices={choicesOf(CHANNEL)} />
        <ChoiceField {...fields} name="coverage" choices={payerChoices(desk.payers)} />
      </div>
      {approves && (
        <p className="cr-form-note">
          You attest that the payer said this. Everybody reads it as “attested by <bdi>{writer}</bdi>, not
          payer-verified”, and you can take it back as entered in error.
        </p>
      )}
      <div className="cr-form-row">
        {FIELDS_OF_STATUS[status].map((name) => (
          <AnswerField key={name} {...fields} name={name} status={status} />
        ))}
      </div>
    </>
  );
};

const answers = (may: StatementDesk['may']): readonly Choice[] =>
  choicesOf(ANSWER).filter(({ value }) => may.attestation || (value !== 'approved' && value !== 'partial'));

const choicesOf = (words: Readonly<Record<string, string>>): readonly Choice[] =>
  Object.entries(words).map(([value, label]) => ({ value, label }));

const payerChoices = (payers: StatementDesk['payers']): readonly Choice[] =>
  payers.map(({ coverage, name, memberId, isActive }) => ({
    value: coverage,
    label: [name, memberId === undefined ? '' : ` (member ${memberId})`, isActive ? '' : ', not active'].join(''),
  }));

const NEEDED: Readonly<Record<AnswerStatus, readonly DraftField[]>> = {
  submitted: ['submittedOn'],
  pended: ['reason'],
  approved: ['number', 'from', 'to', 'amount'],
  partial: ['number', 'from', 'to', 'amount'],
  denied: ['decidedOn'],
};

const BASES: readonly Choice[] = [
  { value: 'units', label: 'units' },
  { value: 'visits', label: 'visits' },
];

const AnswerField = ({
  status,
  ...field
}: FieldsProps & { readonly name: DraftField; readonly status: AnswerStatus }): ReactElement => {
  const one = { ...field, isRequired: NEEDED[status].includes(field.name) };
  if (DAYS.has(field.name)) return <DayField {...one} />;
  if (LONG.has(field.name)) return <LongField {...one} rows={2} />;
  return field.name === 'basis' ? <ChoiceField {...one} choices={BASES} /> : <TextField {...one} />;
};

const DAYS: ReadonlySet<DraftField> = new Set<DraftField>(['submittedOn', 'decidedOn', 'expectedBy', 'from', 'to']);
const LONG: ReadonlySet<DraftField> = new Set<DraftField>(['reason', 'documents']);
