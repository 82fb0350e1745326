// The JSON that the sandbox's screens and its server exchange, under /sandbox/api. One schema per message;
// a failed call answers with `Problem` and a status of 400, 404, 409 or 502.
//
//   GET  /sandbox/api/state                     -> State
//   GET  /sandbox/api/patients                  -> PatientList
//   GET  /sandbox/api/patients/:id              -> PatientDetail
//   GET  /sandbox/api/slots?from=DATE&days=N    -> SlotList          (N from 1 to 31)
//   GET  /sandbox/api/schedule?from=DATE&days=N -> Schedule
//   POST /sandbox/api/hooks/booking             BookingRequest    -> HookExchange
//   POST /sandbox/api/appointments              BookingRequest    -> BookedVisits
//   POST /sandbox/api/appointments/:id/move     MoveRequest       -> Visit
//   POST /sandbox/api/appointments/:id/cancel   {}                -> Visit
//   POST /sandbox/api/orders                    OrderRequest      -> Order
//   POST /sandbox/api/feedback                  FeedbackRequest   -> FeedbackExchange
//   POST /sandbox/api/launch                    LaunchRequest     -> LaunchAnswer
//   POST /sandbox/api/next-day                  NextDayRequest    -> NextDay
//   GET  /sandbox/api/faults                    -> FaultSettings
//   POST /sandbox/api/faults                    FaultSettings     -> FaultSettings
//   POST /sandbox/api/import                    a transaction Bundle -> ImportReport
//   POST /sandbox/api/hooks/move/:id            MoveHookRequest   -> HookExchange   (moments.schema.ts)
//   POST /sandbox/api/moments/ask               MomentRequest     -> HookExchange
//   POST /sandbox/api/moments/carry-out         MomentRequest     -> MomentDone
//   GET  /sandbox/api/traffic                   -> Traffic
import { z } from 'zod';

const PlainDate = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'expected YYYY-MM-DD');
export const Id = z.string().regex(/^[A-Za-z0-9.-]{1,64}$/, 'expected a FHIR id');
/** Local time with offset, such as 2026-12-15T08:00:00-06:00. */
const Start = z.iso.datetime({ offset: true });

export const Problem = z.object({ error: z.object({ message: z.string(), path: z.string().optional() }) });

export const User = z.object({
  /** `Practitioner/scheduler-1` or, for a patient, `Patient/...`. */
  reference: z.string(),
  name: z.string(),
  /** One of the product's role names. */
  role: z.string(),
});

export const State = z.object({
  today: PlainDate,
  timeZone: z.string(),
  chairReadyUrl: z.string(),
  fhirBaseUrl: z.string(),
  users: z.array(User),
  chairs: z.array(z.object({ id: Id, name: z.string() })),
});

export const PatientSummary = z.object({
  id: Id,
  name: z.string(),
  birthDate: z.string().nullable(),
  mrn: z.string().nullable(),
  /** Null for an imported patient, who has no story. */
  story: z
    .object({
      id: z.string(),
      title: z.string(),
      whatYouShouldSee: z.string(),
      /** The day on which the booking screen opens; null for the first open day. */
      bookFrom: PlainDate.nullable(),
    })
    .nullable(),
});

export const PatientList = z.object({ patients: z.array(PatientSummary) });

export const Order = z.object({
  id: Id,
  /** As written: `pembrolizumab 200 mg IV every 21 days`, or the free text of the order. */
  text: z.string(),
  drug: z.string(),
  hcpcs: z.string().nullable(),
  dose: z.string().nullable(),
  intervalDays: z.number().int().nullable(),
  status: z.string(),
  authoredOn: z.string().nullable(),
  /** True when a visitor of the sandbox wrote it. */
  isVisitors: z.boolean(),
});

export const Visit = z.object({
  id: Id,
  patient: Id,
  patientName: z.string(),
  status: z.string(),
  start: Start,
  end: Start,
  chair: Id.nullable(),
  description: z.string(),
});

