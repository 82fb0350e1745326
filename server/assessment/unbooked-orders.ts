import { UNBOOKED } from '../../cds-hooks/card.ts';
import type { RawResource } from '../../cds-hooks/prefetch.ts';
import { asList, isObject } from '../../cds-hooks/prefetch.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import { parsePlainDate } from '../../domain/kernel/plain-date.ts';
import type { VisitRecord } from './take-snapshot.ts';

/**
 * Orders are often written before anything is booked. Each order on the screen that no visit was found for gets one
 * proposed visit on its first planned day, today where it names none, so that it is judged all the same.
 */
export function visitsForUnbooked(
  { unlinked, patient }: VisitRecord,
  orders: readonly string[],
  drafts: readonly RawResource[],
  today: PlainDate,
): readonly RawResource[] {
  const unbooked = orders.filter((order) => unlinked.includes(order));
  return unbooked.flatMap((order, position) => {
    const draft = drafts.find(({ resourceType, id }) => `${resourceType}/${String(id)}` === order);
    if (draft === undefined) return [];
    return {
      resourceType: 'Appointment',
      id: `${UNBOOKED.slice('Appointment/'.length)}${String(position + 1)}`,
      status: 'proposed',
      start: firstDay(draft, today),
      supportingInformation: [{ reference: order }],
      participant: [{ actor: { reference: patient.ref }, status: 'accepted' }],
    };
  });
}

/** The earliest day that the dosage names and that is not over. */
function firstDay(order: RawResource, today: PlainDate): PlainDate {
  const days = asList(order['dosageInstruction']).flatMap(daysNamed);
  const ahead = days.flatMap((day) => {
    const parsed = typeof day === 'string' ? parsePlainDate(day.slice(0, 10)) : undefined;
    return parsed?.ok === true && parsed.value >= today ? [parsed.value] : [];
  });
  return ahead.sort()[0] ?? today;
}

function daysNamed(dosage: unknown): readonly unknown[] {
  const timing = memberOf(dosage, 'timing');
  const event = memberOf(timing, 'event');
  const bounds = memberOf(memberOf(timing, 'repeat'), 'boundsPeriod');
  return [...(Array.isArray(event) ? (event as readonly unknown[]) : []), memberOf(bounds, 'start')];
}

const memberOf = (value: unknown, name: string): unknown => (isObject(value) ? value[name] : undefined);
