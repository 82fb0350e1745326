/** What stands in a form when it opens: what is known already is not asked again. */
import type { StatementDesk } from '../../api-contract/attestation-view.schema.ts';
import type { VisitView } from '../../api-contract/decision-view.schema.ts';
import type { StatementDraft } from './statement-draft.ts';

export type StatementAction = 'attest' | 'answer' | 'extension' | 'supply' | 'risk' | 'note';

export interface StatementScene {
  readonly desk: StatementDesk;
  readonly visit: VisitView;
  /** The site's calendar day. */
  readonly today: string;
}

export function startOf(action: StatementAction, scene: StatementScene): StatementDraft {
  const { visit, today } = scene;
  switch (action) {
    case 'attest':
      return { kind: 'authorization', fields: { ...payerOf(scene), status: 'approved', decidedOn: today } };
    case 'answer':
      return { kind: 'authorization', fields: { ...payerOf(scene), ...requestOf(scene), status: 'pended' } };
    case 'extension':
      return {
        kind: 'authorization',
        fields: { ...payerOf(scene), status: 'submitted', submittedOn: today, ...expectedOf(scene) },
      };
    case 'supply':
      return { kind: 'supply', fields: { supply: visit.drugs[0]?.supply ?? 'unknown', scope: 'visit' } };
    case 'risk':
      return { kind: 'proceed-at-risk', fields: {} };
    case 'note':
      return { kind: 'note', fields: {} };
  }
}

/** The payer that will be billed for the first drug, else the first active one. */
function payerOf(scene: StatementScene): StatementDraft['fields'] {
  const { payers } = scene.desk;
  const active = payers.find(({ isActive }) => isActive) ?? payers[0];
  const coverage = billedOf(scene)?.coverage ?? active?.coverage;
  return { ...(coverage === undefined ? {} : { coverage }), channel: 'portal', basis: 'units' };
}

function expectedOf(scene: StatementScene): StatementDraft['fields'] {
  const expectedBy = billedOf(scene)?.expectedBy;
  return expectedBy === undefined ? {} : { expectedBy };
}

const billedOf = ({ desk, visit }: StatementScene) =>
  desk.answersBy.find(({ appointment, order }) => appointment === visit.appointment && order === visit.drugs[0]?.order);

/** An answer is mostly about the newest request that still waits: its day and reference come with it. */
function requestOf({ desk, visit }: StatementScene): StatementDraft['fields'] {
  const waiting = desk.statements.find(
    ({ said, order, answered, retracted }) =>
      said.kind === 'authorization' &&
      (said.status === 'submitted' || said.status === 'pended') &&
      order === visit.drugs[0]?.order &&
      !answered &&
      retracted === undefined,
  );
  if (waiting?.said.kind !== 'authorization') return {};
  const { submittedOn, reference, coverage, channel } = waiting.said;
  return {
    ...{ coverage, channel },
    ...(submittedOn === undefined ? {} : { submittedOn }),
    ...(reference === undefined ? {} : { reference }),
  };
}
