/** One drug of the visit: what was opened, given and discarded, its claim lines, and what may be done about it. */
import { Button } from '@mantine/core';
import { Fragment, useState } from 'react';
import type { ReactElement } from 'react';
import { ROUTES } from '../../../api-contract/routes.ts';
import type { DrugToChart, DrugToSign, WasteCharting } from '../../../api-contract/waste.schema.ts';
import { StateBadge } from '../../ui/state-badge.tsx';
import { MaybeTerm } from '../../ui/term.tsx';
import { momentText } from '../../ui/text.ts';
import { useRoute } from '../use-route.ts';
import { AmountsForm } from './amounts-form.tsx';
import type { DrugChartingProps } from './drug-charting-props.ts';
import { PreparationForm } from './preparation-form.tsx';
import { RecordPanel } from './record-panel.tsx';
import {
  amountWords,
  isToSign,
  lotsWords,
  REVIEW,
  unchanged,
  vialsWords,
  CHANGING,
  WASTE_STATE,
} from './waste-words.ts';

export const DrugCharting = (props: DrugChartingProps): ReactElement => {
  const { drug, draft } = props;
  const preview = usePreview(props);
  return (
    <section className="cr-panel cr-waste-drug" aria-label={drug.name}>
      <div className="cr-panel-head">
        <h2>
          {drug.name} {drug.hcpcs !== undefined && <span className="cr-code">{drug.hcpcs}</span>}
        </h2>
        <StateBadge state={draft === undefined ? WASTE_STATE[drug.state] : CHANGING} />
        <span className="cr-muted cr-small">{sourceWords(props)}</span>
      </div>
      {preview.error === null ? (
        <Charted {...props} preview={preview.data ?? undefined} isStale={preview.isFetching} />
      ) : (
        <p role="alert" className="cr-waste-fault">
          {preview.error.message}
        </p>
      )}
      {draft !== undefined && <AmountsForm {...props} draft={draft} />}
      <Actions {...props} />
    </section>
  );
};

interface ChartedProps extends DrugChartingProps {
  readonly preview: WasteCharting | undefined;
  readonly isStale: boolean;
}

/** What was signed; else what is being changed, as the server works it out; else what is proposed. */
const Charted = ({ preview, isStale, ...props }: ChartedProps): ReactElement => {
  const { drug, draft, onDraft } = props;
  if (drug.record !== undefined && draft === undefined)
    return <RecordPanel {...props} record={drug.record} onCorrect={() => onDraft(unchanged(drug))} />;
  const shown = draft === undefined ? drug.proposal : (preview ?? drug.proposal);
  return shown === undefined ? (
    <p>Cannot be worked out. Missing: {drug.missing.join(', ')}.</p>
  ) : (
    <Amounts charting={shown} isStale={isStale} />
  );
};

const Actions = (props: DrugChartingProps): ReactElement => {
  const { drug, draft, policy } = props;
  const [isPreparing, setPreparing] = useState(false);
  return (
    <>
      <div className="cr-waste-actions">
        {draft === undefined && isOpen(drug) && policy.maySign && <ChangeButtons {...props} />}
        {policy.mayPrepare && drug.hcpcs !== undefined && (
          <Button
            size="compact-sm"
            variant="default"
            aria-expanded={isPreparing}
            onClick={() => setPreparing((is) => !is)}
          >
            {drug.preparation === undefined ? 'Record preparation' : 'Correct preparation'}
          </Button>
        )}
      </div>
      {isPreparing && <PreparationForm {...props} onDone={() => setPreparing(false)} />}
    </>
  );
};

/** A drug of which nothing has to be charted may be charted all the same: another amount makes other units. */
const isOpen = (drug: DrugToChart): boolean =>
  drug.record === undefined && (isToSign(drug) || drug.state === 'nothing-to-chart');

const ChangeButtons = ({ drug, onDraft }: DrugChartingProps): ReactElement => {
  const start = unchanged(drug);
  if (start === undefined) return <></>;
  return (
    <>
      {drug.state === 'not-ready' && (
        <Button size="compact-sm" onClick={() => onDraft({ ...start, confirmed: true })}>
          These vials were opened
        </Button>
      )}
      <Button size="compact-sm" variant="default" onClick={() => onDraft(start)}>
        {drug.state === 'not-ready' ? 'Other vials or amounts' : 'Something differs'}
      </Button>
    </>
  );
};

/** Amounts that are being changed are worked out by the server, which will work them out again when they are signed. */
function usePreview({ api, onEnded, visit, draft }: DrugChartingProps) {
  const { appointment, date } = visit;
  return useRoute<WasteCharting | null>({
    key: ['waste-preview', appointment, date, draft],
    fetch: () =>
      draft === undefined
        ? Promise.resolve(null)
        : api.call(ROUTES.previewWaste, { body: { appointment, date, drug: forPreview(draft) } }),
    onEnded,
    keepsEarlier: true,
  });
}

/** Until a reason is typed, the arithmetic is shown all the same. */
const forPreview = (draft: DrugToSign): DrugToSign => ({
  ...draft,
  reason: draft.reason === undefined || draft.reason.trim().length < 3 ? 'not written yet' : draft.reason,
});

function sourceWords({ drug, draft, timeZone }: DrugChartingProps): string {
  const { preparation, record } = drug;
  if (record !== undefined) return draft === undefined ? '' : `Corrects version ${String(record.version)}`;
  if (preparation === undefined) return draft?.confirmed === true ? 'Vials confirmed by you' : 'From the plan';
  return `Pharmacy, ${momentText(preparation.recordedAt, timeZone) ?? ''}`;
}

export const Amounts = ({
  charting,
  isStale,
}: {
  readonly charting: WasteCharting;
  readonly isStale?: boolean;
}): ReactElement => {
  const { vials, orderedDose, given, discarded, discardedInHood, discardedFromBag, equation, lines, review } = charting;
  const lots = lotsWords(vials);
  return (
    <div aria-busy={isStale === true}>
      <dl className="cr-waste-amounts">
        <Fact name="Vials" value={`${vialsWords(vials)}${lots === '' ? '' : `, lot ${lots}`}`} />
        {orderedDose !== undefined && <Fact name="Ordered" value={amountWords(orderedDose)} />}
        <Fact name="Given" value={amountWords(given)} />
        <Fact name="Discarded" value={amountWords(discarded)} />
        {discardedInHood !== undefined && <Fact name="In the hood" value={amountWords(discardedInHood)} />}
        {discardedFromBag !== undefined && <Fact name="From the bag" value={amountWords(discardedFromBag)} />}
      </dl>
      <p className="cr-waste-equation">{equation}</p>
      <p>
        {lines.length === 0 ? 'No claim line.' : 'Claim: '}
        {lines.map(({ hcpcs, units, modifiers }) => (
          <span key={modifiers.join()} className="cr-waste-line">
            {hcpcs}
            {modifiers.map((modifier) => (
              <Fragment key={modifier}>
                {' '}
                <MaybeTerm text={modifier} />
              </Fragment>
            ))}{' '}
            × {units}
          </span>
        ))}
      </p>
      {review !== null && <p className="cr-muted">Billing will look at it: {REVIEW[review] ?? review}.</p>}
    </div>
  );
};

const Fact = ({ name, value }: { readonly name: string; readonly value: string }): ReactElement => (
  <div>
    <dt>{name}</dt>
    <dd>{value}</dd>
  </div>
);
