/** What happened around a visit as one list: how its decisions changed, what staff recorded, what was done at its case. */
import type { ReactElement } from 'react';
import type {
  CaseStep,
  DrugChange,
  PatientHistory,
  StatementView,
} from '../../api-contract/attestation-view.schema.ts';
import type { VisitView } from '../../api-contract/decision-view.schema.ts';
import { nearDay } from '../ui/text.ts';
import { changeText, nameOf, saidBy, statementText } from '../view/statement-words.ts';
import { statementsOfVisit } from '../view/statements-of-visit.ts';

export interface HistoryEntry {
  readonly key: string;
  /** An instant in UTC: text order is time order. */
  readonly at: string;
  readonly line: ReactElement;
  /** Who said or saw it. */
  readonly source: string;
}

/** Newest first; of one visit, or of all visits where none is given. */
export function historyEntries(history: PatientHistory, visit: VisitView | undefined): readonly HistoryEntry[] {
  const { changes, statements, cases } = history;
  const entries = [
    ...changes.filter(({ appointment }) => visit === undefined || appointment === visit.appointment).map(ofChange),
    ...(visit === undefined ? statements : statementsOfVisit(statements, visit)).map(ofStatement),
    ...cases.filter((step) => visit === undefined || isOf(step, visit)).map(ofStep),
  ];
  return entries.sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
}

/** A case about doses given earlier stands under the product instead of an appointment. */
const isOf = ({ appointment }: CaseStep, visit: VisitView): boolean =>
  appointment === visit.appointment || visit.drugs.some(({ hcpcs }) => appointment === `given ${hcpcs ?? ''}`);

const ofChange = (change: DrugChange): HistoryEntry => ({
  key: `change ${change.at} ${change.appointment} ${change.order}`,
  at: change.at,
  line: (
    <>
      <bdi>{change.drug}</bdi>, visit {nearDay(change.visitDate, change.on)}: {changeText(change)}
    </>
  ),
  source: DECIDED_BY[change.decidedBy.kind],
});

const DECIDED_BY: Readonly<Record<DrugChange['decidedBy']['kind'], string>> = {
  hook: 'seen from a screen of the EHR',
  app: 'seen from this app',
  sweep: 'seen by the nightly check',
  'command-line': 'seen from the command line',
};

const ofStatement = (statement: StatementView): HistoryEntry => ({
  key: statement.id,
  at: statement.at,
  line: (
    <>
      Recorded: <bdi>{statementText(statement)}</bdi>
      {statement.retracted !== undefined && (
        <>
          {' '}
          Taken back by <bdi>{nameOf(statement.retracted.by)}</bdi>: <bdi>{statement.retracted.reason}</bdi>
        </>
      )}
    </>
  ),
  source: saidBy(statement),
});

const ofStep = (step: CaseStep): HistoryEntry => ({
  key: `case ${step.at} ${step.kind} ${step.text}`,
  at: step.at,
  line: (
    <>
      Case{step.kind === 'note' ? ', note' : ''}: <bdi>{step.text}</bdi>
    </>
  ),
  source: step.by === undefined ? 'by ChairReady' : `by ${nameOf(step.by)}`,
});
