/** Cases about doses given on no valid authorization whose drug is not booked again: no visit stands for them. */
import { createHash } from 'node:crypto';
import { LOOKED_BACK_DAYS } from '../../domain/authorization/retro-authorization.ts';
import type { Decision, UnauthorizedDoses } from '../../domain/decision/decision.ts';
import { addDays } from '../../domain/kernel/plain-date.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import type { Snapshot } from '../../domain/visit/snapshot.ts';
import { definedOnly } from '../assessment/defined-only.ts';
import type { AuthorizationCase } from '../store/cases.ts';
import type { NewCase } from '../store/open-case.ts';

interface Decided {
  readonly tenant: string;
  readonly decisionId: string;
  readonly decision: Decision;
  readonly snapshot: Snapshot;
  readonly at: Date;
  readonly isSilent?: boolean;
}

/** Stands where the case of a visit names its appointment; one case holds all such doses of a product. */
const GIVEN = 'given ';

export const isDoseKey = (appointmentKey: string): boolean => appointmentKey.startsWith(GIVEN);

/** Whether a decision of today still judges the dose: one of the last weeks, or one whose retro window is open. */
export const isDoseLookedAt = ({ visit_date, due_by }: AuthorizationCase, today: PlainDate): boolean =>
  visit_date >= addDays(today, -LOOKED_BACK_DAYS) || (due_by !== null && due_by >= today);

/** Why such a case is done when a decision does not speak of the doses any more. */
export const DOSES_DONE =
  'No dose of this drug needs an authorization after the fact any more, or its next visit tells.';

export const DOSES_INSTEAD = 'Replaced: the dose was given; an authorization after the fact is a case of its own.';

/** Whether what was to be done before a visit is now to be done after it. A refusal that can be talked over stays. */
export const isOvertaken = (open: AuthorizationCase, wanted: readonly NewCase[]): boolean =>
  open.route !== 'peer-to-peer' &&
  wanted.some(
    ({ appointmentKey, hcpcs, visitDate }) =>
      isDoseKey(appointmentKey) && hcpcs === open.hcpcs && visitDate === open.visit_date,
  );

export const doseCases = (call: Decided): readonly NewCase[] =>
  (call.decision.given ?? []).map((doses) => caseOf(doses, call));

function caseOf(doses: UnauthorizedDoses, { tenant, snapshot, decisionId, at, isSilent }: Decided): NewCase {
  const { hcpcs, given, payer, uses, finding, route, name } = doses;
  const severity = 'severity' in finding ? finding.severity : undefined;
  return {
    ...{ tenant, patientRef: snapshot.patient.ref, appointmentKey: `${GIVEN}${hcpcs}`, workKind: 'authorization' },
    ...{ visitDate: given, hcpcs, payer, route: route.to, why: route.why, openedAt: at },
    ...definedOnly({ dueBy: route.dueBy, severity, openedByDecision: decisionId === '' ? undefined : decisionId }),
    facts: { drug: name, sentence: finding.sentence, ...definedOnly({ step: finding.action, severity }) },
    digest: createHash('sha256')
      .update(JSON.stringify([uses, finding.reason]))
      .digest('hex'),
    ...(isSilent === true ? { isSilent } : {}),
  };
}
