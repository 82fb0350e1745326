import type { DrugChange, DrugStanding } from '../../api-contract/attestation-view.schema.ts';
import type { Decision, DrugDecision, VisitDecision } from '../../domain/decision/decision.ts';
import type { Finding } from '../../domain/decision/finding.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import { definedOnly } from '../assessment/defined-only.ts';
import type { GoneVisit, PatientDecision } from '../store/patient-decisions.ts';

/**
 * What each decision says otherwise than the one before it, drug by drug, newest first. Takes decisions oldest first;
 * those of days before `since` are only compared with. A visit that a decision leaves out it says nothing about.
 */
export function drugChanges(
  decisions: readonly PatientDecision[],
  gone: readonly GoneVisit[],
  since: PlainDate,
): readonly DrugChange[] {
  const known: Known = new Map();
  const changes: DrugChange[] = [];
  for (const event of inTime(decisions, gone)) {
    const on = dayOf(event, changes.at(-1)?.on);
    const found = 'decision' in event ? changesOf(event, known) : goneOf(event, known);
    changes.push(...found.map((change) => ({ ...change, on })));
  }
  return changes.filter(({ on }) => on >= since).reverse();
}

/** Each drug of each visit as it was last decided, by visit and order. */
type Known = Map<string, Pick<DrugChange, 'appointment' | 'visitDate' | 'order' | 'drug'> & { is: DrugStanding }>;

/** A sweep may run under another clock than the one that says which day it is: no day is before the one before it. */
function dayOf(event: PatientDecision | GoneVisit, before: string | undefined): string {
  if ('decision' in event) return event.decision.today;
  const day = event.at.toISOString().slice(0, 10);
  return before === undefined || before < day ? day : before;
}

type Found = Omit<DrugChange, 'on'>;

const inTime = (decisions: readonly PatientDecision[], gone: readonly GoneVisit[]) =>
  [...decisions, ...gone].sort((a, b) => a.at.getTime() - b.at.getTime());

function changesOf({ id, at, service, decision }: PatientDecision, known: Known): readonly Found[] {
  return drugsOf(decision).flatMap(({ visit, drug }) => {
    const { appointment, date: visitDate } = visit;
    const { order, name } = drug;
    const key = `${appointment} ${order}`;
    const was = known.get(key)?.is;
    const is = standingOf(visit, drug);
    known.set(key, { appointment, visitDate, order, drug: name, is });
    if (isSame(was, is)) return [];
    const when = { at: at.toISOString(), decision: id, decidedBy: decidedBy(service) };
    return [{ ...when, appointment, visitDate, order, drug: name, was: was ?? null, is }];
  });
}

/** A visit that is booked no more takes its drugs along. */
function goneOf({ at, appointment }: GoneVisit, known: Known): readonly Found[] {
  const its = [...known].filter(([, one]) => one.appointment === appointment);
  for (const [key] of its) known.delete(key);
  return its.map(([, { is: was, ...drug }]) => ({
    at: at.toISOString(),
    decidedBy: { kind: 'sweep' },
    ...drug,
    was,
    is: null,
  }));
}

const drugsOf = ({ visits }: Decision): readonly { readonly visit: VisitDecision; readonly drug: DrugDecision }[] =>
  visits.filter(isBooked).flatMap((visit) => visit.drugs.map((drug) => ({ visit, drug })));

/** A draft's name is its place in one call; the next call means another visit by it. */
const isBooked = ({ appointment }: VisitDecision): boolean => !appointment.includes('#');

function standingOf(visit: VisitDecision, { order, authorization, supply }: DrugDecision): DrugStanding {
  const { state, number, validUntil } = authorization;
  const about = visit.findings.filter((finding) => isOpen(finding) && finding.about === order);
  const triggers = about.flatMap(({ trigger }) => trigger ?? []);
  return { state, supply, ...definedOnly({ number, validUntil }), triggers: [...new Set(triggers)].sort() };
}

/** What is only for information asks for nothing: that it comes or goes is no change worth a line. */
const isOpen = (finding: Finding): boolean =>
  finding.verdict === 'cannot-tell' || (finding.verdict === 'at-risk' && finding.severity !== 'info');

const isSame = (a: DrugStanding | undefined, b: DrugStanding): boolean =>
  a !== undefined &&
  a.state === b.state &&
  a.number === b.number &&
  a.validUntil === b.validUntil &&
  a.supply === b.supply &&
  a.triggers.join() === b.triggers.join();

const decidedBy = (service: string): DrugChange['decidedBy'] =>
  service === 'app' || service === 'sweep' ? { kind: service } : { kind: 'hook', service };
