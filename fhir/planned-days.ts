import type { PlainDate } from '../domain/kernel/plain-date.ts';
import { codingsOf, namesOf } from './coding.ts';
import type { Element } from './element.ts';
import { child, children } from './element.ts';
import type { Order } from './order.ts';
import { dayOf, periodOf } from './period.ts';
import { productKey } from './product-key.ts';
import type { Reading } from './reading.ts';
import { nameOfRef } from './reading.ts';
import type { Resource } from './resource-index.ts';
import { eventDays } from './timing.ts';
import { ownResources } from './whose.ts';

/** Treatment days that a plan sets for an order, or for a product that nobody has ordered yet. */
export interface PlannedDays {
  readonly byOrder: ReadonlyMap<string, readonly PlainDate[]>;
  readonly byProduct: ReadonlyMap<string, readonly PlainDate[]>;
}

const DEEPEST = 5;

/** From RequestGroup actions that name their order, and CarePlan activities that name a product. */
export function plannedDays(reading: Reading): PlannedDays {
  const byOrder = new Map<string, readonly PlainDate[]>();
  const byProduct = new Map<string, readonly PlainDate[]>();
  for (const group of ownResources(reading, 'RequestGroup', 'subject'))
    addActions(reading, group, group.element, byOrder, 0);
  for (const plan of ownResources(reading, 'CarePlan', 'subject')) addActivities(reading, plan, byProduct);
  return { byOrder, byProduct };
}

export const daysPlannedFor = (planned: PlannedDays, order: Order, on: PlainDate): readonly PlainDate[] => [
  ...(planned.byOrder.get(order.ref) ?? []),
  ...(planned.byProduct.size === 0 ? [] : (planned.byProduct.get(productKey(order.identity(on))) ?? [])),
];

function addActions(
  reading: Reading,
  group: Resource,
  of: Element,
  days: Map<string, readonly PlainDate[]>,
  depth: number,
): void {
  for (const action of children(of, 'action', reading.faults)) {
    const order = nameOfRef(reading, child(action, 'resource', reading.faults), group);
    if (order !== undefined) days.set(order, [...(days.get(order) ?? []), ...actionDays(reading, group, action)]);
    if (depth < DEEPEST) addActions(reading, group, action, days, depth + 1);
  }
}

function actionDays(reading: Reading, group: Resource, action: Element): readonly PlainDate[] {
  const timing = child(action, 'timingTiming', reading.faults);
  const day = dayOf(reading, action, 'timingDateTime', group) ?? periodOf(reading, action, 'timingPeriod', group)?.from;
  return [...(timing === undefined ? [] : eventDays(reading, timing)), ...(day === undefined ? [] : [day])];
}

function addActivities(reading: Reading, plan: Resource, days: Map<string, readonly PlainDate[]>): void {
  for (const activity of children(plan.element, 'activity', reading.faults)) {
    const detail = child(activity, 'detail', reading.faults);
    const product = detail === undefined ? undefined : child(detail, 'productCodeableConcept', reading.faults);
    const timing = detail === undefined ? undefined : child(detail, 'scheduledTiming', reading.faults);
    if (product === undefined || timing === undefined) continue;
    for (const day of eventDays(reading, timing)) {
      const identity = reading.drugs.identify(
        codingsOf(product, reading.faults),
        namesOf(product, reading.faults)[0],
        day,
      );
      days.set(productKey(identity), [...(days.get(productKey(identity)) ?? []), day]);
    }
  }
}
