import type { PlainDate } from '../domain/kernel/plain-date.ts';
import type { Visit, VisitStatus } from '../domain/visit/snapshot.ts';
import { chairOf } from './chair.ts';
import { namesOf } from './coding.ts';
import type { Element } from './element.ts';
import { child, children, text } from './element.ts';
import type { LocalDay } from './local-day.ts';
import { localDay } from './local-day.ts';
import { present } from './present.ts';
import type { Reading } from './reading.ts';
import { nameOfRef, noteGap, pathTo } from './reading.ts';
import { missingElement } from './read-problem.ts';
import type { Resource } from './resource-index.ts';
import { resourcesOf } from './resource-index.ts';
import { providersOf, siteOf } from './site.ts';
import { wordsIn } from './words.ts';

/** An appointment on its local day, before any drug is joined to it. */
export interface Booking {
  readonly resource: Resource;
  readonly ref: string;
  readonly status: VisitStatus | 'fulfilled';
  readonly date: PlainDate;
  readonly mayBe?: PlainDate;
  readonly start?: string;
  readonly end?: string;
  readonly chair?: string;
  readonly site: Visit['site'];
  readonly providers: Visit['providers'];
  /** What the record calls this kind of visit: description, service and appointment type, reason. */
  readonly called: readonly string[];
  /** The telling words in them. */
  readonly words: ReadonlySet<string>;
}

const STATUSES: ReadonlyMap<string, Booking['status']> = new Map(
  (['proposed', 'pending', 'booked', 'waitlist', 'arrived', 'checked-in', 'fulfilled'] as const).map((status) => [
    status,
    status,
  ]),
);
/** These may wait for a slot; every other one without a day is a fault. */
const MAY_LACK_A_DAY: ReadonlySet<string> = new Set(['proposed', 'pending', 'waitlist']);
const OVER: ReadonlySet<string> = new Set(['cancelled', 'noshow']);

/** The patient's appointments that are still to come, took place or should have, by date then id. */
export function readBookings(reading: Reading): readonly Booking[] {
  const bookings: Booking[] = [];
  for (const appointment of resourcesOf(reading.index, 'Appointment')) {
    const booking = readBooking(reading, appointment);
    if (booking !== undefined) bookings.push(booking);
  }
  return bookings.sort((a, b) => (a.date === b.date ? (a.ref < b.ref ? -1 : 1) : a.date < b.date ? -1 : 1));
}

/** Open visits of today or later; everything else is history. */
export const isAhead = ({ date, mayBe, status }: Booking, today: PlainDate): boolean =>
  status !== 'fulfilled' && (date >= today || (mayBe !== undefined && mayBe >= today));

function readBooking(reading: Reading, appointment: Resource): Booking | undefined {
  const { element } = appointment;
  const status = statusOf(reading, appointment);
  if (status === undefined) return undefined;
  const actors = actorsOf(reading, element);
  if (!isOurs(reading, appointment, actors)) return undefined;
  const site = siteOf(reading, appointment, actors);
  const day = dayOf(reading, appointment, status, site.zone);
  if (day === undefined) return undefined;
  const start = text(element, 'start', reading.faults);
  const called = namesFor(reading, element);
  return {
    resource: appointment,
    ref: appointment.ref,
    status,
    date: day.date,
    ...(day.mayBe === undefined ? {} : { mayBe: day.mayBe }),
    ...present({
      start,
      end: endOf(element, start),
      chair: chairOf(reading, appointment, actors, site.facts.location),
    }),
    site: site.facts,
    providers: providersOf(reading, appointment, actors),
    called,
    words: wordsIn(called),
  };
}

/** As written, else so many minutes after the start. The board alone shows it: a fault in it refuses no decision. */
function endOf({ end, minutesDuration: minutes }: Element, start: string | undefined): string | undefined {
  if (typeof end === 'string' && end.trim() !== '') return end;
  const began = Date.parse(start ?? '');
  return typeof minutes === 'number' && minutes > 0 && minutes <= DAY_MINUTES && !Number.isNaN(began)
    ? new Date(began + minutes * 60_000).toISOString()
    : undefined;
}

const DAY_MINUTES = 24 * 60;

function statusOf(reading: Reading, appointment: Resource): Booking['status'] | undefined {
  const status = text(appointment.element, 'status', reading.faults);
  if (status !== undefined && OVER.has(status)) return undefined;
  const known = status === undefined ? undefined : STATUSES.get(status);
  if (known === undefined) noteGap(reading, appointment, 'status', 'an appointment whose status is missing or unknown');
  return known;
}

function actorsOf(reading: Reading, appointment: Element): readonly Element[] {
  const actors: Element[] = [];
  for (const participant of children(appointment, 'participant', reading.faults)) {
    const actor = child(participant, 'actor', reading.faults);
    if (actor !== undefined && participant['status'] !== 'declined') actors.push(actor);
  }
  return actors;
}

/** An appointment that names patients is ours only if it names this one. */
function isOurs(reading: Reading, appointment: Resource, actors: readonly Element[]): boolean {
  let namesAnother = false;
  for (const actor of actors) {
    const ref = nameOfRef(reading, actor, appointment);
    if (ref === reading.patientRef) return true;
    namesAnother ||= ref?.startsWith('Patient/') === true;
  }
  return !namesAnother;
}

function dayOf(
  reading: Reading,
  appointment: Resource,
  status: string,
  zone: string | undefined,
): LocalDay | undefined {
  const written = startOf(reading, appointment.element);
  const day = written === undefined ? undefined : localDay(written.text, zone);
  if (day?.withoutZone === true && written !== undefined) {
    noteGap(reading, appointment, written.name, 'a time without offset; its day is taken as written');
  }
  if (day === undefined) missingDay(reading, appointment, status, written);
  return day;
}

interface Start {
  readonly text: string;
  readonly element: Element;
  readonly name: string;
}

/** The slot, else the first day that was asked for. */
function startOf(reading: Reading, appointment: Element): Start | undefined {
  const start = text(appointment, 'start', reading.faults);
  if (start !== undefined) return { text: start, element: appointment, name: 'start' };
  const requested = children(appointment, 'requestedPeriod', reading.faults)[0];
  const from = requested === undefined ? undefined : text(requested, 'start', reading.faults);
  return requested === undefined || from === undefined ? undefined : { text: from, element: requested, name: 'start' };
}

/** A booked visit that would vanish for want of a day is a fault of the record, never silence. */
function missingDay(reading: Reading, appointment: Resource, status: string, written: Start | undefined): void {
  if (written !== undefined) {
    const path = pathTo(reading, written.element, written.name);
    reading.problems.push({
      code: 'unreadable-date',
      path,
      message: `${path} must be an instant such as 2026-12-15T09:00:00-05:00`,
    });
  } else if (MAY_LACK_A_DAY.has(status)) {
    noteGap(reading, appointment, 'start', 'an appointment without a day');
  } else if (isLeftOut(appointment.element['start'])) {
    reading.problems.push(missingElement(pathTo(reading, appointment.element, 'start')));
  }
}

/** Null and blank text are as good as absent; what has another type is a fault of its own. */
const isLeftOut = (value: unknown): boolean => value === undefined || value === null || typeof value === 'string';

const NAMING = ['serviceType', 'reasonCode', 'appointmentType'] as const;

function namesFor(reading: Reading, appointment: Element): readonly string[] {
  const description = text(appointment, 'description', reading.faults);
  const names = description === undefined ? [] : [description];
  for (const name of NAMING) {
    for (const concept of children(appointment, name, reading.faults)) names.push(...namesOf(concept, reading.faults));
  }
  return names;
}