export const CoverageSummary = z.object({
  id: Id,
  payer: z.string(),
  memberId: z.string().nullable(),
  status: z.string(),
  from: z.string().nullable(),
  to: z.string().nullable(),
});

export const PatientDetail = z.object({
  patient: PatientSummary,
  orders: z.array(Order),
  visits: z.array(Visit),
  coverages: z.array(CoverageSummary),
  conditions: z.array(z.string()),
});

export const SlotList = z.object({
  days: z.array(
    z.object({
      date: PlainDate,
      slots: z.array(z.object({ chair: Id, start: Start, end: Start, isFree: z.boolean() })),
    }),
  ),
});

export const Schedule = z.object({ visits: z.array(Visit) });

/** One visit, or a series with the same chair and clock time every `everyDays` days (weekends move to Monday). */
export const BookingRequest = z.object({
  user: z.string(),
  patient: Id,
  /** The MedicationRequests that the visit is for; none for a visit whose drug is not known yet. */
  orders: z.array(Id).max(8),
  chair: Id,
  start: Start,
  minutes: z.number().int().min(15).max(720).default(120),
  series: z.object({ visits: z.number().int().min(1).max(24), everyDays: z.number().int().min(1).max(90) }).optional(),
});

export const Card = z.looseObject({
  uuid: z.string().optional(),
  summary: z.string(),
  detail: z.string().optional(),
  indicator: z.string(),
  source: z.looseObject({ label: z.string() }),
  suggestions: z
    .array(
      z.looseObject({
        label: z.string(),
        uuid: z.string().optional(),
        actions: z
          .array(z.looseObject({ type: z.string(), description: z.string(), resource: z.unknown().optional() }))
          .optional(),
      }),
    )
    .optional(),
  overrideReasons: z.array(z.looseObject({ code: z.string(), system: z.string(), display: z.string() })).optional(),
  links: z
    .array(z.looseObject({ label: z.string(), url: z.string(), type: z.string(), appContext: z.string().optional() }))
    .optional(),
});

/** A hook call from behind the scenes. `response` is null when nothing readable came back: `failure` says why. */
export const HookExchange = z.object({
  service: z.string(),
  url: z.string(),
  status: z.number().int().nullable(),
  milliseconds: z.number(),
  request: z.looseObject({}),
  /** Header and claims of the signed JWT, without its signature. */
  token: z.looseObject({}),
  response: z.looseObject({}).nullable(),
  cards: z.array(Card),
  failure: z.string().nullable(),
  /** Prefetch keys that the sandbox could not fill, with the reason. */
  skippedPrefetch: z.array(z.object({ key: z.string(), reason: z.string() })),
});

export const BookedVisits = z.object({ visits: z.array(Visit) });

export const MoveRequest = z.object({ start: Start, chair: Id.optional() });

/** The payers of the sandbox, one of which a visitor may name on their own order. */
export const PayerId = z.enum(['sunrise', 'granite', 'harbor', 'cedar', 'medicare-ffs']);

/** An order as a visitor typed it: nothing is filled in for them. */
export const NewOrder = z.object({
  drug: z.string().trim().min(1).max(200),
  hcpcs: z
    .string()
    .regex(/^[A-Z]\d{4}$/, 'expected one letter and four digits')
    .optional(),
  dose: z
    .object({
      value: z.string().regex(/^\d{1,7}(\.\d{1,4})?$/, 'expected a decimal number'),
      unit: z.string().trim().min(1).max(20),
    })
    .optional(),
  intervalDays: z.number().int().min(1).max(365).optional(),
  /** Who pays, according to the visitor; without it the order names no coverage. */
  payer: PayerId.optional(),
});

/** A visitor's own order, signed at once. */
export const OrderRequest = NewOrder.extend({ patient: Id });

