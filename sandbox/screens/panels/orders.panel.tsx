/** The patient's drug orders; the ticked ones are what the visit is for. */
import { Button, Checkbox } from '@mantine/core';
import { useState } from 'react';
import type { ReactElement } from 'react';
import type { Order } from '../../screens-api/screens.schema.ts';
import { WriteOrderPanel } from './write-order.panel.tsx';

interface OrdersPanelProps {
  readonly patient: string;
  readonly orders: readonly Order[];
  readonly chosen: readonly string[];
  readonly onToggle: (order: Order) => void;
  readonly onWritten: (order: Order) => void;
}

export const OrdersPanel = (props: OrdersPanelProps): ReactElement => {
  const { patient, orders, onWritten } = props;
  const [isWriting, setIsWriting] = useState(false);
  const active = orders.filter(({ status }) => status === 'active');
  const others = orders.filter(({ status }) => status !== 'active');
  const written = (order: Order): void => {
    setIsWriting(false);
    onWritten(order);
  };
  return (
    <section className="sb-panel" aria-labelledby="orders-heading">
      <div className="sb-panel-head">
        <h2 id="orders-heading">Drug orders</h2>
        <Button size="compact-xs" variant="default" aria-expanded={isWriting} onClick={() => setIsWriting(!isWriting)}>
          Write an order
        </Button>
      </div>
      {isWriting ? <WriteOrderPanel patient={patient} onWritten={written} /> : null}
      {active.length === 0 ? (
        <p className="sb-muted">No active drug order. Write one, or book a visit whose drug is not known yet.</p>
      ) : (
        <OrderTable {...props} orders={active} label="Active orders" />
      )}
      {others.length === 0 ? null : (
        <details className="sb-details">
          <summary>{others.length === 1 ? '1 order' : `${others.length} orders`} not active</summary>
          <OrderTable {...props} orders={others} label="Orders not active" />
        </details>
      )}
    </section>
  );
};

const OrderTable = ({
  orders,
  chosen,
  onToggle,
  label,
}: OrdersPanelProps & { readonly label: string }): ReactElement => (
  <table className="sb-table" aria-label={label}>
    <thead>
      <tr>
        <th scope="col">
          <span className="sb-hidden">Book</span>
        </th>
        <th scope="col">Drug</th>
        <th scope="col">Dose</th>
        <th scope="col">Every</th>
        <th scope="col">Status</th>
      </tr>
    </thead>
    <tbody>
      {orders.map((order) => (
        <OrderRow key={order.id} order={order} isChosen={chosen.includes(order.id)} onToggle={onToggle} />
      ))}
    </tbody>
  </table>
);

interface OrderRowProps {
  readonly order: Order;
  readonly isChosen: boolean;
  readonly onToggle: (order: Order) => void;
}

const OrderRow = ({ order, isChosen, onToggle }: OrderRowProps): ReactElement => (
  <tr>
    <td>
      <Checkbox size="xs" aria-label={`Book ${order.drug}`} checked={isChosen} onChange={() => onToggle(order)} />
    </td>
    <td>
      <strong>
        <bdi>{order.drug}</bdi>
      </strong>
      {order.hcpcs === null ? null : <span className="sb-code"> {order.hcpcs}</span>}
      {order.isVisitors ? <span className="sb-tag">your order</span> : null}
    </td>
    <td>{order.dose ?? <span className="sb-muted">not stated</span>}</td>
    <td>
      {order.intervalDays === null ? <span className="sb-muted">not stated</span> : intervalText(order.intervalDays)}
    </td>
    <td>{order.status}</td>
  </tr>
);

const intervalText = (days: number): string => (days === 1 ? '1 day' : `${days} days`);
