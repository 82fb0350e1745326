/** Visits for the charting tests: each has a patient of its own, known to ChairReady through a decision. */
import { HttpResponse, http } from 'msw';
import { expect } from 'vitest';
import { aCoverage, aDose, anAppointment, anOrder, HCPCS } from '../../support/fhir-builders.ts';
import type { Lab } from '../http/hook-lab.ts';
import { EHR, TODAY, ehrWith, outside } from '../http/hook-lab.ts';

/** Remicade has ten milligrams to the unit and vials of 100 mg: 350 mg leave 50 mg. */
const REMICADE = { coding: [{ system: HCPCS, code: 'J1745' }], text: 'Remicade' };

let visits = 0;

/** A patient of their own with one visit today, known to ChairReady through a decision; gives the visit's reference. */
export async function bookVisit(
  lab: Lab,
  more: {
    readonly dose?: number;
    readonly date?: string;
    readonly order?: Parameters<typeof anOrder>[0];
    readonly also?: readonly object[];
  } = {},
): Promise<{ readonly appointment: string; readonly patient: string; readonly line: string }> {
  const n = String((visits += 1));
  const [patient, appointment, order] = [`pt${n}`, `ap${n}`, `mr${n}`];
  const of = { reference: `Patient/${patient}` };
  const { dose = 350, date = TODAY } = more;
  outside.use(
    ...ehrWith({
      Coverage: [aCoverage({ beneficiary: of })],
      MedicationRequest: [
        anOrder({
          ...{ id: order, subject: of, medicationCodeableConcept: REMICADE, dosageInstruction: [aDose(dose, 'mg')] },
          ...more.order,
        }),
      ],
      Appointment: [
        anAppointment({
          ...{ id: appointment, start: `${date}T09:00:00-05:00`, end: `${date}T11:00:00-05:00` },
          participant: [{ status: 'accepted', actor: of }],
          supportingInformation: [{ reference: `MedicationRequest/${order}` }],
        }),
      ],
    }),
  );
  outside.use(
    http.get(`${EHR}/Patient/${patient}`, () =>
      HttpResponse.json({
        resourceType: 'Patient',
        id: patient,
        name: [{ text: `Pat ${n}` }],
        birthDate: '1960-05-04',
      }),
    ),
  );
  const bearer = await lab.signIn('infusion-nurse', { patientRef: `Patient/${patient}` });
  const decided = await lab.api(bearer, 'GET', '/api/visits/next');
  expect(decided.status).toBe(200);
  return {
    appointment: `Appointment/${appointment}`,
    patient: `Patient/${patient}`,
    line: `MedicationRequest/${order}`,
  };
}
