/** The visitor's own order, signed at once. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useSandboxApi } from '../api/use-sandbox-api.ts';
import type { Order } from '../../screens-api/screens.schema.ts';
import { ProblemLine } from '../ui/problem-line.tsx';
import type { OrderForm } from '../view/order-form.ts';
import { EMPTY_ORDER, orderRequest } from '../view/order-form.ts';
import { OrderFields } from './order-fields.panel.tsx';

interface WriteOrderPanelProps {
  readonly patient: string;
  readonly onWritten: (order: Order) => void;
}

export const WriteOrderPanel = ({ patient, onWritten }: WriteOrderPanelProps): ReactElement => {
  const api = useSandboxApi();
  const cache = useQueryClient();
  const write = useMutation({
    mutationFn: (form: OrderForm) => api.writeOrder(orderRequest(form, patient)),
    onSuccess: async (order) => {
      await cache.invalidateQueries({ queryKey: ['patient', patient] });
      onWritten(order);
    },
  });
  return (
    <>
      <OrderFields
        label="Write an order"
        first={EMPTY_ORDER}
        submitText="Place order"
        isSending={write.isPending}
        withPayer
        onDone={(form) => write.mutate(form)}
      />
      {write.isError ? <ProblemLine what="Not ordered" problem={write.error} /> : null}
    </>
  );
};