/** `accept` carries out the suggestion's create actions in the record before it tells the service. */
export const FeedbackRequest = z.object({
  service: z.string().regex(/^[a-z-]{1,64}$/),
  card: z.string(),
  outcome: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('accept'),
      suggestion: z.string(),
      actions: z
        .array(z.looseObject({ type: z.string(), resource: z.unknown().optional() }))
        .max(8)
        .default([]),
    }),
    z.object({
      kind: z.literal('override'),
      reason: z.looseObject({ code: z.string(), system: z.string() }).optional(),
      comment: z.string().max(500).optional(),
    }),
  ]),
});

export const FeedbackExchange = z.object({
  status: z.number().int().nullable(),
  failure: z.string().nullable(),
  /** `Task/...` for each resource that accepting created. */
  created: z.array(z.string()),
});

export const LaunchRequest = z.object({
  /** Who is signed in: `Practitioner/...` or `Patient/...`. */
  user: z.string(),
  patient: Id.optional(),
  appointment: Id.optional(),
  encounter: Id.optional(),
  appContext: z.string().max(2000).optional(),
  intent: z.string().max(64).optional(),
  /** Where the app is; only addresses of ChairReady are accepted. Default: its /launch. */
  url: z.url().optional(),
});

/** Open this in a frame: it is good for ten minutes. */
export const LaunchAnswer = z.object({ launchUrl: z.string() });

export const NextDayRequest = z.object({ days: z.number().int().min(1).max(60).default(1) });

/** Where the stories stand now, and what the sweep that followed said. */
export const NextDay = z.object({ state: State, sweep: z.object({ isDone: z.boolean(), said: z.string() }) });

export const FaultSettings = z.strictObject({
  /** Hooks send nothing along: ChairReady has to ask this FHIR server for everything. */
  'no-prefetch': z.boolean().optional(),
  slow: z.number().int().min(1).max(60_000).optional(),
  down: z.boolean().optional(),
  'expired-token': z.boolean().optional(),
  'wrong-content': z.boolean().optional(),
  'endless-paging': z.boolean().optional(),
  'rate-limited': z.number().int().min(0).max(3600).optional(),
});

/** What was stored, by type, and what was not and why. */
export const ImportReport = z.object({
  patient: Id,
  stored: z.record(z.string(), z.number().int()),
  liftedCoverages: z.number().int(),
  skipped: z.array(z.object({ what: z.string(), reason: z.string() })),
});

export const Traffic = z.object({
  calls: z.array(
    z.object({
      at: z.string(),
      method: z.string(),
      url: z.string(),
      status: z.number().int(),
      milliseconds: z.number(),
      client: z.string(),
    }),
  ),
});

export type Problem = z.output<typeof Problem>;
export type User = z.output<typeof User>;
export type State = z.output<typeof State>;
export type PatientSummary = z.output<typeof PatientSummary>;
export type PatientList = z.output<typeof PatientList>;
export type Order = z.output<typeof Order>;
export type Visit = z.output<typeof Visit>;
export type CoverageSummary = z.output<typeof CoverageSummary>;
export type PatientDetail = z.output<typeof PatientDetail>;
export type SlotList = z.output<typeof SlotList>;
export type Schedule = z.output<typeof Schedule>;
export type BookingRequest = z.output<typeof BookingRequest>;
export type Card = z.output<typeof Card>;
export type HookExchange = z.output<typeof HookExchange>;
export type BookedVisits = z.output<typeof BookedVisits>;
export type MoveRequest = z.output<typeof MoveRequest>;
export type OrderRequest = z.output<typeof OrderRequest>;
export type FeedbackRequest = z.output<typeof FeedbackRequest>;
export type FeedbackExchange = z.output<typeof FeedbackExchange>;
export type LaunchRequest = z.output<typeof LaunchRequest>;
export type LaunchAnswer = z.output<typeof LaunchAnswer>;
export type NextDayRequest = z.output<typeof NextDayRequest>;
export type NewOrder = z.output<typeof NewOrder>;
export type NextDay = z.output<typeof NextDay>;
export type FaultSettings = z.output<typeof FaultSettings>;
export type ImportReport = z.output<typeof ImportReport>;
export type Traffic = z.output<typeof Traffic>;
