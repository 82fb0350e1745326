// The CDS Hooks context of each moment, made of the record and of what is on the screen.
import { randomUUID } from 'node:crypto';
import type { Appointment, Bundle, FhirResource, MedicationAdministration, MedicationRequest } from 'fhir/r4';
import { ApiProblem } from './api-problem.ts';
import type { HookCall } from './hook-call.ts';
import type { Moment, MomentRequest } from './moments.schema.ts';
import { draftFrom } from './orders.route.ts';
import { patientOf } from './record-reading.ts';
import type { Sandbox } from './sandbox.ts';
import { findOf } from './typed-record.ts';
import { encounterOf, nowOn } from './visit-encounter.ts';
import { orderOf } from './visit-plan.ts';

export function momentCall(sandbox: Sandbox, request: MomentRequest): HookCall {
  const whoAndWhom = { userId: request.user, patientId: patientOf(sandbox.store, request.patient).id ?? '' };
  return { ...SERVICES[request.moment], context: { ...whoAndWhom, ...contextOf(sandbox, request) } };
}

const SERVICES: Readonly<Record<Moment, Pick<HookCall, 'service' | 'hook'>>> = {
  chart: { service: 'infusion-chart', hook: 'patient-view' },
  'order-select': { service: 'infusion-order-select', hook: 'order-select' },
  'order-sign': { service: 'infusion-order-sign', hook: 'order-sign' },
  verify: { service: 'infusion-verify', hook: 'medication-verify' },
  'check-in': { service: 'infusion-check-in', hook: 'encounter-start' },
  administration: { service: 'infusion-administration', hook: 'org.chairready.medicationadministration-record' },
  checkout: { service: 'infusion-checkout', hook: 'encounter-discharge' },
};

function contextOf(sandbox: Sandbox, request: MomentRequest): Readonly<Record<string, unknown>> {
  switch (request.moment) {
    case 'chart':
      return {};
    case 'order-select': {
      const drafts = draftOrders(sandbox, request);
      return {
        selections: drafts.map(({ id }) => `MedicationRequest/${id ?? ''}`),
        draftOrders: collection(drafts),
      };
    }
    case 'order-sign':
      return { draftOrders: collection(draftOrders(sandbox, request)) };
    case 'verify':
      return { ...encounterIdOf(sandbox, request), medication: theOrder(sandbox, request) };
    case 'check-in':
    case 'checkout':
      return { encounterId: encounterOf(sandbox, theVisit(sandbox, request)).id };
    case 'administration':
      return {
        encounterId: encounterOf(sandbox, theVisit(sandbox, request)).id,
        medicationRequestId: theOrder(sandbox, request).id,
        administrations: collection([administrationOf(sandbox, request, 'in-progress')]),
      };
  }
}

/** Signed orders that are signed again keep their id and their status; new ones are drafts. Throws 400 for none. */
export function draftOrders(sandbox: Sandbox, request: MomentRequest): readonly MedicationRequest[] {
  const again = request.orders.map((id) => orderOf(sandbox.store, request.patient, id));
  const drafts = request.drafts.map((draft) => ({
    id: `draft-${randomUUID()}`,
    ...draftFrom(sandbox, request, draft),
  }));
  const all = [...again, ...drafts];
  if (all.length === 0) throw new ApiProblem(400, 'there is no order to sign', 'orders');
  return all;
}

/** Throws 400 unless the request is about exactly one order. */
export function theOrder({ store }: Pick<Sandbox, 'store'>, { patient, orders }: MomentRequest): MedicationRequest {
  const [id, ...others] = orders;
  if (id === undefined || others.length > 0) throw new ApiProblem(400, 'choose one order', 'orders');
  return orderOf(store, patient, id);
}

/** Throws 400 without a visit and 404 for somebody else's. */
export function theVisit({ store }: Pick<Sandbox, 'store'>, { patient, appointment }: MomentRequest): Appointment {
  if (appointment === undefined)
    throw new ApiProblem(400, 'choose the visit that the patient is here for', 'appointment');
  const found = findOf(store, 'Appointment', appointment);
  const isTheirs = found?.participant.some(({ actor }) => actor?.reference?.endsWith(`Patient/${patient}`) === true);
  if (found === undefined || isTheirs !== true)
    throw new ApiProblem(404, 'this patient has no such visit', 'appointment');
  return found;
}

/** A dose on the screen, or one that was given. Without an amount it says none: nobody charted it. */
export function administrationOf(
  sandbox: Sandbox,
  request: MomentRequest,
  status: 'in-progress' | 'completed',
): MedicationAdministration {
  const order = theOrder(sandbox, request);
  const encounter = encounterOf(sandbox, theVisit(sandbox, request));
  const { given } = request;
  return {
    resourceType: 'MedicationAdministration',
    id: `given-${randomUUID()}`,
    status,
    medicationCodeableConcept: order.medicationCodeableConcept ?? { text: 'see the order' },
    subject: order.subject,
    context: { reference: `Encounter/${encounter.id ?? ''}` },
    effectiveDateTime: nowOn(sandbox),
    performer: [{ actor: { reference: request.user } }],
    request: { reference: `MedicationRequest/${order.id ?? ''}` },
    ...(given === undefined ? {} : { dosage: { dose: { value: Number(given.value), unit: given.unit } } }),
  };
}

function encounterIdOf(sandbox: Sandbox, request: MomentRequest): { readonly encounterId?: string } {
  if (request.appointment === undefined) return {};
  const { id } = encounterOf(sandbox, theVisit(sandbox, request));
  return id === undefined ? {} : { encounterId: id };
}

const collection = (resources: readonly FhirResource[]): Bundle => ({
  resourceType: 'Bundle',
  type: 'collection',
  entry: resources.map((resource) => ({ resource })),
});
