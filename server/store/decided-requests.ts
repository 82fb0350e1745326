/** Requests for authorization that a payer has decided: from imported files, from the EHR, and as the staff wrote down. */
import { sql, type Kysely, type Selectable } from 'kysely';

import type { AnswerStatus, AuthorizationStatement } from '../../api-contract/attestation.schema.ts';
import { isWaiting } from '../../api-contract/attestation-faults.ts';
import { exactJson } from '../../domain/kernel/exact-json.ts';
import type { HcpcsCode } from '../../domain/kernel/hcpcs-code.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import { plainDate } from '../../domain/kernel/plain-date.ts';
import type { AuthorizationEvidence } from '../../domain/visit/authorization-evidence.ts';
import type { PayerFacts } from '../../domain/visit/payer.ts';
import { definedOnly } from '../assessment/defined-only.ts';
import { answeredRequests } from './answered-requests.ts';
import type { KeptWords } from './attestations.ts';
import type { Database } from './database.ts';
import type { StaffStatementTable } from './attestation-tables.ts';

/** One decision of a payer on one request. A request may have several: a refusal, and a grant after the appeal. */
export interface DecidedRequest {
  readonly tenant: string;
  readonly payer: PayerFacts;
  readonly products: readonly HcpcsCode[];
  readonly granted: boolean;
  /** By the patient's name in the source; two sources may name one patient differently. */
  readonly whose: string;
  readonly number?: string;
  readonly asked?: PlainDate;
  readonly decided?: PlainDate;
}

/** Of each tenant: enough to know a payer by, and a bound on what a start reads. A large site takes no other's cases. */
const MOST_ROWS = 20_000;

/** Changes when a file of authorizations comes or goes, the staff say something, or a sweep meets an answer. */
export async function decidedRequestsStamp(db: Kysely<Database>): Promise<string> {
  const [files, words, answers] = await Promise.all([
    db
      .selectFrom('import_file')
      .select(({ fn }) => [fn.max<string | null>('id').as('newest'), fn.countAll<string>().as('count')])
      .where('kind', '=', 'authorizations')
      .where('visible', '=', true)
      .executeTakeFirstOrThrow(),
    db
      .selectFrom('staff_statement')
      .select(({ fn }) => [fn.max<string | null>('id').as('newest'), fn.countAll<string>().as('count')])
      .where('kind', 'in', ['authorization', 'retraction'])
      .executeTakeFirstOrThrow(),
    db
      .selectFrom('answered_request')
      .select(({ fn }) => [fn.max<string | null>('id').as('newest'), fn.countAll<string>().as('count')])
      .executeTakeFirstOrThrow(),
  ]);
  return [files, words, answers].map(({ newest, count }) => `${newest ?? ''} ${count}`).join(' ');
}

/** Of every tenant, in no order. */
export async function decidedRequests(db: Kysely<Database>, most = MOST_ROWS): Promise<readonly DecidedRequest[]> {
  const found = await Promise.all([importedDecisions(db, most), saidDecisions(db, most), answeredRequests(db, most)]);
  return found.flat();
}

/** 1 is the newest row of its tenant. */
const newestOfTenant = (rows: string) =>
  sql<number>`(row_number() over (partition by ${sql.ref(`${rows}.tenant`)} order by ${sql.ref(`${rows}.id`)} desc))::int`.as(
    'place',
  );

async function importedDecisions(db: Kysely<Database>, most: number): Promise<readonly DecidedRequest[]> {
  const numbered = db
    .selectFrom('authorization_row')
    .innerJoin('import_file', 'import_file.id', 'authorization_row.file_id')
    .select(['authorization_row.tenant', 'authorization_row.evidence', 'authorization_row.patient', 'member_id'])
    .select(newestOfTenant('authorization_row'))
    .where('import_file.visible', '=', true)
    .where((is) =>
      is.or([
        is('authorization_row.evidence', 'like', '%"decision":"approved%'),
        is('authorization_row.evidence', 'like', '%"decision":"denied"%'),
      ]),
    )
    .as('numbered');
  const rows = await db.selectFrom(numbered).selectAll().where('place', '<=', most).execute();
  return rows.flatMap(({ tenant, evidence, patient, member_id }) => {
    // Only `exactJson.stringify` of evidence is ever written there.
    const row = exactJson.parse(evidence) as AuthorizationEvidence;
    const decided = row.decidedOn ?? row.created;
    if (row.payer === undefined) return [];
    return [
      {
        ...{ tenant, payer: row.payer, products: row.products, granted: row.decision !== 'denied' },
        ...{
          whose: patient ?? member_id ?? '',
          ...definedOnly({ number: row.number, asked: row.submittedOn, decided }),
        },
      },
    ];
  });
}

type Word = Pick<Selectable<StaffStatementTable>, 'tenant' | 'patient_ref' | 'order_ref' | 'said' | 'said_on'>;

async function saidDecisions(db: Kysely<Database>, most: number): Promise<readonly DecidedRequest[]> {
  const numbered = db
    .selectFrom('staff_statement as word')
    .select(['tenant', 'patient_ref', 'order_ref', 'said', 'said_on'])
    .select(newestOfTenant('word'))
    .where('kind', '=', 'authorization')
    .where((is) =>
      is.not(
        is.exists(
          is.selectFrom('staff_statement as taken').select('taken.id').whereRef('taken.retracts', '=', 'word.id'),
        ),
      ),
    )
    .as('numbered');
  const words: readonly Word[] = await db
    .selectFrom(numbered)
    .selectAll()
    .where('place', '<=', most)
    .orderBy('place', 'desc')
    .execute();
  const open = new Map<string, OpenRequest>();
  return words.flatMap((word) => decisionOf(word, open));
}

/** What was last heard of the request that is under way for an order at a coverage. */
interface OpenRequest {
  readonly asked?: PlainDate;
  readonly refused: boolean;
}

/** Remembers what waits, for the words that follow; gives the decision where this word is the first one on its request. */
function decisionOf({ tenant, patient_ref, order_ref, said, said_on }: Word, open: Map<string, OpenRequest>) {
  // Only `JSON.stringify` of kept words is ever written there.
  const { content, payer, products } = said as KeptWords;
  if (content.kind !== 'authorization') return [];
  const key = JSON.stringify([tenant, patient_ref, order_ref, content.coverage]);
  const before = open.get(key);
  const asked = askedOn(content, before);
  open.set(key, afterWord(content.status, asked));
  if (isWaiting(content) || before?.refused === true || payer === undefined) return [];
  return [
    {
      ...{ tenant, payer, products, granted: content.status !== 'denied', whose: patient_ref },
      ...definedOnly({ number: content.number, asked, decided: plainDate(content.decidedOn ?? said_on) }),
    },
  ];
}

const askedOn = ({ submittedOn }: AuthorizationStatement, before: OpenRequest | undefined): PlainDate | undefined =>
  submittedOn === undefined ? before?.asked : plainDate(submittedOn);

/** A grant that follows a refusal, with nothing sent in between, is the end of the same request; after a grant a new one begins. */
const afterWord = (status: AnswerStatus, asked: PlainDate | undefined): OpenRequest =>
  status === 'approved' || status === 'partial'
    ? { refused: false }
    : { refused: status === 'denied', ...definedOnly({ asked }) };
