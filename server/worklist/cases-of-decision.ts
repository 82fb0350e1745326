import { hash } from 'node:crypto';
import { concernsOf } from '../../cds-hooks/concerns.ts';
import type { Concern } from '../../cds-hooks/card-wording.ts';
import { topicOf } from '../../cds-hooks/card-wording.ts';
import type { RawResource } from '../../cds-hooks/prefetch.ts';
import type { Decision } from '../../domain/decision/decision.ts';
import type { Snapshot } from '../../domain/visit/snapshot.ts';
import type { NewCase } from '../store/open-case.ts';
import { standingOf } from '../sweep/standing.ts';
import { factsOfConcern } from './case-facts.ts';
import { doseCases } from './dose-cases.ts';

const DRAFT_LIFE_MS = 24 * 60 * 60 * 1000;

export interface DecidedCall {
  readonly decisionId: string;
  readonly tenant: string;
  readonly decision: Decision;
  readonly snapshot: Snapshot;
  readonly at: Date;
  /** False for a decision about a draft or a part of the record: it may open work, but clears none. */
  readonly settles?: boolean;
  /** The record that it was made from, where all of the patient's visits were read: what is not there is gone. */
  readonly record?: readonly RawResource[];
  /** The tenant shows no cards: its cases are the baseline to compare with. */
  readonly isSilent?: boolean;
}

/**
 * One case for each routed visit, about its gravest concern, and one for doses of which no visit can tell. A draft's case
 * lapses within a day unless it is booked.
 */
export function casesOfDecision(call: DecidedCall): readonly NewCase[] {
  const gravest = new Map<string, Concern>();
  for (const concern of concernsOf(call.decision)) {
    const { visit } = concern;
    if (visit.route.to !== 'none' && !gravest.has(visit.appointment)) gravest.set(visit.appointment, concern);
  }
  return [...[...gravest.values()].map((concern) => caseOf(concern, call)), ...doseCases(call)];
}

/** What names the case of a concern on the worklist. */
export const workOfConcern = (concern: Concern, { patient }: Pick<Snapshot, 'patient'>): CaseKey => ({
  patientRef: patient.ref,
  appointmentKey: appointmentKeyOf(concern.visit),
  ...(concern.drug === undefined ? {} : { orderRef: concern.drug.order }),
  workKind: topicOf(concern),
});

type CaseKey = Pick<NewCase, 'patientRef' | 'appointmentKey' | 'orderRef' | 'workKind'>;

const appointmentKeyOf = ({ appointment, date }: Concern['visit']): string =>
  appointment.includes('#') ? `draft ${date}` : appointment;

function caseOf(concern: Concern, { tenant, snapshot, decisionId, at, isSilent }: DecidedCall): NewCase {
  const { visit, drug } = concern;
  const isDraft = snapshot.visits.find(({ ref }) => ref === visit.appointment)?.status === 'proposed';
  return {
    tenant,
    ...workOfConcern(concern, snapshot),
    visitDate: visit.date,
    ...codeOf(drug),
    route: visit.route.to,
    why: visit.route.why,
    ...(visit.route.dueBy === undefined ? {} : { dueBy: visit.route.dueBy }),
    openedByDecision: decisionId,
    openedAt: at,
    ...factsOfConcern(concern, snapshot),
    digest: digestOf(visit, snapshot),
    ...(isSilent === true ? { isSilent } : {}),
    ...(isDraft ? { lapsesAt: new Date(at.getTime() + DRAFT_LIFE_MS) } : {}),
  };
}

/** A due day that has passed is counted anew every day: it says nothing new about the visit. */
function digestOf(visit: Concern['visit'], snapshot: Snapshot): string {
  const { dueBy: _dueBy, scheduled: _hour, ...standing } = standingOf(visit, snapshot).standing;
  return hash('sha256', JSON.stringify([visit.date, standing]));
}

const codeOf = (drug: Concern['drug']): { hcpcs?: string } =>
  drug === undefined || drug.hcpcs === null ? {} : { hcpcs: drug.hcpcs };
