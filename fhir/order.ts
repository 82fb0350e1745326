import type { HcpcsCode } from '../domain/kernel/hcpcs-code.ts';
import type { PlainDate } from '../domain/kernel/plain-date.ts';
import { daysBetween } from '../domain/kernel/plain-date.ts';
import type { DrugIdentity } from '../domain/visit/drug-facts.ts';
import type { DoseFact } from '../domain/visit/snapshot.ts';
import type { Supply } from '../domain/visit/supply.ts';
import { codingsOf, namesOf } from './coding.ts';
import { child, children, flag, text } from './element.ts';
import type { NamedDrug } from './medication.ts';
import { drugNamedBy, identityOn } from './medication.ts';
import { dayOf } from './period.ts';
import { icd10In } from './person.ts';
import { productKey } from './product-key.ts';
import type { Reading } from './reading.ts';
import { find, nameOfRef, noteGap } from './reading.ts';
import { replacedDrugs } from './replaced-drugs.ts';
import type { Resource } from './resource-index.ts';
import { refsOf, updatedAt } from './resource-index.ts';
import { supplyOf } from './supply.ts';
import type { Planned } from './timing.ts';
import { plannedTimes } from './timing.ts';
import { dependsOnDay, doseOn } from './dose.ts';
import { ownResources } from './whose.ts';

/**
 * How far an order may serve: `current` may be planned on coming visits, `past` only explains earlier ones,
 * `uncertain` (status unknown) counts only where a visit names it.
 */
export type OrderState = 'current' | 'past' | 'uncertain';

/** One medication order that may be a drug of a visit. */
export interface Order {
  readonly resource: Resource;
  readonly ref: string;
  readonly state: OrderState;
  readonly isActive: boolean;
  /** Handed in with the hook that is being answered: it is being written right now. */
  readonly isFromContext: boolean;
  readonly drug: NamedDrug;
  readonly planned: Planned;
  readonly route: 'parenteral' | 'other' | 'unsaid';
  readonly isInpatient: boolean;
  readonly encounter?: string;
  readonly authoredOn?: PlainDate;
  readonly requester?: string;
  readonly supply: Supply;
  readonly diagnoses: readonly string[];
  /** Orders that this one replaces or carries out. */
  readonly replaces: readonly string[];
  readonly group?: string;
  readonly updated: string;
  identity(on: PlainDate): DrugIdentity;
  /** Codes of the drugs that this one takes the place of. */
  replacedDrugs(on: PlainDate): readonly HcpcsCode[];
  dose(on: PlainDate): DoseFact;
}

const COMPLETED_LATELY_DAYS = 7;

export const readOrders = (reading: Reading, context: ReadonlySet<unknown>): readonly Order[] =>
  ownResources(reading, 'MedicationRequest', 'subject').flatMap((request) => {
    const state = stateOf(reading, request);
    return state === undefined ? [] : [readOrder(reading, request, state, context.has(request.element))];
  });

function readOrder(reading: Reading, request: Resource, state: OrderState, isFromContext: boolean): Order {
  const { element } = request;
  const drug = drugNamedBy(reading, request);
  const authoredOn = dayOf(reading, element, 'authoredOn', request);
  const encounter = nameOfRef(reading, child(element, 'encounter', reading.faults), request);
  const requester = nameOfRef(reading, child(element, 'requester', reading.faults), request);
  const planned = plannedTimes(reading, request);
  const identity = remembered((on: PlainDate) => identityOn(reading, drug, on));
  return {
    resource: request,
    ref: request.ref,
    state,
    isActive: element['status'] === 'active',
    isFromContext,
    drug,
    planned,
    route: routeOf(reading, request, drug.name),
    isInpatient: categoriesOf(reading, request).some((category) => category.includes('inpatient')),
    ...(encounter === undefined ? {} : { encounter }),
    ...(authoredOn === undefined ? {} : { authoredOn }),
    ...(requester === undefined ? {} : { requester }),
    supply: supplyOf(reading, request),
    diagnoses: diagnosesOf(reading, request),
    replaces: replacedBy(reading, request),
    ...groupOf(reading, request),
    updated: updatedAt(element),
    identity,
    replacedDrugs: (on) => replacedDrugs(reading, request, on),
    dose: doses(reading, { request, drug, identity, planned }),
  };
}

/** Undefined for what is no order for a coming or past visit: proposals, reports of home use, cancelled and stopped ones. */
function stateOf(reading: Reading, request: Resource): OrderState | undefined {
  const { element } = request;
  const { faults } = reading;
  const isNoOrder =
    flag(element, 'doNotPerform', faults) === true ||
    flag(element, 'reportedBoolean', faults) === true ||
    element['reportedReference'] !== undefined;
  const intent = text(element, 'intent', faults);
  if (isNoOrder || intent === 'proposal' || intent === 'option') return undefined;
  return stateOfStatus(reading, request, text(element, 'status', faults));
}

