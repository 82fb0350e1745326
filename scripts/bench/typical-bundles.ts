// The record of one infusion patient as an EHR hands it over: 15 to 25 kB, made from the sandbox's stories.
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import type { FhirResource, Observation } from 'fhir/r4';
import { addDays } from '../../sandbox/local-time.ts';
import { SEED, STORIES } from '../../sandbox/stories/all-stories.ts';
import { visitOf } from '../../sandbox/stories/chart.ts';
import { clinic, TIME_ZONE } from '../../sandbox/stories/clinic.ts';
import { payerOrganizations } from '../../sandbox/stories/payers.ts';
import { randomFrom, sceneOf } from '../../sandbox/stories/scene.ts';

/** The day on which every bundle is assessed; a fixed one, so that two runs decide the same. */
export const BENCH_DAY = '2026-11-23';
export const BENCH_ZONE = TIME_ZONE;

const SMALLEST = 15_000;
/** Below 25 kB, because numbered ids make a line a little longer than the form it is made from. */
const LARGEST = 24_000;
/** Each story is told in this many sizes, spread evenly between the smallest and the largest. */
const SIZES = 8;

export interface WrittenBundles {
  readonly count: number;
  readonly bytes: number;
}

/** Writes NDJSON, one `collection` Bundle per line; every patient has ids of their own. */
export async function writeTypicalBundles(file: string, count: number): Promise<WrittenBundles> {
  const forms = STORIES.flatMap(({ id }) => sizes().map((size) => ({ id, text: textOf(typicalRecord(id, size)) })));
  const output = createWriteStream(file);
  let bytes = 0;
  for (let index = 0; index < count; index += 1) {
    // 7 and the number of forms have no common divisor: neighbors are of different stories and sizes.
    const form = forms[(index * 7) % forms.length];
    if (form === undefined) throw new Error('no story to tell');
    const line = `${form.text.replaceAll(form.id, `${form.id}-${String(index)}`)}\n`;
    bytes += Buffer.byteLength(line);
    if (!output.write(line)) await once(output, 'drain');
  }
  output.end();
  await once(output, 'finish');
  return { count, bytes };
}

/** Everything on one patient, with clinic and payers as far as the chart points at them, filled up with results to `bytes`. */
export function typicalRecord(story: string, bytes: number): readonly FhirResource[] {
  const chart = STORIES.flatMap((each, index) =>
    each.id === story ? each.resources(sceneOf(story, index, BENCH_DAY, TIME_ZONE, SEED)) : [],
  );
  chart.push(...visitsIfNone(story, chart));
  const pointedAt = JSON.stringify(chart);
  const shared = [...clinic(), ...payerOrganizations()].filter(({ resourceType, id = '' }) =>
    pointedAt.includes(`"${resourceType}/${id}"`),
  );
  const record: FhirResource[] = [...chart, ...shared];
  const random = randomFrom(`results of ${story}`);
  for (let size = textOf(record).length, count = 0; size < bytes; count += 1) {
    const result = resultOf(story, count, random());
    record.push(result);
    size += JSON.stringify(result).length + ENTRY_AROUND;
  }
  return record;
}

/** Some stories leave the booking to the visitor: here it is done, three visits three weeks apart. */
function visitsIfNone(story: string, chart: readonly FhirResource[]): readonly FhirResource[] {
  if (chart.some(({ resourceType }) => resourceType === 'Appointment')) return [];
  const scene = sceneOf(story, 0, BENCH_DAY, TIME_ZONE, SEED);
  return [3, 24, 45].map((days, index) =>
    visitOf(scene, { date: scene.weekday(days), as: `visit-${String(index + 1)}`, text: 'Infusion' }),
  );
}

const ENTRY_AROUND = '{"resource":},'.length;

const sizes = (): readonly number[] =>
  Array.from({ length: SIZES }, (_, step) => SMALLEST + Math.round((step * (LARGEST - SMALLEST)) / (SIZES - 1)));

const textOf = (resources: readonly FhirResource[]): string =>
  JSON.stringify({
    resourceType: 'Bundle',
    type: 'collection',
    identifier: { system: 'urn:chairready:bench', value: resources[0]?.id ?? '' },
    entry: resources.map((resource) => ({ resource })),
  });

/** What is measured before every infusion; code, name, unit, a usual value and how far it strays. */
const MEASURED = [
  ['vital-signs', '29463-7', 'Body weight', 'kg', 74, 6],
  ['vital-signs', '8302-2', 'Body height', 'cm', 170, 0],
  ['vital-signs', '8310-5', 'Body temperature', 'Cel', 36.6, 0.6],
  ['laboratory', '718-7', 'Hemoglobin [Mass/volume] in Blood', 'g/dL', 12.1, 2],
  ['laboratory', '751-8', 'Neutrophils [#/volume] in Blood by Automated count', '10*3/uL', 3.4, 1.5],
  ['laboratory', '777-3', 'Platelets [#/volume] in Blood by Automated count', '10*3/uL', 212, 70],
  ['laboratory', '2160-0', 'Creatinine [Mass/volume] in Serum or Plasma', 'mg/dL', 0.9, 0.3],
  ['laboratory', '1742-6', 'Alanine aminotransferase [Enzymatic activity/volume] in Serum or Plasma', 'U/L', 28, 15],
] as const;

const CATEGORIES = 'http://terminology.hl7.org/CodeSystem/observation-category';
const DAYS_BETWEEN = 21;

function resultOf(story: string, count: number, chance: number): Observation {
  const [category, code, display, unit, usual, spread] = MEASURED[count % MEASURED.length] ?? MEASURED[0];
  const day = addDays(BENCH_DAY, -3 - DAYS_BETWEEN * Math.floor(count / MEASURED.length));
  return {
    resourceType: 'Observation',
    id: `${story}-result-${String(count)}`,
    meta: { versionId: '1', lastUpdated: `${day}T14:20:00.000Z` },
    status: 'final',
    category: [{ coding: [{ system: CATEGORIES, code: category, display: category }] }],
    code: { coding: [{ system: 'http://loinc.org', code, display }], text: display },
    subject: { reference: `Patient/${story}` },
    effectiveDateTime: `${day}T08:40:00-06:00`,
    issued: `${day}T09:05:00-06:00`,
    performer: [{ reference: 'Practitioner/nurse-1', display: 'Imani Brooks' }],
    valueQuantity: {
      value: Math.round((usual + (chance - 0.5) * spread) * 10) / 10,
      unit,
      system: 'http://unitsofmeasure.org',
      code: unit,
    },
  };
}
