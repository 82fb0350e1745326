/** Who brings the drug, said later than the order and with the reason for it. */
import type { ReactElement } from 'react';
import { SUPPLY } from '../ui/wording.ts';
import type { FieldsProps } from './statement-fields.tsx';
import { ChoiceField, DayField, LongField } from './statement-fields.tsx';

const SUPPLIES = Object.entries(SUPPLY).map(([value, label]) => ({ value, label }));

const SCOPES = [
  { value: 'visit', label: 'this visit' },
  { value: 'order', label: 'every visit of the order' },
];

export const SupplyForm = (fields: FieldsProps): ReactElement => {
  const { supply } = fields.draft.fields;
  const isBrought = supply !== 'buy-and-bill' && supply !== 'unknown';
  return (
    <>
      <div className="cr-form-row">
        <ChoiceField {...fields} name="supply" choices={SUPPLIES} />
        <ChoiceField {...fields} name="scope" choices={SCOPES} />
        {isBrought && <DayField {...fields} name="expectedOn" />}
        {isBrought && <DayField {...fields} name="receivedOn" />}
      </div>
      <LongField {...fields} name="reason" isRequired />
    </>
  );
};
