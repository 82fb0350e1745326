import type { PlainDate } from '../domain/kernel/plain-date.ts';
import { amountOf, amountText } from '../domain/kernel/quantity.ts';
import { add } from '../domain/kernel/rational.ts';
import type { DrugIdentity } from '../domain/visit/drug-facts.ts';
import type { ChartedLot, DoseFact, PriorUse } from '../domain/visit/snapshot.ts';
import { distinctLots, lotOf } from './charted-lots.ts';
import { drugInVolume } from './concentration.ts';
import { writtenDose } from './dose-quantity.ts';
import { child, text } from './element.ts';
import type { NamedDrug } from './medication.ts';
import { drugNamedBy, identityOn, isInfused } from './medication.ts';
import type { Order } from './order.ts';
import { dayOf } from './period.ts';
import { productKey } from './product-key.ts';
import type { Reading } from './reading.ts';
import { nameOfRef, noteGap } from './reading.ts';
import type { Resource } from './resource-index.ts';
import { ownResources } from './whose.ts';

/** One charted administration; `not-done` says that the visit took place without it. */
export interface Administration {
  readonly ref: string;
  readonly date: PlainDate;
  readonly order?: Order;
  readonly identity: DrugIdentity;
  readonly name: string;
  readonly wasGiven: boolean;
  readonly dose: DoseFact;
  readonly lots: readonly ChartedLot[];
}

/** An infusion that was stopped has still used what was given. */
const GIVEN: ReadonlySet<string> = new Set(['completed', 'in-progress', 'stopped']);

export const readAdministrations = (reading: Reading, orders: readonly Order[]): readonly Administration[] =>
  ownResources(reading, 'MedicationAdministration', 'subject').flatMap((administration) => {
    const status = text(administration.element, 'status', reading.faults) ?? '';
    if (status !== 'not-done' && !GIVEN.has(status)) return [];
    return readAdministration(reading, administration, orders, GIVEN.has(status));
  });

function readAdministration(
  reading: Reading,
  administration: Resource,
  orders: readonly Order[],
  wasGiven: boolean,
): readonly Administration[] {
  const date = givenOn(reading, administration);
  if (date === undefined) {
    noteGap(reading, administration, 'effective', 'an administration without a day');
    return [];
  }
  const request = nameOfRef(reading, child(administration.element, 'request', reading.faults), administration);
  const order = orders.find(({ ref }) => ref === request);
  const drug = drugNamedBy(reading, administration);
  const own = identityOn(reading, drug, date);
  const identity = isInfused(own) || order === undefined ? own : order.identity(date);
  const dose = doseGiven(reading, administration, { drug, identity, order }, date);
  const name = own === identity || order === undefined ? drug.name : order.drug.name;
  const lots = lotOf(reading, drug);
  const of = order === undefined ? {} : { order };
  return [{ ref: administration.ref, date, ...of, identity, name, wasGiven, dose, lots }];
}

function givenOn(reading: Reading, { element, ...rest }: Resource): PlainDate | undefined {
  const administration = { element, ...rest };
  const period = child(element, 'effectivePeriod', reading.faults);
  return period === undefined
    ? dayOf(reading, element, 'effectiveDateTime', administration)
    : dayOf(reading, period, 'start', administration);
}

interface GivenDrug {
  readonly drug: NamedDrug;
  readonly identity: DrugIdentity;
  readonly order: Order | undefined;
}

/** The charted amount. Where none is charted, the ordered dose counts and says so: a given dose is never zero. */
function doseGiven(reading: Reading, administration: Resource, given: GivenDrug, on: PlainDate): DoseFact {
  const dosage = child(administration.element, 'dosage', reading.faults);
  const quantity = dosage === undefined ? undefined : child(dosage, 'dose', reading.faults);
  if (quantity === undefined) return asOrdered(given.order, on);
  const written = writtenDose(quantity, reading.faults);
  if (written.kind !== 'amount') return missing('administered amount', 'the charted dose cannot be read as an amount');
  if (written.amount.measure !== 'volume') return known(written.amount);
  const drug = drugInVolume(reading, written.amount, given, on);
  return drug === undefined ? missing('concentration', 'the charted dose is a volume without a strength') : known(drug);
}

const known = (amount: Extract<DoseFact, { kind: 'known' }>['amount']): DoseFact => ({
  kind: 'known',
  amount,
  working: `${amountText(amount)} charted`,
});

const missing = (what: string, because: string): DoseFact => ({ kind: 'unknown', missing: [what], because });

function asOrdered(order: Order | undefined, on: PlainDate): DoseFact {
  const dose = order?.dose(on);
  if (dose?.kind !== 'known') return missing('administered amount', 'no amount is charted');
  return {
    kind: 'known',
    amount: dose.amount,
    working: dose.working,
    caution: 'no amount is charted; the ordered dose is counted',
  };
}

/** Doses given, one for each drug and day: bags and rate changes of one infusion are added up. */
export function usesOf(administrations: readonly Administration[]): readonly PriorUse[] {
  const given = administrations.filter(({ wasGiven, identity }) => wasGiven && isInfused(identity));
  const byDrugAndDay = new Map<string, Administration>();
  for (const each of given) {
    const key = `${each.date} ${productKey(each.identity)}`;
    const earlier = byDrugAndDay.get(key);
    byDrugAndDay.set(key, earlier === undefined ? each : together(earlier, each));
  }
  return [...byDrugAndDay.values()].map(({ ref, date, identity, name, dose, lots }) => ({
    ref,
    date,
    ...('hcpcs' in identity ? { hcpcs: identity.hcpcs } : {}),
    name,
    basis: 'administered' as const,
    used: { kind: 'dose' as const, dose },
    ...(lots.length === 0 ? {} : { lots }),
  }));
}

const together = (earlier: Administration, each: Administration): Administration => ({
  ...earlier,
  dose: bothDoses(earlier.dose, each.dose),
  lots: distinctLots([...earlier.lots, ...each.lots]),
});

function bothDoses(a: DoseFact, b: DoseFact): DoseFact {
  if (a.kind === 'unknown') return a;
  if (b.kind === 'unknown') return b;
  if (a.amount.measure !== b.amount.measure)
    return missing('administered amount', 'parts of one dose are charted in different measures');
  const amount = amountOf(a.amount.measure, add(a.amount.value, b.amount.value));
  const caution = a.caution ?? b.caution;
  return {
    kind: 'known',
    amount,
    working: `${a.working} + ${b.working}`,
    ...(caution === undefined ? {} : { caution }),
  };
}
