import { amountText } from '../domain/kernel/quantity.ts';
import { isZero } from '../domain/kernel/rational.ts';
import { dateText } from '../domain/kernel/plain-date.ts';
import { vialsText } from '../domain/waste/vial-choice.ts';
import type { ClaimSetting } from '../domain/waste/modifier-duty.ts';
import type { ChartedCourse, PreparedDose } from '../domain/waste/charting-proposal.ts';
import { chartingProposal } from '../domain/waste/charting-proposal.ts';
import type { WasteAnswer } from '../domain/waste/waste-answer.ts';
import type { WasteWarning } from '../domain/waste/waste-warnings.ts';
import type { Card, Coding } from './card-wire.ts';
import type { ChartedDose } from './charted-doses.ts';
import { givenOf } from './charted-doses.ts';
import type { DoseOfDay } from '../domain/waste/dose-of-day.ts';
import { firstThatFits } from './summary.ts';
import { TOPICS } from './topics.ts';
import type { Utterance } from './utterance.ts';

export interface WasteOptions {
  readonly uuid: () => string;
  readonly links: Card['links'];
  readonly here?: ChartedHere;
}

/** What was recorded with us for the patient's drugs of the day, by order, else `code:` and the code. */
export interface ChartedHere {
  readonly signed: ReadonlySet<string>;
  readonly prepared: ReadonlyMap<string, PreparedDose>;
  /** How the site bills. */
  readonly claim?: ClaimSetting;
}

const lineOf = ({ order, facts }: DoseOfDay): string => order ?? `code:${facts.hcpcs}`;

/** Doses that nobody has signed for: of the others nothing is left to say. */
export const unsigned = (doses: readonly DoseOfDay[], here: ChartedHere | undefined): readonly DoseOfDay[] =>
  doses.filter((dose) => here?.signed.has(lineOf(dose)) !== true);

/** The vials with the least waste, for who prepares the dose. `notes` are sentences about the product itself. */
export function vialPlan(dose: DoseOfDay, notes: readonly string[], options: WasteOptions): Utterance | undefined {
  const planned = chartingProposal(dose);
  return planned.ok ? wasteUtterance('waste/vial-plan', dose, planned.value.answer, notes, options) : undefined;
}

/**
 * What to chart and bill, prefilled from the planned vials, while the drug is given or was. Nothing where the code owes
 * no statement on discarded drug, and nothing where the chart contradicts itself: then a person has to look.
 */
export function wastePrompt(
  dose: DoseOfDay,
  charted: readonly ChartedDose[],
  options: WasteOptions,
): Utterance | undefined {
  const answer = chartedAnswer(dose, charted, options);
  if (answer === undefined || isSettled(answer)) return undefined;
  const assumed =
    charted.length === 0 || isPrepared(dose, options)
      ? []
      : ['Prefilled from the planned vials: correct it where others were opened.'];
  return wasteUtterance('waste/prompt', dose, answer, assumed, options);
}

const isPrepared = (dose: DoseOfDay, { here }: WasteOptions): boolean => here?.prepared.has(lineOf(dose)) === true;

/** At check-in: of what something will be left over. One card for all drugs; silence where nothing is thrown away. */
export function wasteReminder(doses: readonly DoseOfDay[], options: WasteOptions): Utterance | undefined {
  const [first, ...others] = doses.flatMap((dose) => {
    const answer = chartedAnswer(dose, [], options);
    return answer === undefined || isZero(answer.discard.value) ? [] : [{ dose, answer }];
  });
  if (first === undefined) return undefined;
  const notes = others.map(({ answer }) => answer.prompt);
  return wasteUtterance('waste/reminder', first.dose, first.answer, notes, options);
}

/**
 * What was given today and leaves something to chart that the chart does not tell of yet. One card for all drugs.
 * `charted` is undefined where the chart could not be read: then nothing is said to be missing.
 */
export function missingWasteChart(
  doses: readonly DoseOfDay[],
  charted: readonly ChartedDose[] | undefined,
  options: WasteOptions,
): Utterance | undefined {
  if (charted === undefined) return undefined;
  const open = doses.flatMap((dose) => {
    const own = chartsOf(dose, charted);
    const answer = own.some(({ tellsOfWaste }) => tellsOfWaste) ? undefined : chartedAnswer(dose, own, options);
    return answer === undefined || isZero(answer.discard.value) ? [] : [{ dose, answer, isGiven: own.length > 0 }];
  });
  const [first, ...others] = open;
  if (first === undefined) return undefined;
  const { dose, answer, isGiven } = first;
  const more = others.length === 0 ? '' : ` (+${String(others.length)} more)`;
  const what = isGiven ? 'discarded amount is not charted' : 'nothing is charted as given or discarded';
  const name = drugName(dose);
  const step = `Chart ${amountText(answer.discard)} discarded before the patient leaves.`;
  const said = wasteUtterance(
    'waste/chart-is-missing',
    dose,
    answer,
    others.map((each) => each.answer.prompt),
    options,
  );
  const summary = firstThatFits([`${name}: ${what}${more}. ${step}`, `${name}: ${what}${more}.`]);
  return { ...said, card: { ...said.card, summary } };
}

