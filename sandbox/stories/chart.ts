// The parts of a chart that the stories are told with: patient, diagnosis, coverage, order, visit, what was given.
import type {
  Appointment,
  CodeableConcept,
  Condition,
  Coverage,
  Dosage,
  MedicationAdministration,
  MedicationRequest,
  Observation,
  Patient,
  Reference,
  ServiceRequest,
} from 'fhir/r4';
import { ONCOLOGIST, SITE } from './clinic.ts';
import type { CatalogueDrug } from './drugs.ts';
import { HCPCS, medicationOf } from './drugs.ts';
import type { Payer } from './payers.ts';
import { referenceTo } from './payers.ts';
import type { Scene } from './scene.ts';

const TERMINOLOGY = 'http://terminology.hl7.org/CodeSystem';
const UCUM = 'http://unitsofmeasure.org';

export function subjectOf({ story, person }: Scene): Reference {
  return { reference: `Patient/${story}`, display: `${person.given} ${person.family}` };
}

/** The patient has the story's own id. */
export function patientOf({ story, person }: Scene): Patient {
  return {
    resourceType: 'Patient',
    id: story,
    active: true,
    identifier: [
      {
        type: { coding: [{ system: `${TERMINOLOGY}/v2-0203`, code: 'MR' }] },
        system: 'urn:chairready:sandbox:mrn',
        value: person.mrn,
      },
    ],
    name: [{ use: 'official', family: person.family, given: [person.given] }],
    gender: person.gender,
    birthDate: person.birthDate,
  };
}

/** `icd10` with its point, such as `C34.90`. */
export function conditionOf(scene: Scene, icd10: string, text: string): Condition {
  return {
    resourceType: 'Condition',
    id: `${scene.story}-diagnosis`,
    clinicalStatus: { coding: [{ system: `${TERMINOLOGY}/condition-clinical`, code: 'active' }] },
    verificationStatus: { coding: [{ system: `${TERMINOLOGY}/condition-ver-status`, code: 'confirmed' }] },
    category: [{ coding: [{ system: `${TERMINOLOGY}/condition-category`, code: 'problem-list-item' }] }],
    code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: icd10 }], text },
    subject: subjectOf(scene),
    recordedDate: scene.day(-120),
  };
}

export interface PlanTerms {
  readonly payer: Payer;
  readonly as?: string;
  readonly from?: string;
  readonly to?: string;
}

/** Without dates, active from the beginning of last year and with no end. */
export function coverageOf(scene: Scene, { payer, as = 'coverage', from, to }: PlanTerms): Coverage {
  const memberId = `${payer.id.slice(0, 3).toUpperCase()}${scene.person.memberId}`;
  return {
    resourceType: 'Coverage',
    id: `${scene.story}-${as}`,
    status: 'active',
    type: { coding: [payer.payment], text: payer.payment.display ?? payer.name },
    identifier: [
      {
        type: { coding: [{ system: `${TERMINOLOGY}/v2-0203`, code: 'MB' }] },
        system: `urn:chairready:sandbox:member:${payer.id}`,
        value: memberId,
      },
    ],
    subscriber: subjectOf(scene),
    subscriberId: memberId,
    beneficiary: subjectOf(scene),
    relationship: { coding: [{ system: `${TERMINOLOGY}/subscriber-relationship`, code: 'self' }] },
    period: {
      start: from ?? `${Number(scene.day(0).slice(0, 4)) - 1}-01-01`,
      ...(to === undefined ? {} : { end: to }),
    },
    payor: [referenceTo(payer)],
    order: 1,
  };
}

export interface OrderTerms {
  readonly drug: CatalogueDrug | string;
  readonly mg?: number;
  readonly everyDays?: number;
  readonly as?: string;
  readonly for?: Condition;
  readonly paidBy?: Coverage;
  readonly note?: string;
  /** Days from the sandbox day on which it was signed. */
  readonly signed?: number;
}

/** A signed order; a drug given as plain text has neither code nor dose, as free-text orders do. */
export function orderOf(scene: Scene, terms: OrderTerms): MedicationRequest {
  const { drug, as = 'order', signed = -20 } = terms;
  return {
    resourceType: 'MedicationRequest',
    id: `${scene.story}-${as}`,
    status: 'active',
    intent: 'order',
    category: [{ coding: [{ system: `${TERMINOLOGY}/medicationrequest-category`, code: 'outpatient' }] }],
    medicationCodeableConcept: typeof drug === 'string' ? { text: drug } : medicationOf(drug),
    subject: subjectOf(scene),
    authoredOn: scene.at(scene.day(signed), '09:30'),
    requester: { reference: `Practitioner/${ONCOLOGIST}`, display: 'Marcus Feld' },
    ...linksOf(terms),
    ...(typeof drug === 'string' ? {} : { dosageInstruction: [dosageOf(scene, drug, terms)] }),
  };
}

function linksOf(terms: OrderTerms): Partial<MedicationRequest> {
  return {
    ...(terms.for === undefined ? {} : { reasonReference: [{ reference: `Condition/${terms.for.id ?? ''}` }] }),
    ...(terms.paidBy === undefined ? {} : { insurance: [{ reference: `Coverage/${terms.paidBy.id ?? ''}` }] }),
    ...(terms.note === undefined ? {} : { note: [{ text: terms.note }] }),
  };
}

