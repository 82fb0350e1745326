// How often a new site interrupts: no policies, no feed of authorizations, so that nearly every visit is unknown.
import { randomUUID } from 'node:crypto';
import type { FhirResource } from 'fhir/r4';
import { booking } from '../../cds-hooks/booking.service.ts';
import { readHookRequest } from '../../cds-hooks/hook-request.schema.ts';
import { utterances } from '../../cds-hooks/utterances.ts';
import { decide } from '../../domain/decision/decide.ts';
import { ruleBook } from '../../domain/decision/rule-book.ts';
import { readRecord } from '../../fhir/read-record.ts';
import { loadDrugIndex } from '../../reference-data/load.ts';
import { STORIES } from '../../sandbox/stories/all-stories.ts';
import { assessPatient } from '../../server/assessment/assess-patient.ts';
import type { Assessed } from '../../server/assessment/assess-patient.ts';
import { configSchema } from '../../server/config/config.schema.ts';
import { readerOfRole } from '../../server/http/reader-of-role.ts';
import { tokensOf } from '../../server/http/template-tokens.ts';
import type { TenantDesk } from '../../server/http/tenant-desk.ts';
import { openTenantDesk } from '../../server/http/tenant-desk.ts';
import { bookingOver, FHIR_BASE, ISSUER } from './booking-call.ts';
import type { Figure } from './figure.ts';
import { BENCH_DAY, BENCH_ZONE, typicalRecord } from './typical-bundles.ts';

const PER = 20;
const BYTES = 15_000;

/** Weeks by which a story's visits are booked later than it tells: at once, and as far ahead as most infusions are. */
const DISTANCES = [
  ['booked as the stories tell, some for this week', [0]],
  ['booked two to twelve weeks later', [2, 4, 6, 8, 12]],
] as const;

/** Every story is booked at several distances; each booking is judged as the hook judges it. */
export async function cardsAtNewSite(): Promise<readonly Figure[]> {
  const desk = newSite();
  const figures: Figure[] = [];
  for (const [name, weeks] of DISTANCES) figures.push(await figureAt(desk, name, weeks));
  return figures;
}

async function figureAt(desk: TenantDesk, name: string, distances: readonly number[]): Promise<Figure> {
  const seen = { bookings: 0, visits: 0, unknown: 0, scheduler: 0, specialist: 0 };
  for (const { id } of STORIES) {
    for (const weeks of distances) {
      const heard = await cardsOf(desk, id, weeks);
      if (heard === undefined) continue;
      seen.bookings += 1;
      seen.visits += heard.visits;
      seen.unknown += heard.unknown;
      seen.scheduler += heard.scheduler;
      seen.specialist += heard.specialist;
    }
  }
  const per = (cards: number): string => ((PER * cards) / seen.bookings).toFixed(1);
  const unknown = `${String(Math.round((100 * seen.unknown) / seen.visits))} % of the drugs unknown`;
  return {
    what: `cards per ${String(PER)} bookings at a new site, ${name}`,
    value: `${per(seen.scheduler)} to the scheduler (${String(seen.bookings)} bookings, ${unknown})`,
    baseline: `${per(seen.specialist)} to an authorization specialist, whose work it is`,
  };
}

function newSite(): TenantDesk {
  const { tenants } = configSchema.parse({
    tenants: [
      {
        id: 'new',
        name: 'New site',
        cdsClient: { iss: ISSUER, jwksUrl: 'https://ehr.test/jwks' },
        fhir: { baseUrl: FHIR_BASE },
      },
    ],
  });
  const [tenant] = tenants;
  if (tenant === undefined) throw new Error('the site of the bench');
  return openTenantDesk(tenant, {
    drugs: loadDrugIndex(),
    policies: [],
    policiesVersion: 'none',
    timeZone: BENCH_ZONE,
    fixedToday: () => BENCH_DAY,
    now: () => new Date(`${BENCH_DAY}T15:00:00Z`),
  });
}

async function cardsOf(desk: TenantDesk, story: string, weeks: number) {
  // A payer's answers reach no new site: nobody sends them yet.
  const record = typicalRecord(story, BYTES).filter(({ resourceType }) => resourceType !== 'ClaimResponse');
  const body = bookingOver(
    record.map((resource) => movedAhead(resource, weeks)),
    'scheduler-1',
    story,
  );
  const request = readHookRequest(booking, body);
  if (!request.ok) return undefined;
  const { context, prefetch } = request.value;
  const question = {
    keys: booking.prefetch,
    prefetch,
    tokens: tokensOf(context),
    ordersInContext: false,
    drafts: context.drafts,
    keysOnly: true,
    ...(context.asked === undefined ? {} : { asked: context.asked }),
  };
  const assessor = { readRecord, decide: (snapshot: Assessed['snapshot']) => decide(ruleBook, snapshot, 'bench') };
  const assessed = await assessPatient(question, undefined, desk.site, assessor);
  if (!assessed.ok) return undefined;
  const { decision, snapshot } = assessed.value;
  const heardBy = (role: 'scheduler' | 'authorization-specialist'): number =>
    utterances({
      ...{ decision, snapshot, context, manner: booking.manner, charted: undefined, isSetAside: () => false },
      options: {
        ...{ decisionId: 'bench', context, reader: readerOfRole(role), holidays: new Set(snapshot.knowledge.holidays) },
        ...{ routing: 'link', launchUrl: 'https://bench.test/launch', notRead: [], undecided: [] },
        ...{ authoredOn: `${BENCH_DAY}T15:00:00Z`, uuid: randomUUID },
      },
    }).length;
  const drugs = decision.visits.flatMap((visit) => visit.drugs);
  return {
    visits: drugs.length,
    unknown: drugs.filter(({ authorization }) => authorization.state === 'unknown').length,
    scheduler: heardBy('scheduler'),
    specialist: heardBy('authorization-specialist'),
  };
}

const WEEK_MS = 7 * 24 * 3_600_000;

/** The visits of a booking so many weeks later; what happened before stays where it was. */
function movedAhead(resource: FhirResource, weeks: number): FhirResource {
  if (resource.resourceType !== 'Appointment') return resource;
  const later = (instant: string | undefined) =>
    instant === undefined ? undefined : new Date(Date.parse(instant) + weeks * WEEK_MS).toISOString();
  const [start, end] = [later(resource.start), later(resource.end)];
  return { ...resource, ...(start === undefined ? {} : { start }), ...(end === undefined ? {} : { end }) };
}
