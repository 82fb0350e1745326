/** What imported files and people have said about one patient's authorizations, eligibility and units used. */
import { CompiledQuery, type Kysely, type Selectable } from 'kysely';

import { comparableNumber } from '../../domain/authorization/ledger.ts';
import { exactJson } from '../../domain/kernel/exact-json.ts';
import { hcpcs } from '../../domain/kernel/hcpcs-code.ts';
import { plainDate } from '../../domain/kernel/plain-date.ts';
import { decimal } from '../../domain/kernel/rational.ts';
import type { AuthorizationEvidence } from '../../domain/visit/authorization-evidence.ts';
import type { EligibilityCheck } from '../../domain/visit/coverage.ts';
import { isSamePayer } from '../../domain/visit/payer.ts';
import type { PriorUse } from '../../domain/visit/snapshot.ts';
import type { StaffWords } from '../attestation/staff-words.ts';
import { staffWords } from '../attestation/staff-words.ts';
import type { KnownPatient } from '../imports/who.ts';
import { isAbout, payerNamed } from '../imports/who.ts';
import { statementsOf } from './attestations.ts';
import type { Database } from './database.ts';
import type { ImportTables } from './import-tables.ts';
import { gatherOnEach } from './gathered-reads.ts';
import { newestOfEach, standingRows } from './newest-rows.ts';
import { oftenPrepared } from './prepared-pool.ts';

export interface Ledger {
  readonly authorizations: readonly AuthorizationEvidence[];
  readonly eligibility: readonly EligibilityCheck[];
  readonly usage: readonly PriorUse[];
  /** Whether this tenant imports eligibility checks at all: only then is the silence about a patient worth a word. */
  readonly suppliesEligibility: boolean;
  /** Whether this tenant imports authorizations: an EHR that has none is then no gap. */
  readonly suppliesAuthorizations: boolean;
  /** Who brings which drug, what goes ahead at whose risk, what was sent. Their words on authorizations are among those above. */
  readonly staff: Omit<StaffWords, 'authorizations'>;
}

/**
 * Everything in the ledger about one patient of one tenant. Evidence that names the patient, or the member number of
 * one of the patient's coverages with its payer, is the patient's; where the record cannot tell, it says so by leaving
 * `isPatients` out, and the rules then never count it as valid. What names somebody else is left out.
 */
export async function ledgerFor(db: Kysely<Database>, tenant: string, patient: KnownPatient): Promise<Ledger> {
  const { imported, hasRowsByHand, hasStatements } = await whatThereIs(db, { tenant, patient: patient.ref });
  const [authorizations, eligibility, usage, said] = await Promise.all([
    imported.has('authorizations') || hasRowsByHand ? authorizationRows(db, tenant, patient) : [],
    imported.has('eligibility') ? eligibilityRows(db, tenant, patient) : [],
    imported.has('usage') ? usageRows(db, tenant, patient) : [],
    hasStatements ? statementsOf(db, tenant, patient.ref) : [],
  ]);
  const { authorizations: attested, ...staff } = staffWords(said);
  return {
    authorizations: [...authorizations, ...attested],
    eligibility,
    usage,
    suppliesEligibility: imported.has('eligibility'),
    suppliesAuthorizations: imported.has('authorizations'),
    staff,
  };
}

const namesOf = ({ ref, identifiers }: KnownPatient): readonly string[] => [ref, ...identifiers];
const memberIdsOf = ({ memberIds }: KnownPatient): readonly string[] => memberIds.map(({ id }) => id);

async function authorizationRows(
  db: Kysely<Database>,
  tenant: string,
  patient: KnownPatient,
): Promise<readonly AuthorizationEvidence[]> {
  const rows = await db
    .selectFrom('authorization_row')
    .leftJoin('import_file', 'import_file.id', 'authorization_row.file_id')
    .selectAll('authorization_row')
    .where('authorization_row.tenant', '=', tenant)
    .where((is) => is.or([is('authorization_row.file_id', 'is', null), is('import_file.visible', '=', true)]))
    .where((is) =>
      is.or(matches(is('patient', 'in', namesOf(patient)), memberIdsOf(patient), (ids) => is('member_id', 'in', ids))),
    )
    .orderBy('authorization_row.id')
    .execute();
  const evidence = rows.flatMap((row) => evidenceOf(row, patient));
  return standingRows(evidence).map((row) => row.evidence);
}

/** An empty list of member numbers is no condition at all, for SQL has no empty `in`. */
const matches = <Condition>(
  byName: Condition,
  memberIds: readonly string[],
  byMember: (ids: readonly string[]) => Condition,
): Condition[] => (memberIds.length === 0 ? [byName] : [byName, byMember(memberIds)]);

function evidenceOf(row: Selectable<ImportTables['authorization_row']>, patient: KnownPatient) {
  const whose = whoseRow(row, patient);
  if (whose === 'not-theirs') return [];
  // Only `exactJson.stringify` of evidence is ever written there.
  const evidence = exactJson.parse(row.evidence) as AuthorizationEvidence;
  return [{ fileId: row.file_id, evidence: whose === 'theirs' ? { ...evidence, isPatients: true } : evidence }];
}

interface MemberRow {
  readonly member_id: string | null;
  readonly payer: string | null;
}

function whoseRow(
  row: MemberRow & { readonly patient: string | null },
  patient: KnownPatient,
): 'theirs' | 'unclear' | 'not-theirs' {
  switch (isAbout(patient, row.patient ?? undefined)) {
    case 'yes':
      return 'theirs';
    case 'no':
      return 'not-theirs';
    case 'unsaid':
      return whoseMember(row, patient);
    case 'unknown':
      return whoseMember(row, patient) === 'not-theirs' ? 'not-theirs' : 'unclear';
  }
}

