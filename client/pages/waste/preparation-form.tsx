/** The pharmacy's entry for one drug: vials with NDC and lot, what was drawn up, discarded in the hood, or held. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { ROUTES } from '../../../api-contract/routes.ts';
import type { HeldRemainder, RecordPreparation, VialEntry } from '../../../api-contract/waste.schema.ts';
import { useRoute } from '../use-route.ts';
import type { DrugChartingProps } from './drug-charting-props.ts';
import { useChange } from './use-waste.ts';
import { VialRows } from './vial-rows.tsx';
import { amountWords } from './waste-words.ts';

interface Draft {
  readonly vials: VialEntry[];
  readonly dose: string;
  readonly hood: string;
  readonly held: string;
  readonly useBy: string;
  readonly from: string;
  readonly reason: string;
}

export const PreparationForm = (props: DrugChartingProps & { readonly onDone: () => void }): ReactElement => {
  const { api, onEnded, drug, policy, onDone } = props;
  const [draft, setDraft] = useState<Draft>(() => firstDraft(props));
  const unit = unitOf(props);
  const save = useChange((body: RecordPreparation) => api.call(ROUTES.recordPreparation, { body }), onEnded);
  const change = (part: Partial<Draft>): void => setDraft({ ...draft, ...part });
  return (
    <form
      className="cr-waste-form"
      aria-label={`Preparation of ${drug.name}`}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(bodyOf(props, draft, unit), { onSuccess: onDone });
      }}
    >
      <VialRows vials={draft.vials} packages={drug.packages} onChange={(vials) => change({ vials })} />
      <div className="cr-waste-row">
        <Text name={`Drawn up, ${unit}`} value={draft.dose} onChange={(dose) => change({ dose })} isAmount />
        <Text
          name={`Discarded in the hood, ${unit}`}
          value={draft.hood}
          onChange={(hood) => change({ hood })}
          isAmount
        />
        {drug.preparationVersion > 0 && (
          <Text name="Reason of the correction" value={draft.reason} onChange={(reason) => change({ reason })} />
        )}
      </div>
      {policy.sharing && <Sharing {...props} {...{ draft, change, unit }} />}
      {save.error !== null && (
        <p role="alert" className="cr-waste-fault">
          Nothing was recorded: {save.error.message}
        </p>
      )}
      <div className="cr-waste-row">
        <Button type="submit" size="compact-md" loading={save.isPending}>
          Record
        </Button>
        <Button size="compact-md" variant="default" onClick={onDone}>
          Close
        </Button>
      </div>
    </form>
  );
};

interface SharingProps extends Omit<DrugChartingProps, 'draft'> {
  readonly draft: Draft;
  readonly change: (part: Partial<Draft>) => void;
  readonly unit: string;
}

/** Vials for several patients of a day, where the site allows it: what is held, until when, and what is taken over. */
const Sharing = ({ api, onEnded, drug, draft, change, unit }: SharingProps): ReactElement => {
  const held = useRoute({
    key: ['waste', 'remainders'],
    fetch: () => api.call(ROUTES.heldRemainders),
    onEnded,
  });
  const own = (held.data?.remainders ?? []).filter(({ hcpcs }) => hcpcs === drug.hcpcs);
  return (
    <div className="cr-waste-row">
      <Text name={`Held for others, ${unit}`} value={draft.held} onChange={(next) => change({ held: next })} isAmount />
      <label className="cr-field cr-field-above">
        <span>Use by</span>
        <input type="datetime-local" value={draft.useBy} onChange={({ target }) => change({ useBy: target.value })} />
      </label>
      {own.length > 0 && (
        <label className="cr-field cr-field-above">
          <span>Drawn from a held remainder</span>
          <select value={draft.from} onChange={({ target }) => change({ from: target.value })}>
            <option value="">none</option>
            {own.map((each) => (
              <option key={each.preparation} value={each.preparation}>
                {remainderWords(each)}
              </option>
            ))}
          </select>
        </label>
      )}
    </div>
  );
};

const remainderWords = ({ amount, lots }: HeldRemainder): string =>
  `${amountWords(amount)}${lots.length === 0 ? '' : `, lot ${lots.join(', ')}`}`;

const Text = ({
  name,
  value,
  onChange,
  isAmount,
}: {
  readonly name: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
  readonly isAmount?: boolean;
}): ReactElement => (
  <label className="cr-field cr-field-above">
    <span>{name}</span>
    <input
      value={value}
      {...(isAmount === true ? { inputMode: 'decimal' as const, size: 8 } : { size: 30 })}
      onChange={({ target }) => onChange(target.value)}
    />
  </label>
);

/** What was recorded before, else the plan. */
function firstDraft({ drug: { preparation, proposal } }: DrugChartingProps): Draft {
  const from = preparation ?? proposal;
  const texts = { ...heldBefore(preparation), hood: preparation?.discardedInHood?.value ?? '', from: '', reason: '' };
  return from === undefined
    ? { ...texts, vials: [], dose: '' }
    : { ...texts, vials: [...from.vials], dose: from.dose.value };
}

/** A correction keeps the remainder that is still held, with its time. */
const heldBefore = (preparation: DrugChartingProps['drug']['preparation']): Pick<Draft, 'held' | 'useBy'> =>
  preparation?.remainder === undefined
    ? { held: '', useBy: '' }
    : { held: preparation.remainder.amount.value, useBy: localMinute(preparation.remainder.useBy) };

/** "2026-12-01T14:30" in the zone of the browser, as the input wants it. */
function localMinute(instant: string): string {
  const moment = new Date(instant);
  const shifted = new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}

const unitOf = ({ drug }: DrugChartingProps): string =>
  drug.preparation?.dose.unit ?? drug.proposal?.dose.unit ?? drug.packages[0]?.content.unit ?? 'mg';

function bodyOf({ visit, drug }: DrugChartingProps, draft: Draft, unit: string): RecordPreparation {
  const amount = (value: string) => ({ value: value.trim(), unit });
  return {
    appointment: visit.appointment,
    date: visit.date,
    line: drug.line,
    version: drug.preparationVersion,
    vials: draft.vials,
    dose: amount(draft.dose),
    ...(draft.hood.trim() === '' ? {} : { discardedInHood: amount(draft.hood) }),
    ...(draft.held.trim() === '' || draft.useBy === ''
      ? {}
      : { remainder: { amount: amount(draft.held), useBy: new Date(draft.useBy).toISOString() } }),
    ...(draft.from === '' ? {} : { fromRemainder: { preparation: draft.from } }),
    ...(draft.reason.trim() === '' ? {} : { reason: draft.reason }),
  };
}