function stateOfStatus(reading: Reading, request: Resource, status: string | undefined): OrderState | undefined {
  switch (status) {
    case 'active':
    case 'on-hold':
    case 'draft':
      return 'current';
    case 'completed':
      return isRecent(reading, request) ? 'current' : 'past';
    case 'cancelled':
    case 'stopped':
    case 'entered-in-error':
      return undefined;
    case undefined:
    default:
      noteGap(reading, request, 'status', 'an order whose status is missing or unknown');
      return 'uncertain';
  }
}

function isRecent(reading: Reading, request: Resource): boolean {
  const meta = child(request.element, 'meta', reading.faults);
  const updated = meta === undefined ? undefined : dayOf(reading, meta, 'lastUpdated', request);
  const on = updated ?? dayOf(reading, request.element, 'authoredOn', request);
  return on !== undefined && daysBetween(on, reading.today) <= COMPLETED_LATELY_DAYS;
}

const PARENTERAL =
  /intraven|\biv\b|subcut|\bsc\b|\bsq\b|intramusc|\bim\b|infus|inject|parenteral|intrathec|intravesic|intraperiton/i;
const NOT_PARENTERAL =
  /\boral|\bby mouth\b|\bpo\b|topical|ophthalm|inhal|nasal|rectal|transdermal|sublingual|tablet|capsule|\btab\b|\bcap\b/i;
/** SNOMED CT: intravenous, subcutaneous, intramuscular, intrathecal, intravesical; and oral. */
const PARENTERAL_CODES: ReadonlySet<string> = new Set(['47625008', '34206005', '78421000', '72607000', '372471009']);
const ORAL_CODE = '26643006';

/** From `dosageInstruction.route`; where it is silent, a dosage form in the drug's name still rules the chair out. */
function routeOf(reading: Reading, request: Resource, drugName: string): Order['route'] {
  const routes = children(request.element, 'dosageInstruction', reading.faults).flatMap((instruction) => {
    const route = child(instruction, 'route', reading.faults);
    return route === undefined ? [] : [route];
  });
  const codes = routes.flatMap((route) => codingsOf(route, reading.faults).map(({ code }) => code));
  const names = routes.flatMap((route) => namesOf(route, reading.faults));
  if (codes.some((code) => PARENTERAL_CODES.has(code)) || names.some((name) => PARENTERAL.test(name)))
    return 'parenteral';
  if (codes.includes(ORAL_CODE) || [...names, drugName].some((name) => NOT_PARENTERAL.test(name))) return 'other';
  return 'unsaid';
}

const categoriesOf = (reading: Reading, request: Resource): readonly string[] =>
  children(request.element, 'category', reading.faults).flatMap((category) =>
    [...codingsOf(category, reading.faults).map(({ code }) => code), ...namesOf(category, reading.faults)].map((said) =>
      said.toLowerCase(),
    ),
  );

/** ICD-10-CM codes of the reason, from the order or from the Conditions that it points at. */
function diagnosesOf(reading: Reading, request: Resource): readonly string[] {
  const { faults } = reading;
  const own = children(request.element, 'reasonCode', faults).flatMap((reason) => icd10In(reason, faults));
  const pointed = children(request.element, 'reasonReference', faults).flatMap((reference) => {
    const condition = find(reading, reference, request);
    return condition === undefined ? [] : icd10In(child(condition.element, 'code', faults), faults);
  });
  return [...new Set([...own, ...pointed])];
}

function replacedBy(reading: Reading, request: Resource): readonly string[] {
  const prior = nameOfRef(reading, child(request.element, 'priorPrescription', reading.faults), request);
  const basedOn = refsOf(reading.index, request, 'basedOn', reading.faults);
  return [...(prior === undefined ? [] : [prior]), ...basedOn.filter((ref) => ref.startsWith('MedicationRequest/'))];
}

function groupOf(reading: Reading, request: Resource): { readonly group?: string } {
  const identifier = child(request.element, 'groupIdentifier', reading.faults);
  const value = identifier === undefined ? undefined : text(identifier, 'value', reading.faults);
  return value === undefined ? {} : { group: value };
}

interface Dosed {
  readonly request: Resource;
  readonly drug: NamedDrug;
  readonly identity: Order['identity'];
  readonly planned: Planned;
}

/** A fixed dose is the same on every day for one product; a dose by body or timed to days is asked for each day. */
function doses(reading: Reading, { request, drug, identity, planned }: Dosed): Order['dose'] {
  const ask = (on: PlainDate): DoseFact => doseOn(reading, { request, drug, identity: identity(on) }, on);
  if (planned.events.length > 0 || dependsOnDay(reading, request)) return remembered(ask);
  const byProduct = new Map<string, DoseFact>();
  return (on) => {
    const key = productKey(identity(on));
    const dose = byProduct.get(key) ?? ask(on);
    byProduct.set(key, dose);
    return dose;
  };
}

/** Visits of one day ask the same; a course of twelve asks twelve times. */
function remembered<Answer>(ask: (on: PlainDate) => Answer): (on: PlainDate) => Answer {
  const answers = new Map<PlainDate, Answer>();
  return (on) => {
    const known = answers.get(on);
    if (known !== undefined) return known;
    const answer = ask(on);
    answers.set(on, answer);
    return answer;
  };
}
