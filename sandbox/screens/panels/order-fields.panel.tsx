/** The fields of an order. Only what is typed is ordered. */
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ReactElement, SubmitEvent } from 'react';
import type { OrderForm } from '../view/order-form.ts';
import { DOSE_UNITS, faultsOf, PAYER_CHOICES } from '../view/order-form.ts';

interface OrderFieldsProps {
  readonly label: string;
  readonly first: OrderForm;
  readonly submitText: string;
  readonly isSending: boolean;
  /** Offers the sandbox's payers as well. */
  readonly withPayer?: boolean;
  /** Only with a form without faults. */
  readonly onDone: (form: OrderForm) => void;
  readonly onLeave?: () => void;
}

export const OrderFields = (props: OrderFieldsProps): ReactElement => {
  const { label, first, submitText, isSending, onDone, onLeave, withPayer = false } = props;
  const [form, setForm] = useState(first);
  const [isChecked, setIsChecked] = useState(false);
  const faults = isChecked ? faultsOf(form) : {};
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    setIsChecked(true);
    if (Object.keys(faultsOf(form)).length === 0) onDone(form);
  };
  const field = (name: keyof OrderForm) => ({
    size: 'xs' as const,
    value: form[name],
    error: faults[name],
    onChange: ({ currentTarget }: { readonly currentTarget: { readonly value: string } }) =>
      setForm({ ...form, [name]: currentTarget.value }),
  });
  return (
    <form className="sb-write" aria-label={label} noValidate onSubmit={submit}>
      <p className="sb-muted">Your order is marked as yours. Empty fields stay empty in the record.</p>
      <div className="sb-write-fields">
        <TextInput label="Drug" placeholder="such as pembrolizumab" className="sb-wide" {...field('drug')} />
        <TextInput label="HCPCS" placeholder="such as J9271" {...field('hcpcs')} />
        <TextInput label="Dose" inputMode="decimal" {...field('dose')} />
        <NativeSelect label="Unit" data={[...DOSE_UNITS]} {...field('unit')} />
        <TextInput label="Every (days)" inputMode="numeric" {...field('everyDays')} />
        {withPayer ? (
          <NativeSelect label="Who pays" data={[...PAYER_CHOICES]} className="sb-wide" {...field('payer')} />
        ) : null}
        <div className="sb-write-send sb-card-actions">
          <Button type="submit" size="xs" loading={isSending}>
            {submitText}
          </Button>
          {onLeave === undefined ? null : (
            <Button size="xs" variant="default" onClick={onLeave}>
              Leave it
            </Button>
          )}
        </div>
      </div>
    </form>
  );
};
