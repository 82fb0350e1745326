import type { Amount } from '../kernel/quantity.ts';
import type { Result } from '../kernel/result.ts';
import { ok } from '../kernel/result.ts';
import type { DoseOfDay } from './dose-of-day.ts';
import { questionOf } from './dose-of-day.ts';
import type { ClaimSetting } from './modifier-duty.ts';
import type { OpenedVials } from './vial-choice.ts';
import type { WasteAnswer } from './waste-answer.ts';
import { wasteAnswer } from './waste-answer.ts';
import type { Course, WasteProblem, WasteQuestion } from './waste-question.ts';

/** What the pharmacy recorded for one dose. */
export interface PreparedDose {
  readonly vials: readonly OpenedVials[];
  /** What was drawn up, where it is not the ordered dose. */
  readonly dose?: Amount;
  /** Held for, or used by, other patients: not discarded (WZ-10). */
  readonly keptForOthers?: Amount;
}

/** What the chart already says of the administration; `running` is not over yet. */
export interface ChartedCourse {
  readonly course: Course | 'running';
  readonly given?: Amount;
}

/** What else is known about a dose when somebody is about to chart it. */
export interface KnownOfDose {
  readonly prepared?: PreparedDose;
  readonly charted?: ChartedCourse;
  readonly claim?: ClaimSetting;
}

/**
 * Amounts, vials, claim lines and arithmetic to chart one dose, filled in as far as anybody has recorded them.
 * `planned` vials were worked out and seen by nobody: they are shown, and never signed for by default.
 */
export interface ChartingProposal {
  readonly basis: 'prepared' | 'planned';
  readonly question: WasteQuestion;
  readonly answer: WasteAnswer;
}

/** The one source of every waste prompt: hook at administration, check-in, checkout, and the nurse's screen. */
export function chartingProposal(dose: DoseOfDay, known: KnownOfDose = {}): Result<ChartingProposal, WasteProblem> {
  const planned = { ...questionOf(dose), claim: known.claim ?? {} };
  return known.prepared === undefined
    ? fromPlan(planned, known.charted)
    : proposed('prepared', asCharted(fromPreparation(planned, known.prepared), known.charted));
}

/** The planned vials count as opened once the chart speaks of the dose. */
function fromPlan(question: WasteQuestion, charted: ChartedCourse | undefined): Result<ChartingProposal, WasteProblem> {
  const plan = proposed('planned', question);
  if (!plan.ok || charted === undefined || charted.course === 'running') return plan;
  const opened = { ...question, vials: { kind: 'opened', opened: plan.value.answer.opened } } as const;
  return proposed('planned', asCharted(opened, charted));
}

function fromPreparation(question: WasteQuestion, { vials, dose, keptForOthers }: PreparedDose): WasteQuestion {
  const drawn = dose === undefined ? {} : { dose, orderedDose: question.dose };
  const kept = keptForOthers === undefined ? {} : { keptForOthers };
  return { ...question, ...drawn, ...kept, vials: { kind: 'opened', opened: vials } };
}

function asCharted(question: WasteQuestion, charted: ChartedCourse | undefined): WasteQuestion {
  if (charted === undefined || charted.course === 'running') return question;
  const given = charted.given === undefined || charted.course === 'none' ? {} : { given: charted.given };
  return { ...question, course: charted.course, ...given };
}

function proposed(basis: ChartingProposal['basis'], question: WasteQuestion): Result<ChartingProposal, WasteProblem> {
  const answer = wasteAnswer(question);
  return answer.ok ? ok({ basis, question, answer: answer.value }) : answer;
}
