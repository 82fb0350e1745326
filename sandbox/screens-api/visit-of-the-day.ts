// One story is about the visit of today. When the day moves on, that visit moves with it, or a new one is booked after
// the last was given, so that there is always somebody to check in and to treat on a day on which the clinic is open.
import type { Appointment } from 'fhir/r4';
import { isOpen } from '../holidays.ts';
import { localDate } from '../local-time.ts';
import { IN_THE_CHAIR_TODAY } from '../stories/in-the-chair-today.story.ts';
import { visitsBetween } from './chart.route.ts';
import type { Sandbox } from './sandbox.ts';
import { ofPatient } from './typed-record.ts';
import { slotsOn } from './visit-plan.ts';

export function keepSomebodyInTheChair(sandbox: Sandbox): void {
  const { store, day, timeZone } = sandbox;
  const today = day.today();
  const visits = ofPatient(store, 'Appointment', IN_THE_CHAIR_TODAY.id);
  const [last] = visits.toSorted((a, b) => Date.parse(b.start ?? '') - Date.parse(a.start ?? ''));
  if (last === undefined || !isOpen(today) || localDate(new Date(last.start ?? ''), timeZone) >= today) return;
  const free = slotsOn(today, visitsBetween(sandbox, today, 1), timeZone).findLast(({ isFree }) => isFree);
  if (free === undefined) return;
  const isGiven = last.status !== 'booked';
  const next: Appointment = {
    ...last,
    ...(isGiven ? { id: `${IN_THE_CHAIR_TODAY.id}-${today}`, status: 'booked' as const } : {}),
    start: free.start,
    end: free.end,
    participant: last.participant.map((one) =>
      one.actor?.reference?.startsWith('Location/chair-') === true
        ? { ...one, actor: { reference: `Location/${free.chair}`, display: free.chair.replace('chair-', 'Chair ') } }
        : one,
    ),
  };
  store.putAll([next]);
}