/** Administrations that name the order; those that name none count where there is nothing better. */
export function chartsOf({ order }: DoseOfDay, charted: readonly ChartedDose[]): readonly ChartedDose[] {
  const own = charted.filter((each) => each.order === order);
  return own.length > 0 ? own : charted.filter((each) => each.order === undefined);
}

function chartedAnswer(
  dose: DoseOfDay,
  charted: readonly ChartedDose[],
  { here }: WasteOptions,
): WasteAnswer | undefined {
  const prepared = here?.prepared.get(lineOf(dose));
  const proposal = chartingProposal(dose, {
    ...(here?.claim === undefined ? {} : { claim: here.claim }),
    ...(prepared === undefined ? {} : { prepared }),
    ...(charted.length === 0 ? {} : { charted: courseOf(charted) }),
  });
  return proposal.ok ? proposal.value.answer : undefined;
}

function courseOf(charted: readonly ChartedDose[]): ChartedCourse {
  if (charted.some(({ status }) => status === 'in-progress')) return { course: 'running' };
  if (charted.every(({ status }) => status === 'not-done')) return { course: 'none' };
  const given = givenOf(charted.filter(({ status }) => status !== 'not-done'));
  const course = charted.some(({ status }) => status === 'stopped') ? 'interrupted' : 'complete';
  return { course, ...(given === undefined ? {} : { given }) };
}

/** Neither modifier is owed and nothing is thrown away: there is nothing to chart. */
const isSettled = ({ lines, discard }: WasteAnswer): boolean =>
  isZero(discard.value) && lines.every(({ modifiers }) => !modifiers.some((each) => each === 'JW' || each === 'JZ'));

const drugName = ({ facts: { label, hcpcs } }: DoseOfDay): string =>
  label.includes(hcpcs) ? label : `${label} (${hcpcs})`;

function wasteUtterance(
  rule: string,
  dose: DoseOfDay,
  answer: WasteAnswer,
  notes: readonly string[],
  options: WasteOptions,
): Utterance {
  const fact = JSON.stringify([rule, dose.order ?? '', dose.date, dose.facts.hcpcs, answer.prompt]);
  return {
    topic: 'waste',
    rule,
    fact,
    facts: JSON.stringify([fact, ...notes]),
    card: {
      uuid: options.uuid(),
      summary: summaryOf(dose, answer),
      detail: detailOf(dose, answer, notes),
      indicator: 'info',
      source: { label: 'ChairReady', topic: TOPICS.waste },
      overrideReasons: WASTE_REASONS,
      links: options.links,
    },
  };
}

function summaryOf(dose: DoseOfDay, { prompt }: WasteAnswer): string {
  const named = prompt.startsWith(`${dose.facts.label}:`)
    ? `${drugName(dose)}${prompt.slice(dose.facts.label.length)}`
    : prompt;
  const [first = named] = named.split(/(?<=[a-z)]\.) /);
  return firstThatFits([named, first]);
}

function detailOf(dose: DoseOfDay, answer: WasteAnswer, notes: readonly string[]): string {
  const lines = answer.lines.map(
    ({ hcpcs, units, modifiers }) => `- ${[hcpcs, ...modifiers].join(' ')}: ${String(units)} units`,
  );
  return [
    answer.prompt,
    ...(answer.opened.length === 0 ? [] : [`Vials: ${vialsText(answer.opened)}.`]),
    ...(lines.length === 0 ? [] : ['Claim lines:', ...lines]),
    ...answer.warnings.map((warning) => WARNINGS[warning]),
    ...notes,
    `Source: ${dose.facts.source}. For ${dateText(dose.date)}.`,
  ].join('\n');
}

const WARNINGS: Readonly<Record<WasteWarning, string>> = {
  'smaller-vial-set-exists': 'Another set of vials would leave less to discard.',
  'dose-rounding-possible': 'Rounding the dose to whole vials may be possible; the site’s policy decides.',
  'rounded-beyond-tolerance': 'The dose was rounded beyond what the site allows.',
};

const reason = (code: string, display: string): Coding => ({ system: 'urn:chairready:override-reason', code, display });

const WASTE_REASONS: Card['overrideReasons'] = [
  reason('already-charted', 'Already charted'),
  reason('other-vials', 'Other vials were opened'),
  reason('data-wrong', 'The record shown is wrong'),
];
