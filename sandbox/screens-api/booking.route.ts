// Booking: the hook before, the appointments after, moving and cancelling.
import { randomUUID } from 'node:crypto';
import type { Appointment, Bundle } from 'fhir/r4';
import type { Router } from 'express';
import { localDate } from '../local-time.ts';
import { CHAIRS } from '../stories/clinic.ts';
import { ApiProblem, read } from './api-problem.ts';
import { visitsBetween } from './chart.route.ts';
import { callHook } from './hook-call.ts';
import type { MoveHookRequest as MoveHook } from './moments.schema.ts';
import { MoveHookRequest } from './moments.schema.ts';
import { visit } from './record-reading.ts';
import type { Sandbox } from './sandbox.ts';
import type { BookedVisits, HookExchange, Visit } from './screens.schema.ts';
import { BookingRequest, MoveRequest } from './screens.schema.ts';
import { findOf, typed } from './typed-record.ts';
import { endOf, localTime, overlaps, plannedVisits } from './visit-plan.ts';

export function addBookingRoutes(router: Router, sandbox: Sandbox): void {
  router.post('/hooks/booking', async ({ body }, response) => {
    response.json(await askBeforeBooking(sandbox, read(BookingRequest, body)));
  });
  router.post('/hooks/move/:id', async ({ params, body }, response) => {
    response.json(await askBeforeMoving(sandbox, params.id, read(MoveHookRequest, body)));
  });
  router.post('/appointments', ({ body }, response) => {
    response.status(201).json(book(sandbox, read(BookingRequest, body)));
  });
  router.post('/appointments/:id/move', ({ params, body }, response) => {
    response.json(move(sandbox, params.id, read(MoveRequest, body)));
  });
  router.post('/appointments/:id/cancel', ({ params }, response) => {
    const appointment = appointmentOf(sandbox, params.id);
    response.json(keep(sandbox, { ...appointment, status: 'cancelled' }));
  });
}

function askBeforeBooking(sandbox: Sandbox, request: BookingRequest): Promise<HookExchange> {
  const proposed = plannedVisits(sandbox, request, 'proposed');
  const appointments: Bundle<Appointment> = {
    resourceType: 'Bundle',
    type: 'collection',
    entry: proposed.map((appointment) => ({ resource: { ...appointment, id: `proposed-${randomUUID()}` } })),
  };
  return callHook(sandbox, {
    service: 'infusion-booking',
    hook: 'appointment-book',
    context: { userId: request.user, patientId: request.patient, appointments },
  });
}

/** All visits of a series, or none: throws a 409 problem if one of the chairs is taken. */
function book(sandbox: Sandbox, request: BookingRequest): BookedVisits {
  const visits = plannedVisits(sandbox, request, 'booked').map((planned) => ({ ...planned, id: randomUUID() }));
  for (const { start = '', end = '' } of visits) requireFree(sandbox, request.chair, start, end);
  sandbox.store.putAll(visits);
  return { visits: visits.map((appointment) => visit(appointment, sandbox.store)) };
}

/** An edited booking goes to the hook under its own id and as booked, at its new time, with what it is for. */
function askBeforeMoving(sandbox: Sandbox, id: string, { user, ...to }: MoveHook): Promise<HookExchange> {
  const { appointment } = movedTo(sandbox, id, to);
  return callHook(sandbox, {
    service: 'infusion-booking',
    hook: 'appointment-book',
    context: {
      userId: user,
      patientId: visit(appointment, sandbox.store).patient,
      appointments: { resourceType: 'Bundle', type: 'collection', entry: [{ resource: appointment }] },
    },
  });
}

/** The appointment keeps its id and its length. */
function move(sandbox: Sandbox, id: string, to: MoveRequest): Visit {
  const { appointment, chair } = movedTo(sandbox, id, to);
  if (chair !== null) requireFree(sandbox, chair, appointment.start, appointment.end, id);
  return keep(sandbox, appointment);
}

interface Moved {
  readonly appointment: Appointment & { readonly start: string; readonly end: string };
  readonly chair: string | null;
}

function movedTo(sandbox: Sandbox, id: string, { start, chair }: MoveRequest): Moved {
  const appointment = appointmentOf(sandbox, id);
  const before = visit(appointment, sandbox.store);
  const target = chair ?? before.chair;
  const minutes = Math.round((Date.parse(before.end) - Date.parse(before.start)) / 60_000);
  const moved = { ...appointment, start: localTime(new Date(start), sandbox.timeZone) };
  const end = endOf(moved.start, minutes, sandbox.timeZone);
  return {
    appointment: { ...(target === null ? moved : inChair(moved, target)), start: moved.start, end },
    chair: target,
  };
}

function inChair(appointment: Appointment, chair: string): Appointment {
  const found = CHAIRS.find(({ id }) => id === chair);
  if (found === undefined) throw new ApiProblem(404, 'there is no such chair', 'chair');
  const isChair = (reference = ''): boolean => CHAIRS.some(({ id }) => reference === `Location/${id}`);
  const others = appointment.participant.filter(({ actor }) => !isChair(actor?.reference));
  const actor = { reference: `Location/${found.id}`, display: found.name };
  return { ...appointment, participant: [...others, { actor, status: 'accepted' }] };
}

function appointmentOf({ store }: Sandbox, id: string): Appointment {
  const appointment = findOf(store, 'Appointment', id);
  if (appointment === undefined) throw new ApiProblem(404, 'there is no such visit');
  if (appointment.status === 'cancelled') throw new ApiProblem(409, 'this visit has been cancelled');
  return appointment;
}

function keep({ store }: Sandbox, appointment: Appointment): Visit {
  return visit(typed('Appointment', store.update(appointment).resource), store);
}

function requireFree(sandbox: Sandbox, chair: string, start: string, end: string, except?: string): void {
  const date = localDate(new Date(start), sandbox.timeZone);
  const others = visitsBetween(sandbox, date, 1).filter(({ id }) => id !== except);
  if (others.some(overlaps(chair, start, end)))
    throw new ApiProblem(409, `the chair is taken on ${date} at that time`, 'chair');
}
