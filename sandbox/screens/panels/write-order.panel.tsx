/** The visitor's own order. Only what is typed is ordered. */
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactElement, SubmitEvent } from 'react';
import { useSandboxApi } from '../api/use-sandbox-api.ts';
import type { Order } from '../../screens-api/screens.schema.ts';
import { ProblemLine } from '../ui/problem-line.tsx';
import type { OrderForm } from '../view/order-form.ts';
import { DOSE_UNITS, EMPTY_ORDER, faultsOf, orderRequest } from '../view/order-form.ts';

interface WriteOrderPanelProps {
  readonly patient: string;
  readonly onWritten: (order: Order) => void;
}

export const WriteOrderPanel = ({ patient, onWritten }: WriteOrderPanelProps): ReactElement => {
  const api = useSandboxApi();
  const cache = useQueryClient();
  const [form, setForm] = useState(EMPTY_ORDER);
  const [isChecked, setIsChecked] = useState(false);
  const faults = isChecked ? faultsOf(form) : {};
  const write = useMutation({
    mutationFn: () => api.writeOrder(orderRequest(form, patient)),
    onSuccess: async (order) => {
      await cache.invalidateQueries({ queryKey: ['patient', patient] });
      onWritten(order);
    },
  });
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    setIsChecked(true);
    if (Object.keys(faultsOf(form)).length === 0) write.mutate();
  };
  const field = (name: keyof OrderForm) => ({
    size: 'xs' as const,
    value: form[name],
    error: faults[name],
    onChange: ({ currentTarget }: { readonly currentTarget: { readonly value: string } }) =>
      setForm({ ...form, [name]: currentTarget.value }),
  });
  return (
    <form className="sb-write" aria-label="Write an order" noValidate onSubmit={submit}>
      <p className="sb-muted">Your order is marked as yours. Empty fields stay empty in the record.</p>
      <div className="sb-write-fields">
        <TextInput label="Drug" placeholder="such as pembrolizumab" className="sb-wide" {...field('drug')} />
        <TextInput label="HCPCS" placeholder="such as J9271" {...field('hcpcs')} />
        <TextInput label="Dose" inputMode="decimal" {...field('dose')} />
        <NativeSelect label="Unit" data={[...DOSE_UNITS]} {...field('unit')} />
        <TextInput label="Every (days)" inputMode="numeric" {...field('everyDays')} />
        <Button type="submit" size="xs" className="sb-write-send" loading={write.isPending}>
          Place order
        </Button>
      </div>
      {write.isError ? <ProblemLine what="Not ordered" problem={write.error} /> : null}
    </form>
  );
};
