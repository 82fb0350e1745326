/** The orders that are about to be signed: ticked ones again, written ones for the first time. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { ReactElement } from 'react';
import type { PatientDetail } from '../../screens-api/screens.schema.ts';
import type { Draft, MomentForm } from '../view/moment-form.ts';
import type { OrderForm } from '../view/order-form.ts';
import { EMPTY_ORDER, formOf, newOrder } from '../view/order-form.ts';
import { OrderFields } from './order-fields.panel.tsx';

interface SignPanelProps {
  readonly chart: PatientDetail;
  readonly orders: readonly string[];
  readonly form: MomentForm;
  readonly change: (next: Partial<MomentForm>) => void;
  readonly isReady: boolean;
  readonly isSigning: boolean;
  /** The hook has answered; whatever it said, signing goes on. */
  readonly wasAsked: boolean;
  readonly onSign: () => void;
  readonly onSignAnyway: () => void;
}

export const SignPanel = (props: SignPanelProps): ReactElement => {
  const { chart, orders, form, change, isReady, isSigning, wasAsked, onSign, onSignAnyway } = props;
  const again = chart.orders.filter(({ id }) => orders.includes(id));
  const changing = again.filter(({ id }) => !form.drafts.some(({ replaces }) => replaces === id));
  return (
    <>
      <ul className="sb-visits" aria-label="Orders to sign">
        {changing.map((order) => (
          <li key={order.id} className="sb-visit">
            <bdi>{order.text}</bdi>
            <span className="sb-muted">signed before</span>
          </li>
        ))}
        {form.drafts.map((draft, index) => (
          <li key={index} className="sb-visit">
            <bdi>{draftText(draft)}</bdi>
            <span className="sb-visit-actions">
              <span className="sb-tag">{draft.replaces === undefined ? 'your draft' : 'your change'}</span>
              <Button
                size="compact-xs"
                variant="default"
                onClick={() => change({ drafts: form.drafts.filter((_, other) => other !== index) })}
              >
                Remove
                <span className="sb-hidden"> {draft.drug}</span>
              </Button>
            </span>
          </li>
        ))}
      </ul>
      <Drafting {...props} />
      <div className="sb-card-actions">
        {wasAsked ? (
          <Button size="xs" variant="default" disabled={!isReady} loading={isSigning} onClick={onSignAnyway}>
            Sign anyway
          </Button>
        ) : (
          <Button size="xs" disabled={!isReady} loading={isSigning} onClick={onSign}>
            Sign
          </Button>
        )}
      </div>
    </>
  );
};

/** A new order, or the one ticked order with other words: it keeps its place in the record. */
const Drafting = ({ chart, orders, form, change }: SignPanelProps): ReactElement => {
  const [begun, setBegun] = useState<{ readonly form: OrderForm; readonly replaces?: string }>();
  const [only] = chart.orders.filter(({ id }) => orders.includes(id));
  const isOne = orders.length === 1 && only !== undefined;
  if (begun === undefined)
    return (
      <div className="sb-card-actions">
        <Button size="compact-xs" variant="default" onClick={() => setBegun({ form: EMPTY_ORDER })}>
          Write an order
        </Button>
        {isOne ? (
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => setBegun({ form: formOf(only), replaces: only.id })}
          >
            Change&nbsp;<bdi>{only.drug}</bdi>
          </Button>
        ) : null}
      </div>
    );
  return (
    <OrderFields
      label={begun.replaces === undefined ? 'Write an order' : 'Change the order'}
      first={begun.form}
      submitText="Add to the orders to sign"
      isSending={false}
      onDone={(typed) => {
        const { replaces } = begun;
        const draft: Draft = { ...newOrder(typed), ...(replaces === undefined ? {} : { replaces }) };
        change({
          drafts: [...form.drafts.filter((each) => each.replaces === undefined || each.replaces !== replaces), draft],
        });
        setBegun(undefined);
      }}
      onLeave={() => setBegun(undefined)}
    />
  );
};

function draftText({ drug, dose, intervalDays }: Draft): string {
  const amount = dose === undefined ? '' : ` ${dose.value} ${dose.unit}`;
  return `${drug}${amount}${intervalDays === undefined ? '' : ` every ${String(intervalDays)} days`}`;
}