/** The same number at another payer is another member. */
function whoseMember(
  { member_id, payer }: MemberRow,
  { memberIds }: KnownPatient,
): 'theirs' | 'unclear' | 'not-theirs' {
  const answers = memberIds
    .filter(({ id }) => id === member_id)
    .map((known) =>
      payer === null || known.payer === undefined ? undefined : isSamePayer(payerNamed(payer), known.payer),
    );
  if (answers.includes(true)) return 'theirs';
  return answers.includes(undefined) ? 'unclear' : 'not-theirs';
}

async function eligibilityRows(
  db: Kysely<Database>,
  tenant: string,
  patient: KnownPatient,
): Promise<readonly EligibilityCheck[]> {
  const ids = memberIdsOf(patient);
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom('eligibility_check')
    .innerJoin('import_file', 'import_file.id', 'eligibility_check.file_id')
    .selectAll('eligibility_check')
    .where('import_file.visible', '=', true)
    .where('eligibility_check.tenant', '=', tenant)
    .where('member_id', 'in', ids)
    .orderBy('checked_on', 'desc')
    .orderBy('file_id', 'desc')
    .orderBy('row_number', 'desc')
    .execute();
  const theirs = rows.filter((row) => whoseMember(row, patient) !== 'not-theirs');
  return newestOfEach(theirs, fileOf, (row) => JSON.stringify([row.payer, row.member_id, row.checked_on])).map(checkOf);
}

const fileOf = ({ file_id }: { readonly file_id: string }): string => file_id;

function checkOf(row: Selectable<ImportTables['eligibility_check']>): EligibilityCheck {
  const { effective_from: from, effective_until: to } = row;
  return {
    payer: payerNamed(row.payer),
    memberId: row.member_id,
    checkedOn: plainDate(row.checked_on),
    ...(from === null && to === null
      ? {}
      : {
          active: {
            ...(from === null ? {} : { from: plainDate(from) }),
            ...(to === null ? {} : { to: plainDate(to) }),
          },
        }),
    ...(row.benefit === null ? {} : { benefit: row.benefit }),
    ...(row.other_payer === null ? {} : { otherPayer: row.other_payer }),
    source: `import/${row.file_id}#${String(row.row_number)}`,
  };
}

async function usageRows(db: Kysely<Database>, tenant: string, patient: KnownPatient): Promise<readonly PriorUse[]> {
  const rows = await db
    .selectFrom('usage_row')
    .innerJoin('import_file', 'import_file.id', 'usage_row.file_id')
    .selectAll('usage_row')
    .where('import_file.visible', '=', true)
    .where('usage_row.tenant', '=', tenant)
    .where((is) =>
      is.or(matches(is('patient', 'in', namesOf(patient)), memberIdsOf(patient), (ids) => is('member_id', 'in', ids))),
    )
    .orderBy('used_on')
    .orderBy('file_id')
    .orderBy('row_number')
    .execute();
  // Units that may be somebody else's are counted: too few left is found out by a question, too many by a denial.
  const theirs = rows.filter((row) => isAbout(patient, row.patient ?? undefined) !== 'no');
  return newestOfEach(theirs, fileOf, (row) =>
    JSON.stringify([row.used_on, row.hcpcs, comparableNumber(row.authorization_number ?? '')]),
  ).map(useOf);
}

const useOf = (row: Selectable<ImportTables['usage_row']>): PriorUse => ({
  ref: `import/${row.file_id}#${String(row.row_number)}`,
  date: plainDate(row.used_on),
  hcpcs: hcpcs(row.hcpcs),
  name: row.hcpcs,
  basis: 'imported',
  used: { kind: 'units', units: decimal(row.units) },
  ...(row.authorization_number === null ? {} : { authorizationNumber: row.authorization_number }),
});

interface WhatThereIs {
  readonly imported: ReadonlySet<string>;
  /** Authorizations that came with no file. */
  readonly hasRowsByHand: boolean;
  readonly hasStatements: boolean;
}

interface Whose {
  readonly tenant: string;
  readonly patient: string;
}

/** One look tells what is worth asking for: most hooks of a tenant without files then ask nothing more. */
const whatThereIs = gatherOnEach(
  async (db: Kysely<Database>, asked: readonly Whose[]): Promise<readonly WhatThereIs[]> => {
    const parameters = [asked.map(({ tenant }) => tenant), asked.map(({ patient }) => patient)];
    const { rows } = await db.executeQuery<{ kinds: readonly string[]; byHand: boolean; statements: boolean }>(
      CompiledQuery.raw(WHAT_THERE_IS, parameters),
    );
    return rows.map(({ kinds, byHand, statements }) => {
      return { imported: new Set(kinds), hasRowsByHand: byHand, hasStatements: statements };
    });
  },
);

/** The parameters stand in subqueries, see `oftenPrepared`. */
const WHAT_THERE_IS = oftenPrepared(`
  select array(select distinct kind from import_file f where f.tenant = asked.tenant and visible and rows_kept > 0) as kinds,
    exists (select from authorization_row r where r.tenant = asked.tenant and file_id is null) as "byHand",
    exists (select from staff_statement s where s.tenant = asked.tenant and patient_ref = asked.patient) as statements
  from unnest((select $1::text[]), (select $2::text[])) with ordinality as asked (tenant, patient, place)
  order by place`);
