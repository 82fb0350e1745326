import type { Booking } from './appointment.ts';
import type { Order } from './order.ts';
import type { Reading } from './reading.ts';
import { looksInfused, wordsIn } from './words.ts';

/** Whether the kind of visit is called after the ordered drug or its regimen. */
export function sharesWord(reading: Reading, order: Order, booking: Booking): boolean {
  if (booking.words.size === 0) return false;
  for (const word of wordsIn(namesOf(reading, order, booking))) if (booking.words.has(word)) return true;
  return false;
}

function namesOf(reading: Reading, order: Order, { date }: Booking): readonly string[] {
  const identity = order.identity(date);
  const facts = identity.kind === 'known' ? reading.drugs.facts(identity.hcpcs, date) : undefined;
  const listed = facts === undefined ? [] : [facts.label, facts.ingredient];
  return [order.drug.name, ...(order.group === undefined ? [] : [order.group]), ...listed];
}

const SOMETHING_ELSE =
  /follow.?up|consult|office|dental|\blab|imaging|\bscan|\bct\b|\bmri\b|surg|radiat|dermat|mammo|physical|nutrition|counsel/i;

/** Whether the record calls the visit something that is plainly no infusion. */
export const isSomethingElse = ({ called }: Booking): boolean =>
  called.some((words) => SOMETHING_ELSE.test(words)) && !called.some(looksInfused);
