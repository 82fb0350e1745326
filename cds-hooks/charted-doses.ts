import type { PlainDate } from '../domain/kernel/plain-date.ts';
import type { Amount } from '../domain/kernel/quantity.ts';
import { amountOf, parseQuantity } from '../domain/kernel/quantity.ts';
import { add } from '../domain/kernel/rational.ts';
import { localDay } from '../fhir/local-day.ts';
import type { RawResource } from './prefetch.ts';
import { asList, isObject } from './prefetch.ts';

/** What the chart says of one administration of one day, as far as a reminder needs it. */
export interface ChartedDose {
  /** `MedicationRequest/m1`; undefined where the chart does not say. */
  readonly order?: string;
  readonly status: 'not-done' | 'in-progress' | 'stopped' | 'completed';
  readonly given?: Amount;
  /** True where a note or the dosage text speaks of discarded drug. */
  readonly tellsOfWaste: boolean;
}

/** The administrations of one day. Entered in error or without a day they do not count. */
export function chartedOn(
  resources: readonly RawResource[],
  day: PlainDate,
  zone: string | undefined,
): readonly ChartedDose[] {
  const newest = new Map(
    resources
      .filter(({ resourceType }) => resourceType === 'MedicationAdministration')
      .map(
        (resource, position) =>
          [typeof resource['id'] === 'string' ? resource['id'] : String(position), resource] as const,
      ),
  );
  return [...newest.values()].filter((resource) => chartedDay(resource, zone) === day).flatMap(doseOf);
}

/** What was given of one order that day; undefined where one of its parts does not say. */
export function givenOf(doses: readonly ChartedDose[]): Amount | undefined {
  const [first, ...others] = doses.map(({ given }) => given);
  return others.reduce<Amount | undefined>(
    (sum, next) =>
      sum === undefined || sum.measure !== next?.measure
        ? undefined
        : amountOf(sum.measure, add(sum.value, next.value)),
    first,
  );
}

/** The local day on which an administration began, as the chart writes it. */
export function chartedDay(resource: RawResource, zone: string | undefined): PlainDate | undefined {
  const period = resource['effectivePeriod'];
  const written = isObject(period) ? period['start'] : resource['effectiveDateTime'];
  return typeof written === 'string' ? localDay(written, zone)?.date : undefined;
}

function doseOf(resource: RawResource): readonly ChartedDose[] {
  const status = STATUSES.find((known) => known === resource['status']);
  if (status === undefined) return [];
  const order = chartedOrder(resource);
  const given = amountIn(resource);
  return [
    {
      status,
      tellsOfWaste: TELLS_OF_WASTE.test(textsIn(resource)),
      ...(order === undefined ? {} : { order }),
      ...(given === undefined ? {} : { given }),
    },
  ];
}

const STATUSES = ['not-done', 'in-progress', 'stopped', 'completed'] as const;

const TELLS_OF_WASTE = /wast(e|age)|discard|thrown away|\bJ[WZ]\b/i;

/** `MedicationRequest/m1`; undefined where the administration names none. */
export function chartedOrder(resource: RawResource): string | undefined {
  const reference = isObject(resource['request']) ? resource['request']['reference'] : undefined;
  return typeof reference === 'string' ? reference.split('/').slice(-2).join('/') : undefined;
}

function amountIn({ dosage }: RawResource & { readonly dosage?: unknown }): Amount | undefined {
  const dose = isObject(dosage) ? dosage['dose'] : undefined;
  if (!isObject(dose)) return undefined;
  const { value } = dose;
  const unit = dose['code'] ?? dose['unit'];
  if (typeof value !== 'number' || typeof unit !== 'string') return undefined;
  const amount = parseQuantity({ value: String(value), unit });
  return amount.ok && amount.value.measure !== 'volume' ? amount.value : undefined;
}

function textsIn(resource: RawResource): string {
  const notes = asList(resource['note']).map((note) => (isObject(note) ? note['text'] : undefined));
  const dosage = isObject(resource['dosage']) ? resource['dosage']['text'] : undefined;
  return [...notes, dosage].filter((text) => typeof text === 'string').join(' ');
}
