/** What is left over, as a nurse measures it: given follows from it, since opened is given and discarded. */
import { useState } from 'react';
import type { ReactElement } from 'react';
import type { DrugToChart, DrugToSign, WireQuantity } from '../../../api-contract/waste.schema.ts';
import type { Amount } from '../../../domain/kernel/quantity.ts';
import { amountOf, parseQuantity, quantityOf, sameMeasure } from '../../../domain/kernel/quantity.ts';
import { equals, multiply, rational, subtract, sum } from '../../../domain/kernel/rational.ts';

interface DiscardedFieldProps {
  readonly drug: DrugToChart;
  readonly draft: DrugToSign;
  readonly onGiven: (given: WireQuantity) => void;
}

/** Nothing where no single amount is left over: of multi-dose vials the rest is not discarded for this patient. */
export const DiscardedField = ({ drug, draft, onGiven }: DiscardedFieldProps): ReactElement | null => {
  const [typed, setTyped] = useState('');
  const opened = openedFor(drug, draft);
  const given = read(draft.given);
  if (opened === undefined || given === undefined || !sameMeasure(opened, given)) return null;
  const left = minus(opened, given);
  const said = read({ value: typed, unit: draft.given.unit });
  return (
    <label className="cr-field cr-field-above">
      <span>Discarded, {draft.given.unit}</span>
      <input
        inputMode="decimal"
        size={7}
        value={said !== undefined && equals(said.value, left.value) ? typed : quantityOf(left).value}
        disabled={draft.circumstance === 'refused'}
        onChange={({ target }) => {
          setTyped(target.value);
          const discarded = read({ value: target.value, unit: draft.given.unit });
          if (discarded !== undefined) onGiven(quantityOf(minus(opened, discarded)));
        }}
      />
    </label>
  );
};

function read(quantity: WireQuantity): Amount | undefined {
  const parsed = parseQuantity(quantity);
  return parsed.ok ? parsed.value : undefined;
}

const minus = (a: Amount, b: Amount): Amount => amountOf(a.measure, subtract(a.value, b.value));

/** What was opened for this patient alone: the labels without what the pharmacy holds for others. */
function openedFor({ proposal, preparation }: DrugToChart, { vials }: DrugToSign): Amount | undefined {
  const contents = vials.map(({ content }) => read(content));
  const [first] = contents;
  const isWhole = contents.every(
    (content) => content !== undefined && first !== undefined && sameMeasure(content, first),
  );
  if (first === undefined || !isWhole || vials.some(({ container }) => container === 'multi-dose')) return undefined;
  const total = sum(vials.map(({ count }, at) => multiply(contents[at]?.value ?? rational(0), rational(count))));
  const kept =
    preparation === undefined || proposal?.keptForOthers === undefined ? undefined : read(proposal.keptForOthers);
  return amountOf(first.measure, kept === undefined ? total : subtract(total, kept.value));
}
