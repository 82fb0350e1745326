// Payers' answers in the three forms in which they are met: a PAS ClaimResponse (Da Vinci PAS 2.2.1), a plainly
// recorded number and period, and the CRD coverage-information extension on an order (Da Vinci CRD 2.2.1).
import type {
  ClaimResponse,
  ClaimResponseItem,
  CodeableConcept,
  Coverage,
  Extension,
  Quantity,
  ServiceRequest,
} from 'fhir/r4';
import { subjectOf } from './chart.ts';
import type { CatalogueDrug } from './drugs.ts';
import { HCPCS } from './drugs.ts';
import type { Payer } from './payers.ts';
import { referenceTo } from './payers.ts';
import type { Scene } from './scene.ts';

const PAS = 'http://hl7.org/fhir/us/davinci-pas/StructureDefinition/';
const CRD = 'http://hl7.org/fhir/us/davinci-crd/';
const REVIEW_ACTION = 'https://codesystem.x12.org/005010/306';
const ADJUDICATION = 'http://terminology.hl7.org/CodeSystem/adjudication';

/** What was asked of the payer, and when it answered. */
export interface Request {
  readonly payer: Payer;
  readonly plan: Coverage;
  readonly drug: CatalogueDrug;
  readonly units: number;
  readonly answered: string;
  readonly as?: string;
}

export interface Approval {
  readonly number: string;
  readonly from: string;
  readonly to: string;
}

/** A1: certified in total. */
export function pasApproval(scene: Scene, request: Request, approval: Approval): ClaimResponse {
  const { number, from, to } = approval;
  return pasAnswer(scene, request, {
    extension: [
      { url: `${PAS}extension-itemPreAuthIssueDate`, valueDate: request.answered },
      { url: `${PAS}extension-itemPreAuthPeriod`, valuePeriod: { start: from, end: to } },
      detailOf(request),
    ],
    itemSequence: 1,
    adjudication: [reviewed('A1', [{ url: 'number', valueString: number }])],
  });
}

/** A4: the payer has not decided. The reference number says where the case lies, and approves nothing. */
export function pasPended(scene: Scene, request: Request, administrativeReference: string): ClaimResponse {
  return pasAnswer(scene, request, {
    extension: [
      { url: `${PAS}extension-administrationReferenceNumber`, valueString: administrativeReference },
      detailOf(request),
    ],
    itemSequence: 1,
    adjudication: [reviewed('A4', [])],
  });
}

/** A3: not certified, with the payer's reason in its own words. */
export function pasDenial(scene: Scene, request: Request, reason: string): ClaimResponse {
  const reasonCode: CodeableConcept = { text: reason };
  return {
    ...pasAnswer(scene, request, {
      extension: [detailOf(request)],
      itemSequence: 1,
      noteNumber: [1],
      adjudication: [reviewed('A3', [{ url: 'reasonCode', valueCodeableConcept: reasonCode }])],
    }),
    processNote: [{ number: 1, type: 'display', text: reason }],
  };
}

/** What a registration desk types in after a telephone call: a number, a period, a code and its units. */
export function recordedApproval(scene: Scene, request: Request, approval: Approval): ClaimResponse {
  const { number, from, to } = approval;
  return {
    ...answerOf(scene, request),
    preAuthRef: number,
    preAuthPeriod: { start: from, end: to },
    addItem: [
      {
        itemSequence: [1],
        productOrService: { coding: [{ system: HCPCS, code: request.drug.hcpcs }], text: request.drug.name },
        quantity: billingUnits(request.units),
        adjudication: [{ category: { coding: [{ system: ADJUDICATION, code: 'submitted' }] } }],
      },
    ],
  };
}

/** The payer's CRD answer, kept on the order: authorized, with number and limits. */
export function withCoverageInformation(order: ServiceRequest, request: Request, approval: Approval): ServiceRequest {
  const { plan, drug, units, answered } = request;
  const information: Extension = {
    url: `${CRD}StructureDefinition/ext-coverage-information`,
    extension: [
      { url: 'coverage', valueReference: { reference: `Coverage/${plan.id ?? ''}` } },
      { url: 'covered', valueCode: 'covered' },
      { url: 'pa-needed', valueCode: 'satisfied' },
      { url: 'billingCode', valueCoding: { system: HCPCS, code: drug.hcpcs } },
      limit('allowed-quantity', { url: 'value', valueQuantity: billingUnits(units) }),
      limit('allowed-period', { url: 'value', valuePeriod: { start: approval.from, end: approval.to } }),
      { url: 'date', valueDate: answered },
      { url: 'coverage-assertion-id', valueString: `${order.id ?? ''}-assertion` },
      { url: 'satisfied-pa-id', valueString: approval.number },
      { url: 'expiry-date', valueDate: approval.to },
    ],
  };
  return { ...order, extension: [...(order.extension ?? []), information] };
}

function limit(code: string, value: Extension): Extension {
  const system = `${CRD}CodeSystem/temp`;
  return {
    url: 'detail',
    extension: [
      { url: 'category', valueCodeableConcept: { coding: [{ system, code: 'cat-limitation' }] } },
      { url: 'code', valueCodeableConcept: { coding: [{ system, code }] } },
      value,
    ],
  };
}

function pasAnswer(scene: Scene, request: Request, item: ClaimResponseItem): ClaimResponse {
  return { ...answerOf(scene, request), item: [item] };
}

/** `outcome` is `complete` whatever was decided: the decision lies in the item's reviewAction. */
function answerOf(scene: Scene, { payer, plan, answered, as = 'authorization' }: Request): ClaimResponse {
  return {
    resourceType: 'ClaimResponse',
    id: `${scene.story}-${as}`,
    status: 'active',
    type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/claim-type', code: 'professional' }] },
    use: 'preauthorization',
    patient: subjectOf(scene),
    created: scene.at(answered, '14:05'),
    insurer: referenceTo(payer),
    outcome: 'complete',
    insurance: [{ sequence: 1, focal: true, coverage: { reference: `Coverage/${plan.id ?? ''}` } }],
  };
}

/** The line as submitted: on an approval in total it is also the line that was granted. */
function detailOf({ drug, units }: Request): Extension {
  return {
    url: `${PAS}extension-itemAuthorizedDetail`,
    extension: [
      { url: 'productOrServiceCode', valueCodeableConcept: { coding: [{ system: HCPCS, code: drug.hcpcs }] } },
      { url: 'quantity', valueQuantity: billingUnits(units) },
    ],
  };
}

/** A count of HCPCS billing units; UN is how X12 (data element 673) says "units". */
function billingUnits(value: number): Quantity {
  return { value, unit: 'UN', system: 'https://codesystem.x12.org/005010/673', code: 'UN' };
}

function reviewed(code: string, more: readonly Extension[]): ClaimResponseItem['adjudication'][number] {
  const action: Extension = {
    url: `${PAS}extension-reviewActionCode`,
    valueCodeableConcept: { coding: [{ system: REVIEW_ACTION, code }] },
  };
  return {
    extension: [{ url: `${PAS}extension-reviewAction`, extension: [action, ...more] }],
    category: { coding: [{ system: ADJUDICATION, code: 'submitted' }] },
  };
}
