// What the screens show: patients, one chart, free chairs, the day's visits.
import type { Router } from 'express';
import { z } from 'zod';
import { isOpen } from '../holidays.ts';
import { addDays, isDate, localDate } from '../local-time.ts';
import { STORIES } from '../stories/all-stories.ts';
import { CHAIRS, STAFF } from '../stories/clinic.ts';
import { ApiProblem, read } from './api-problem.ts';
import { conditionText, coverageSummary, order, patientSummary, visit } from './record-reading.ts';
import type { Sandbox } from './sandbox.ts';
import type { PatientDetail, PatientList, Schedule, SlotList, State, Visit } from './screens.schema.ts';
import { allOf, findOf, ofPatient } from './typed-record.ts';
import { slotsOn } from './visit-plan.ts';

export function addChartRoutes(router: Router, sandbox: Sandbox): void {
  router.get('/state', (_request, response) => {
    response.json(stateOf(sandbox));
  });
  router.get('/patients', (_request, response) => {
    response.json(patientList(sandbox));
  });
  router.get('/patients/:id', ({ params }, response) => {
    response.json(patientDetail(sandbox, params.id));
  });
  router.get('/slots', ({ query }, response) => {
    response.json(slots(sandbox, read(Days, query)));
  });
  router.get('/schedule', ({ query }, response) => {
    response.json(schedule(sandbox, read(Days, query)));
  });
  router.get('/traffic', (_request, response) => {
    response.json({ calls: sandbox.traffic() });
  });
}

const Days = z.object({
  from: z.string().refine(isDate, 'expected a date, YYYY-MM-DD'),
  days: z.coerce.number().int().min(1).max(31).default(1),
});

export function stateOf({ day, timeZone, chairReadyUrl, fhirBaseUrl }: Sandbox): State {
  return {
    today: day.today(),
    timeZone,
    chairReadyUrl,
    fhirBaseUrl,
    users: STAFF.map(({ id, given, family, role }) => ({
      reference: `Practitioner/${id}`,
      name: `${given} ${family}`,
      role,
    })),
    chairs: CHAIRS,
  };
}

/** Story patients first, in the order of the stories; then imported ones by name. */
function patientList({ store, day }: Sandbox): PatientList {
  const rank = (id: string): number => {
    const index = STORIES.findIndex((story) => story.id === id);
    return index < 0 ? STORIES.length : index;
  };
  const patients = allOf(store, 'Patient').map((patient) => patientSummary(patient, day.today()));
  return { patients: patients.sort((a, b) => rank(a.id) - rank(b.id) || a.name.localeCompare(b.name)) };
}

function patientDetail({ store, day }: Sandbox, id: string): PatientDetail {
  const patient = findOf(store, 'Patient', id);
  if (patient === undefined) throw new ApiProblem(404, 'there is no such patient');
  const visits = ofPatient(store, 'Appointment', id).map((appointment) => visit(appointment, store));
  return {
    patient: patientSummary(patient, day.today()),
    orders: ofPatient(store, 'MedicationRequest', id).map(order),
    visits: visits.sort((a, b) => Date.parse(a.start) - Date.parse(b.start)),
    coverages: ofPatient(store, 'Coverage', id).map(coverageSummary),
    conditions: ofPatient(store, 'Condition', id).map(conditionText),
  };
}

function slots(sandbox: Sandbox, { from, days }: z.output<typeof Days>): SlotList {
  const taken = visitsBetween(sandbox, from, days);
  const dates = Array.from({ length: days }, (_, index) => addDays(from, index)).filter(isOpen);
  return { days: dates.map((date) => ({ date, slots: [...slotsOn(date, taken, sandbox.timeZone)] })) };
}

function schedule(sandbox: Sandbox, { from, days }: z.output<typeof Days>): Schedule {
  return { visits: [...visitsBetween(sandbox, from, days)] };
}

const OCCUPYING = ['proposed', 'pending', 'booked', 'arrived', 'checked-in', 'fulfilled'];

/** Visits that take up a chair, by local date. */
export function visitsBetween({ store, timeZone }: Sandbox, from: string, days: number): readonly Visit[] {
  const until = addDays(from, days);
  return allOf(store, 'Appointment')
    .map((appointment) => visit(appointment, store))
    .filter(({ status }) => OCCUPYING.includes(status))
    .filter(({ start }) => {
      const date = start === '' ? '' : localDate(new Date(start), timeZone);
      return date >= from && date < until;
    })
    .sort((a, b) => Date.parse(a.start) - Date.parse(b.start));
}