function dosageOf(scene: Scene, drug: CatalogueDrug, { mg, everyDays, signed = -20 }: OrderTerms): Dosage {
  const dose = mg === undefined ? '' : ` ${mg} mg`;
  const interval = everyDays === undefined ? '' : ` every ${everyDays} days`;
  return {
    sequence: 1,
    text: `${drug.name}${dose} ${drug.route}${interval}`,
    route: routeOf(drug),
    ...(everyDays === undefined
      ? {}
      : {
          timing: {
            repeat: {
              boundsPeriod: { start: scene.day(signed), end: scene.day(signed + 365) },
              frequency: 1,
              period: everyDays,
              periodUnit: 'd',
            },
          },
        }),
    ...(mg === undefined ? {} : { doseAndRate: [doseOf(mg)] }),
  };
}

function doseOf(mg: number): NonNullable<Dosage['doseAndRate']>[number] {
  return {
    type: { coding: [{ system: `${TERMINOLOGY}/dose-rate-type`, code: 'ordered' }] },
    doseQuantity: { value: mg, unit: 'mg', system: UCUM, code: 'mg' },
  };
}

function routeOf({ route }: CatalogueDrug): CodeableConcept {
  const [code, display] =
    route === 'intravenous' ? ['47625008', 'Intravenous route'] : ['34206005', 'Subcutaneous route'];
  return { coding: [{ system: 'http://snomed.info/sct', code, display }], text: route };
}

/** The administration that is scheduled, as an order of its own, for charts where the payer's answer sits on it. */
export function serviceRequestOf(scene: Scene, order: MedicationRequest, drug: CatalogueDrug): ServiceRequest {
  return {
    resourceType: 'ServiceRequest',
    id: `${scene.story}-service`,
    status: 'active',
    intent: 'order',
    code: { coding: [{ system: HCPCS, code: drug.hcpcs }], text: `Infusion of ${drug.name}` },
    subject: subjectOf(scene),
    authoredOn: scene.at(scene.day(-20), '09:35'),
    requester: { reference: `Practitioner/${ONCOLOGIST}`, display: 'Marcus Feld' },
    supportingInfo: [{ reference: `MedicationRequest/${order.id ?? ''}` }],
  };
}

export interface VisitTerms {
  readonly date: string;
  readonly time?: string;
  readonly chair?: number;
  /** Two hours where silent. */
  readonly minutes?: number;
  readonly as?: string;
  readonly text: string;
  readonly basedOn?: ServiceRequest;
}

export function visitOf(scene: Scene, terms: VisitTerms): Appointment {
  const { date, time = '09:00', chair = 1, minutes = 120, as = 'visit', basedOn } = terms;
  const start = scene.at(date, time);
  return {
    resourceType: 'Appointment',
    id: `${scene.story}-${as}`,
    status: 'booked',
    serviceType: [{ text: 'Infusion' }],
    description: terms.text,
    start,
    end: scene.at(date, clockAfter(time, minutes)),
    minutesDuration: minutes,
    created: scene.at(scene.day(-6), '11:00'),
    ...(basedOn === undefined ? {} : { basedOn: [{ reference: `ServiceRequest/${basedOn.id ?? ''}` }] }),
    participant: [
      { actor: subjectOf(scene), status: 'accepted' },
      { actor: { reference: `Location/${SITE}`, display: 'Infusion center' }, status: 'accepted' },
      { actor: { reference: `Location/chair-${chair}`, display: `Chair ${chair}` }, status: 'accepted' },
    ],
  };
}

function clockAfter(time: string, minutes: number): string {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  const at = hour * 60 + minute + minutes;
  return `${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`;
}

/** A dose that was given in full. */
export function givenOf(scene: Scene, order: MedicationRequest, date: string, mg: number): MedicationAdministration {
  return {
    resourceType: 'MedicationAdministration',
    id: `${scene.story}-given-${date}`,
    status: 'completed',
    medicationCodeableConcept: order.medicationCodeableConcept ?? { text: 'see the order' },
    subject: subjectOf(scene),
    effectivePeriod: { start: scene.at(date, '09:10'), end: scene.at(date, '09:50') },
    performer: [{ actor: { reference: 'Practitioner/nurse-1', display: 'Imani Brooks' } }],
    request: { reference: `MedicationRequest/${order.id ?? ''}` },
    dosage: { dose: { value: mg, unit: 'mg', system: UCUM, code: 'mg' } },
  };
}

export function weightOf(scene: Scene, kg: number): Observation {
  return {
    resourceType: 'Observation',
    id: `${scene.story}-weight`,
    status: 'final',
    category: [{ coding: [{ system: `${TERMINOLOGY}/observation-category`, code: 'vital-signs' }] }],
    code: { coding: [{ system: 'http://loinc.org', code: '29463-7', display: 'Body weight' }] },
    subject: subjectOf(scene),
    effectiveDateTime: scene.at(scene.day(-3), '08:40'),
    valueQuantity: { value: kg, unit: 'kg', system: UCUM, code: 'kg' },
  };
}
