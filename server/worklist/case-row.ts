/** A case as one reader may see it: what is not theirs is left out, never zeroed. */
import type { CaseRow } from '../../api-contract/worklist.schema.ts';
import { caseOutcome } from '../../api-contract/worklist.schema.ts';
import { caseRoute } from '../../api-contract/case-routes.ts';
import { authorizationState, severity } from '../../api-contract/decision-words.schema.ts';
import { likelihoodWord } from '../../api-contract/likelihood-words.ts';
import type { Sight } from '../../api-contract/role.schema.ts';
import { CASES_TO_SPEAK_OF } from '../../domain/authorization/local-experience.ts';
import { definedOnly } from '../assessment/defined-only.ts';
import type { NameOf } from '../board/staff-names.ts';
import type { ListedCase } from '../store/case-list.ts';
import type { CaseFacts } from '../store/case-tables.ts';

export interface Reading {
  readonly sight: Sight;
  readonly today: string;
  /** `Practitioner/s1` */
  readonly me: string;
  readonly nameOf: NameOf;
}

export function caseRowOf(row: ListedCase, reading: Reading): CaseRow {
  const { facts } = row;
  return {
    ...{ id: row.id, version: row.version, state: row.state },
    patient: {
      ref: row.patient_ref,
      ...definedOnly({ name: textOf(row.patient_name), birthDate: row.patient_birth_date ?? undefined }),
    },
    visit: visitOf(row),
    drug: definedOnly({ name: facts.drug, hcpcs: row.hcpcs ?? undefined }),
    ...definedOnly({
      payer: row.payer ?? undefined,
      authorization: authorizationOf(facts),
      likelihood: likelihoodOf(facts, reading.sight),
      severity: facts.severity === undefined ? undefined : severity.parse(facts.severity),
      sentence: facts.sentence,
      next: facts.step,
      lookedAt: row.looked_at?.toISOString(),
    }),
    ...dollarsOf(facts, reading.sight),
    missing: [...(facts.missing ?? [])],
    ...{ route: caseRoute.parse(row.route), why: row.why, openedAt: row.opened_at.toISOString() },
    ...ownershipOf(row, reading),
    ...timesOf(row, reading.today),
    isBaseline: row.opened_silently,
    ...(row.closed_at === null ? {} : { closed: closedOf(row, row.closed_at, reading) }),
  };
}

const textOf = (name: string | null): string | undefined => (name === null || name === '' ? undefined : name);

const visitOf = ({ appointment_key, visit_date, facts }: ListedCase): CaseRow['visit'] => ({
  ...{ appointment: appointment_key, date: visit_date, isDraft: appointment_key.startsWith('draft ') },
  ...definedOnly({ startsAt: instantOf(facts.startsAt), site: facts.siteName }),
});

/** Only a whole instant is shown as one. */
const instantOf = (start: string | undefined): string | undefined =>
  start !== undefined && /T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/.test(start) ? start : undefined;

const authorizationOf = ({ authorization }: CaseFacts): CaseRow['authorization'] =>
  authorization === undefined ? undefined : { ...authorization, state: authorizationState.parse(authorization.state) };

function likelihoodOf({ likelihood }: CaseFacts, sight: Sight): CaseRow['likelihood'] {
  if (likelihood === undefined || sight.likelihood === 'none') return undefined;
  const { clearedByVisit, low, high, nineInTenBy, localCases = 0 } = likelihood;
  const isStartingEstimate = localCases < CASES_TO_SPEAK_OF;
  return {
    word: likelihoodWord(clearedByVisit),
    ...definedOnly({ nineInTenBy }),
    ...(sight.likelihood === 'percentages' ? { figures: { clearedByVisit, low, high, isStartingEstimate } } : {}),
  };
}

const dollarsOf = (
  { atRisk, expectedLoss }: CaseFacts,
  { exposure }: Sight,
): Pick<CaseRow, 'atRisk' | 'expectedLoss'> =>
  exposure ? { atRisk: atRisk ?? null, expectedLoss: expectedLoss ?? null } : {};

const ownershipOf = ({ owner, urgency_rank, news }: ListedCase, { me, nameOf }: Reading) => ({
  ...(owner === null ? {} : { owner: { ref: owner, name: nameOf(owner) } }),
  isMine: owner === me,
  isUrgent: urgency_rank === 0,
  ...(news === null ? {} : { news }),
});

function timesOf(row: ListedCase, today: string) {
  const { due_by, snoozed_until } = row;
  const isOpen = row.closed_at === null;
  return {
    ...definedOnly({ dueBy: due_by ?? undefined }),
    isOverdue: isOpen && (due_by ?? '9999') < today,
    isEscalated: isOpen && due_by !== null && row.escalated_on === due_by,
    ...(snoozed_until !== null && snoozed_until > today ? { snoozedUntil: snoozed_until } : {}),
    ...waitingOf(row),
  };
}

const waitingOf = ({ state, waiting_for, waiting_until }: ListedCase): Pick<CaseRow, 'waiting'> =>
  state === 'waiting'
    ? { waiting: { for: waiting_for ?? 'an answer', ...definedOnly({ until: waiting_until ?? undefined }) } }
    : {};

function closedOf(row: ListedCase, at: Date, { nameOf }: Reading): NonNullable<CaseRow['closed']> {
  const outcome = caseOutcome.safeParse(row.outcome);
  return {
    at: at.toISOString(),
    ...(row.closed_by === null ? {} : { by: { ref: row.closed_by, name: nameOf(row.closed_by) } }),
    ...(outcome.success ? { outcome: outcome.data } : {}),
    ...definedOnly({ on: row.outcome_on ?? undefined, reason: row.close_reason ?? undefined }),
  };
}
