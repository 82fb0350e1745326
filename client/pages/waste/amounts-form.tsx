/** What differs from the plan: vials and lots, the amount given, what happened, and why. */
import { Button } from '@mantine/core';
import type { ReactElement } from 'react';
import type { Circumstance, DrugToSign } from '../../../api-contract/waste.schema.ts';
import { circumstance as circumstances } from '../../../api-contract/waste.schema.ts';
import { DiscardedField } from './discarded-field.tsx';
import type { DrugChartingProps } from './drug-charting-props.ts';
import { VialRows } from './vial-rows.tsx';
import { CIRCUMSTANCE } from './waste-words.ts';

export const AmountsForm = ({
  drug,
  draft,
  onDraft,
}: DrugChartingProps & { readonly draft: DrugToSign }): ReactElement => {
  const change = (part: Partial<DrugToSign>): void => onDraft({ ...draft, ...part });
  const { given, circumstance, reason } = draft;
  return (
    <fieldset className="cr-waste-form">
      <legend className="cr-hidden">Amounts of {drug.name}</legend>
      <VialRows vials={draft.vials} packages={drug.packages} onChange={(vials) => change({ vials })} />
      <div className="cr-waste-row">
        <label className="cr-field cr-field-above">
          <span>What happened</span>
          <select value={circumstance} onChange={({ target }) => change(happened(draft, target.value))}>
            {circumstances.options.map((option) => (
              <option key={option} value={option}>
                {CIRCUMSTANCE[option]}
              </option>
            ))}
          </select>
        </label>
        <label className="cr-field cr-field-above">
          <span>Given, {given.unit}</span>
          <input
            inputMode="decimal"
            size={7}
            value={circumstance === 'refused' ? '0' : given.value}
            disabled={circumstance === 'refused'}
            onChange={({ target }) => change({ given: { ...given, value: target.value } })}
          />
        </label>
        <DiscardedField drug={drug} draft={draft} onGiven={(amount) => change({ given: amount })} />
        <label className="cr-field cr-field-above cr-grow">
          <span>Reason{circumstance === 'as-planned' && drug.record === undefined ? ' (if late)' : ' (needed)'}</span>
          <input
            value={reason ?? ''}
            maxLength={500}
            onChange={({ target }) => onDraft(withReason(draft, target.value))}
          />
        </label>
      </div>
      <div className="cr-waste-row">
        <label className="cr-waste-check">
          <input
            type="checkbox"
            checked={draft.confirmed}
            onChange={({ target }) => change({ confirmed: target.checked })}
          />
          <span>These vials were opened for this patient</span>
        </label>
        <Button size="compact-sm" variant="default" onClick={() => onDraft(undefined)}>
          Drop the changes
        </Button>
      </div>
    </fieldset>
  );
};

const happened = (draft: DrugToSign, value: string): Partial<DrugToSign> => {
  const circumstance = circumstances.options.find((option): option is Circumstance => option === value) ?? 'as-planned';
  return circumstance === 'as-planned' ? { circumstance, given: draft.dose } : { circumstance };
};

function withReason({ reason: _before, ...draft }: DrugToSign, reason: string): DrugToSign {
  return reason === '' ? draft : { ...draft, reason };
}
