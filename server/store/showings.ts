/** Which card was shown to whom, so that nobody is interrupted twice by the same facts. */
import { CompiledQuery, sql, type Kysely, type Selectable } from 'kysely';

import type { CardShowingTable, Database } from './database.ts';
import { gatherOnEach } from './gathered-reads.ts';
import { oftenPrepared } from './prepared-pool.ts';

/** One card that was shown to one person. `facts` and `fact` are SHA-256 in hexadecimal, as is `reader`. */
export interface Showing {
  readonly tenant: string;
  readonly cardUuid: string;
  readonly decisionId: string;
  readonly service: string;
  readonly reader: string;
  readonly topic: string;
  readonly rule: string;
  /** All that the card says, and its gravest fact alone. */
  readonly facts: string;
  readonly fact: string;
  /** Where the card is about work: what names its case on the worklist. */
  readonly work?: {
    readonly patientRef: string;
    readonly appointmentKey: string;
    readonly orderRef?: string;
    readonly workKind: string;
  };
  /** `YYYY-MM-DD` */
  readonly expectedBy?: string;
  readonly shownAt: Date;
}

export interface SettledShowing extends Showing {
  readonly outcome?: 'accepted' | 'overridden';
  readonly reasonCode?: string;
}

export async function keepShowings(db: Kysely<Database>, showings: readonly Showing[]): Promise<void> {
  if (showings.length === 0) return;
  await db
    .insertInto('card_showing')
    .values(showings.map(rowOf))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export interface ShowingQuery {
  readonly tenant: string;
  readonly reader: string;
  readonly facts: readonly string[];
  readonly single: readonly string[];
  readonly since: Date;
}

/** What this reader was shown of these facts since a time, and what of them the reader has overridden at any time. */
export async function earlierShowings(db: Kysely<Database>, query: ShowingQuery): Promise<readonly SettledShowing[]> {
  return query.facts.length === 0 ? [] : earlierOf(db, query);
}

/** Every hook with something to say asks this: those that come together share one query. */
const earlierOf = gatherOnEach(
  async (db: Kysely<Database>, asked: readonly ShowingQuery[]): Promise<readonly (readonly SettledShowing[])[]> => {
    const { rows } = await db.executeQuery<Selectable<CardShowingTable> & { readonly place: number }>(
      CompiledQuery.raw(EARLIER, parametersOf(asked)),
    );
    return asked.map((_, place) => rows.filter((row) => row.place === place).map(showingOf));
  },
);

/** One line for each hash that each question names: its place, whose cards, since when, and whether it is all of a card's facts. */
function parametersOf(asked: readonly ShowingQuery[]): unknown[][] {
  const lines = asked.flatMap(({ tenant, reader, facts, single, since }, place) => {
    const line = (hash: string, isWhole: boolean) => [place, tenant, reader, since, hash, isWhole] as const;
    return [...[...new Set(facts)].map((hash) => line(hash, true)), ...single.map((hash) => line(hash, false))];
  });
  return ([0, 1, 2, 3, 4, 5] as const).map((column) => lines.map((line) => line[column]));
}

const COLUMNS = [
  ...['tenant', 'card_uuid', 'decision_id', 'service', 'reader', 'topic', 'rule', 'facts', 'fact', 'patient_ref'],
  ...['appointment_key', 'order_ref', 'work_kind', 'expected_by', 'shown_at', 'outcome', 'reason_code', 'settled_at'],
  'opened_at',
]
  .map((column) => `s.${column}`)
  .join(', ');

/** Two halves, each with an index of its own; what both would find comes from the first. */
const EARLIER = oftenPrepared(`
  with asked as materialized (
    select * from unnest($1::int[], $2::text[], $3::text[], $4::timestamptz[], $5::text[], $6::boolean[])
      as asked (place, tenant, reader, since, hash, is_whole)
  )
  select asked.place, ${COLUMNS} from asked
  join card_showing s on s.tenant = asked.tenant and s.reader = asked.reader and s.facts = asked.hash
  where asked.is_whole and (s.shown_at > asked.since or s.outcome = 'overridden')
  union all
  select asked.place, ${COLUMNS} from asked
  join card_showing s on s.tenant = asked.tenant and s.reader = asked.reader and s.fact = asked.hash
  where not asked.is_whole and s.outcome = 'overridden'
    and not exists (select from asked o where o.place = asked.place and o.is_whole and o.hash = s.facts)`);

/** What became of a card. */
export interface ShowingEnd {
  readonly cardUuid: string;
  readonly outcome: 'accepted' | 'overridden';
  readonly reasonCode?: string;
  readonly at: Date;
}

/** Writes down what became of cards; the first word on each stands. Gives those that are known to this tenant, by uuid. */
export async function settleShowings(
  db: Kysely<Database>,
  tenant: string,
  ends: readonly ShowingEnd[],
): Promise<ReadonlyMap<string, SettledShowing>> {
  if (ends.length === 0) return new Map();
  // Of a Map's entries with one key the last stays.
  const firsts = new Map(ends.toReversed().map((end) => [end.cardUuid, end]));
  await sql`
    update card_showing s set outcome = e.outcome, reason_code = e."reasonCode", settled_at = e.at
    from jsonb_to_recordset(${JSON.stringify([...firsts.values()])}::jsonb)
      as e ("cardUuid" text, outcome text, "reasonCode" text, at timestamptz)
    where s.tenant = ${tenant} and s.card_uuid = e."cardUuid" and s.outcome is null
  `.execute(db);
  const known = await db
    .selectFrom('card_showing')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('card_uuid', 'in', [...firsts.keys()])
    .execute();
  return new Map(known.map((row) => [row.card_uuid, showingOf(row)]));
}

export async function findShowing(
  db: Kysely<Database>,
  tenant: string,
  cardUuid: string,
): Promise<SettledShowing | undefined> {
  const row = await db
    .selectFrom('card_showing')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('card_uuid', '=', cardUuid)
    .executeTakeFirst();
  return row === undefined ? undefined : showingOf(row);
}

function rowOf(showing: Showing): Omit<CardShowingTable, 'outcome' | 'reason_code' | 'settled_at' | 'opened_at'> {
  return {
    tenant: showing.tenant,
    card_uuid: showing.cardUuid,
    decision_id: showing.decisionId,
    service: showing.service,
    reader: showing.reader,
    topic: showing.topic,
    rule: showing.rule,
    facts: showing.facts,
    fact: showing.fact,
    ...workColumns(showing.work),
    expected_by: showing.expectedBy ?? null,
    shown_at: showing.shownAt,
  };
}

const NO_WORK = { patient_ref: null, appointment_key: null, order_ref: null, work_kind: null };

const workColumns = (work: Showing['work']) =>
  work === undefined
    ? NO_WORK
    : {
        patient_ref: work.patientRef,
        appointment_key: work.appointmentKey,
        order_ref: work.orderRef ?? null,
        work_kind: work.workKind,
      };

function showingOf(row: Selectable<CardShowingTable>): SettledShowing {
  const { patient_ref: patientRef, appointment_key: appointmentKey, work_kind: workKind } = row;
  const hasWork = patientRef !== null && appointmentKey !== null && workKind !== null;
  return {
    tenant: row.tenant,
    cardUuid: row.card_uuid,
    decisionId: row.decision_id,
    service: row.service,
    reader: row.reader,
    topic: row.topic,
    rule: row.rule,
    facts: row.facts,
    fact: row.fact,
    ...(hasWork && {
      work: { patientRef, appointmentKey, workKind, ...(row.order_ref !== null && { orderRef: row.order_ref }) },
    }),
    ...(row.expected_by !== null && { expectedBy: row.expected_by }),
    shownAt: row.shown_at,
    ...(row.outcome !== null && { outcome: row.outcome }),
    ...(row.reason_code !== null && { reasonCode: row.reason_code }),
  };
}
