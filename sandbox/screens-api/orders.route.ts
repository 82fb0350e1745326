// An order that a visitor of the sandbox writes. It is marked as theirs, and holds what they typed and nothing else.
import type { CodeableConcept, Dosage, MedicationRequest } from 'fhir/r4';
import type { Router } from 'express';
import { HCPCS } from '../stories/drugs.ts';
import { ONCOLOGIST } from '../stories/clinic.ts';
import { ApiProblem, read } from './api-problem.ts';
import { nameOf, order, VISITORS_TAG } from './record-reading.ts';
import type { Sandbox } from './sandbox.ts';
import { OrderRequest } from './screens.schema.ts';
import { findOf, typed } from './typed-record.ts';
import { localTime } from './visit-plan.ts';

export function addOrderRoutes(router: Router, sandbox: Sandbox): void {
  router.post('/orders', ({ body }, response) => {
    const request = read(OrderRequest, body);
    const patient = findOf(sandbox.store, 'Patient', request.patient);
    if (patient === undefined) throw new ApiProblem(404, 'there is no such patient', 'patient');
    const written = orderFrom(request, nameOf(patient), localTime(new Date(), sandbox.timeZone));
    response.status(201).json(order(typed('MedicationRequest', sandbox.store.create(written))));
  });
}

function orderFrom(request: OrderRequest, name: string, now: string): MedicationRequest {
  const { drug, hcpcs } = request;
  const medication: CodeableConcept = {
    ...(hcpcs === undefined ? {} : { coding: [{ system: HCPCS, code: hcpcs }] }),
    text: drug,
  };
  return {
    resourceType: 'MedicationRequest',
    meta: { tag: [VISITORS_TAG] },
    status: 'active',
    intent: 'order',
    medicationCodeableConcept: medication,
    subject: { reference: `Patient/${request.patient}`, display: name },
    authoredOn: now,
    requester: { reference: `Practitioner/${ONCOLOGIST}`, display: 'Marcus Feld' },
    note: [{ text: 'Written by a visitor of the sandbox' }],
    dosageInstruction: [dosageFrom(request)],
  };
}

const UCUM_UNITS = ['mg', 'g', 'ug', 'mg/kg', 'mg/m2', 'mL', '[iU]'];

function dosageFrom({ drug, dose, intervalDays }: OrderRequest): Dosage {
  const amount = dose === undefined ? '' : ` ${dose.value} ${dose.unit}`;
  const interval = intervalDays === undefined ? '' : ` every ${intervalDays} days`;
  return {
    text: `${drug}${amount}${interval}`,
    ...(intervalDays === undefined
      ? {}
      : { timing: { repeat: { frequency: 1, period: intervalDays, periodUnit: 'd' } } }),
    ...(dose === undefined ? {} : { doseAndRate: [{ doseQuantity: quantityFrom(dose) }] }),
  };
}

/** A unit that is not in the list stays text: the sandbox does not guess a code for it. */
function quantityFrom({ value, unit }: NonNullable<OrderRequest['dose']>): { value: number; unit: string } {
  const coded = UCUM_UNITS.includes(unit) ? { system: 'http://unitsofmeasure.org', code: unit } : {};
  return { value: Number(value), unit, ...coded };
}
