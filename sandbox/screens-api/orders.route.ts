// An order that a visitor of the sandbox writes. It is marked as theirs, and holds what they typed and nothing else.
import { createHash } from 'node:crypto';
import type { CodeableConcept, Coding, Coverage, Dosage, MedicationRequest, Reference } from 'fhir/r4';
import type { Router } from 'express';
import { HCPCS } from '../stories/drugs.ts';
import { ONCOLOGIST } from '../stories/clinic.ts';
import { ApiProblem, read } from './api-problem.ts';
import { nameOf, order, patientOf, VISITORS_TAG } from './record-reading.ts';
import type { Sandbox } from './sandbox.ts';
import type { NewOrder } from './screens.schema.ts';
import { OrderRequest } from './screens.schema.ts';
import { payerNamed, referenceTo } from '../stories/payers.ts';
import { ofPatient, typed } from './typed-record.ts';
import { nowOn } from './visit-encounter.ts';
import { orderOf } from './visit-plan.ts';

export function addOrderRoutes(router: Router, sandbox: Sandbox): void {
  router.post('/orders', ({ body }, response) => {
    const request = read(OrderRequest, body);
    const plan = request.payer === undefined ? undefined : visitorsPlan(sandbox, request.patient, request.payer);
    const written: MedicationRequest = { ...draftFrom(sandbox, request, request), status: 'active' };
    const stored = sandbox.store.create(
      plan === undefined ? written : { ...written, insurance: [planReference(plan)] },
    );
    response.status(201).json(order(typed('MedicationRequest', stored)));
  });
}

/**
 * The order on the screen, with what was typed and nothing else. One that `replaces` an order of the record is that
 * order with the new words. Throws a 404 problem for an unknown patient or order.
 */
export function draftFrom(
  sandbox: Pick<Sandbox, 'store' | 'day' | 'timeZone'>,
  { patient: id }: { readonly patient: string },
  draft: NewOrder & { readonly replaces?: string | undefined },
): MedicationRequest {
  const patient = patientOf(sandbox.store, id);
  const replaced = draft.replaces === undefined ? undefined : orderOf(sandbox.store, id, draft.replaces);
  return {
    ...(replaced ?? {
      resourceType: 'MedicationRequest',
      intent: 'order',
      requester: { reference: `Practitioner/${ONCOLOGIST}`, display: 'Marcus Feld' },
      subject: { reference: `Patient/${id}`, display: nameOf(patient) },
    }),
    meta: { tag: [VISITORS_TAG] },
    status: replaced?.status ?? 'draft',
    medicationCodeableConcept: medicationFrom(draft),
    authoredOn: nowOn(sandbox),
    note: [
      { text: replaced === undefined ? 'Written by a visitor of the sandbox' : 'Changed by a visitor of the sandbox' },
    ],
    dosageInstruction: [dosageFrom(draft)],
  };
}

const medicationFrom = ({ drug, hcpcs }: NewOrder): CodeableConcept => ({
  ...(hcpcs === undefined ? {} : { coding: [{ system: HCPCS, code: hcpcs }] }),
  text: drug,
});

/** The plan that the visitor says pays, marked as theirs. Whichever they named last pays: the ones before are cancelled. */
function visitorsPlan({ store }: Sandbox, patient: string, payerId: string): Coverage {
  const payer = payerNamed(payerId);
  if (payer === undefined) throw new ApiProblem(400, 'there is no such payer', 'payer');
  const id = `visitor-${createHash('sha256').update(`${patient}/${payer.id}`).digest('hex').slice(0, 24)}`;
  const earlier = ofPatient(store, 'Coverage', patient).filter(
    (other) => other.id !== id && other.status === 'active' && other.meta?.tag?.some(isVisitors) === true,
  );
  const plan: Coverage = {
    resourceType: 'Coverage',
    id,
    meta: { tag: [VISITORS_TAG] },
    status: 'active',
    type: { coding: [payer.payment], text: payer.payment.display ?? payer.name },
    beneficiary: { reference: `Patient/${patient}` },
    payor: [referenceTo(payer)],
    order: 1,
  };
  store.putAll([...earlier.map((other) => ({ ...other, status: 'cancelled' })), plan]);
  return plan;
}

const isVisitors = ({ code }: Coding): boolean => code === VISITORS_TAG.code;

const planReference = ({ id = '' }: Coverage): Reference => ({ reference: `Coverage/${id}` });

const UCUM_UNITS = ['mg', 'g', 'ug', 'mg/kg', 'mg/m2', 'mL', '[iU]'];

function dosageFrom({ drug, dose, intervalDays }: NewOrder): Dosage {
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
function quantityFrom({ value, unit }: NonNullable<NewOrder['dose']>): { value: number; unit: string } {
  const coded = UCUM_UNITS.includes(unit) ? { system: 'http://unitsofmeasure.org', code: unit } : {};
  return { value: Number(value), unit, ...coded };
}
