// The other moments of the care: each fires its hook first, and is carried out only when somebody says so.
import { randomUUID } from 'node:crypto';
import type { FhirResource, MedicationDispense, MedicationRequest } from 'fhir/r4';
import type { Router } from 'express';
import { ApiProblem, read } from './api-problem.ts';
import { callHook } from './hook-call.ts';
import { administrationOf, draftOrders, momentCall, theOrder, theVisit } from './moment-context.ts';
import { MomentRequest } from './moments.schema.ts';
import type { MomentDone } from './moments.schema.ts';
import { order } from './record-reading.ts';
import type { Sandbox } from './sandbox.ts';
import { encounterOf, nowOn } from './visit-encounter.ts';

export function addMomentRoutes(router: Router, sandbox: Sandbox): void {
  router.post('/moments/ask', async ({ body }, response) => {
    response.json(await callHook(sandbox, momentCall(sandbox, read(MomentRequest, body))));
  });
  router.post('/moments/carry-out', ({ body }, response) => {
    const { did, writes } = deedOf(sandbox, read(MomentRequest, body));
    sandbox.store.putAll(writes);
    const done: MomentDone = { did, wrote: writes.map(({ resourceType, id }) => `${resourceType}/${id ?? ''}`) };
    response.status(201).json(done);
  });
}

interface Deed {
  readonly did: string;
  readonly writes: readonly FhirResource[];
}

function deedOf(sandbox: Sandbox, request: MomentRequest): Deed {
  switch (request.moment) {
    case 'chart':
    case 'order-select':
      throw new ApiProblem(400, 'looking at something writes nothing', 'moment');
    case 'order-sign':
      return signed(sandbox, request);
    case 'verify':
      return verified(sandbox, request);
    case 'check-in':
      return arrived(sandbox, request);
    case 'administration':
      return given(sandbox, request);
    case 'checkout':
      return left(sandbox, request);
  }
}

/** A draft becomes an order of the visitor's; what was signed before keeps its id and gets a new version. */
function signed(sandbox: Sandbox, request: MomentRequest): Deed {
  const writes = draftOrders(sandbox, request).map((draft): MedicationRequest => ({ ...draft, status: 'active' }));
  return { did: `Signed: ${writes.map((each) => order(each).text).join('; ')}.`, writes };
}

/** From here on the drug is mixed: a dispense in preparation. */
function verified(sandbox: Sandbox, request: MomentRequest): Deed {
  const checked = theOrder(sandbox, request);
  const dispense: MedicationDispense = {
    resourceType: 'MedicationDispense',
    id: `mixed-${randomUUID()}`,
    status: 'preparation',
    medicationCodeableConcept: checked.medicationCodeableConcept ?? { text: 'see the order' },
    subject: checked.subject,
    performer: [{ actor: { reference: request.user } }],
    authorizingPrescription: [{ reference: `MedicationRequest/${checked.id ?? ''}` }],
  };
  return { did: `Verified: ${order(checked).text}. The drug is being mixed.`, writes: [dispense] };
}

function arrived(sandbox: Sandbox, request: MomentRequest): Deed {
  const visit = theVisit(sandbox, request);
  const encounter = { ...encounterOf(sandbox, visit), status: 'arrived' as const, period: { start: nowOn(sandbox) } };
  return { did: 'Checked in.', writes: [encounter, { ...visit, status: 'checked-in' }] };
}

function given(sandbox: Sandbox, request: MomentRequest): Deed {
  const dose = administrationOf(sandbox, request, 'completed');
  const encounter = { ...encounterOf(sandbox, theVisit(sandbox, request)), status: 'in-progress' as const };
  const amount = request.given === undefined ? 'no amount charted' : `${request.given.value} ${request.given.unit}`;
  return {
    did: `Charted: ${dose.medicationCodeableConcept?.text ?? 'the drug'}, ${amount}.`,
    writes: [dose, encounter],
  };
}

function left(sandbox: Sandbox, request: MomentRequest): Deed {
  const visit = theVisit(sandbox, request);
  const encounter = encounterOf(sandbox, visit);
  const finished = {
    ...encounter,
    status: 'finished' as const,
    period: { start: encounter.period?.start ?? nowOn(sandbox), end: nowOn(sandbox) },
  };
  return { did: 'Checked out.', writes: [finished, { ...visit, status: 'fulfilled' }] };
}
