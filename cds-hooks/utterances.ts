import type { Decision, DrugDecision, VisitDecision } from '../domain/decision/decision.ts';
import type { Finding } from '../domain/decision/finding.ts';
import type { HcpcsCode } from '../domain/kernel/hcpcs-code.ts';
import type { Policy } from '../domain/visit/policy.ts';
import type { Snapshot } from '../domain/visit/snapshot.ts';
import { policyFor } from '../domain/authorization/policy-for.ts';
import { authorizationUtterances, linksOf } from './card.ts';
import type { CardOptions } from './card.ts';
import type { Concern } from './card-wording.ts';
import type { ChartedDose } from './charted-doses.ts';
import { concernsOf } from './concerns.ts';
import type { DoseOfDay } from '../domain/waste/dose-of-day.ts';
import { dosesOfToday, nextDose } from '../domain/waste/dose-of-day.ts';
import type { VerifiedProduct } from './hold-card.ts';
import { holdMixing } from './hold-card.ts';
import type { HookContext, Manner, Saying } from './hook-service.ts';
import type { Loudness } from './loudness.ts';
import { spokenAs } from './loudness.ts';
import type { DrugMargin } from './margin-card.ts';
import { marginUtterance } from './margin-card.ts';
import type { Utterance } from './utterance.ts';
import type { ChartedHere } from './waste-card.ts';
import { chartsOf, missingWasteChart, unsigned, vialPlan, wastePrompt, wasteReminder } from './waste-card.ts';

/** One moment: what was decided, what the screen showed, who reads, and what else bears on it. */
export interface Speech {
  readonly decision: Decision;
  readonly snapshot: Snapshot;
  readonly context: HookContext;
  readonly manner: Manner;
  readonly options: CardOptions;
  /** The administrations of today; undefined where they could not be read. */
  readonly charted: readonly ChartedDose[] | undefined;
  readonly product?: VerifiedProduct;
  /** Who works on the case of a visit, where the worklist tells. */
  readonly ownerOf?: (visit: VisitDecision) => string | undefined;
  /** Undefined where no price or no cost is known: then no figure is given. */
  readonly margin?: DrugMargin;
  /** What was prepared and signed with us; absent where nobody could look. */
  readonly here?: ChartedHere;
  /** True for a fact that this reader has set aside. */
  readonly isSetAside: (concern: Concern) => boolean;
  /** How loudly a finding of a rule may speak at this site; without it every rule speaks as it is written. */
  readonly loudnessOf?: (rule: string, isCritical: boolean) => Loudness;
}

/** Everything that the moment calls for and the reader may hear, the gravest first. */
export function utterances(speech: Speech): readonly Utterance[] {
  if (speech.options.reader.isPatient) return [];
  const said: Utterance[] = [];
  for (const saying of speech.manner.says) {
    const isHeld = said.some(({ rule }) => rule === 'verify/hold-mixing');
    if (!(isHeld && saying === 'authorization')) said.push(...SAYINGS[saying](speech));
  }
  return said.flatMap((utterance) => inLoudness(utterance, speech));
}

function inLoudness(utterance: Utterance, { loudnessOf }: Speech): readonly Utterance[] {
  const isGrave = utterance.concern !== undefined && isCritical(utterance.concern.finding);
  const loudness = loudnessOf?.(utterance.rule, isGrave) ?? 'as-written';
  return loudness === 'off' ? [] : [{ ...utterance, card: spokenAs(utterance.card, loudness) }];
}

/** What may be spoken of here: these orders, this reader's own work, no rule that was silenced, nothing set aside. */
export function concernsHere({
  decision,
  context,
  manner,
  options,
  isSetAside,
  loudnessOf,
}: Speech): readonly Concern[] {
  const { orders } = context;
  const isBeforeMixing = manner.says.includes('hold');
  const only = isBeforeMixing ? nextVisitOf(decision, orders)?.visit.appointment : undefined;
  return concernsOf(decision)
    .filter(({ drug }) => orders === undefined || (drug !== undefined && orders.includes(drug.order)))
    .filter(({ visit }) => only === undefined || visit.appointment === only)
    .filter(({ finding }) => !isBeforeMixing || bearsOnMixing(finding))
    .filter(({ visit }) => !manner.toOwners || options.reader.owns.has(visit.route.to))
    .filter(({ finding }) => loudnessOf?.(finding.rule, isCritical(finding)) !== 'off')
    .filter((concern) => !isSetAside(concern));
}

/** What will be a trouble later is no reason to stop a pharmacist now. */
const bearsOnMixing = (finding: Finding): boolean => finding.verdict === 'cannot-tell' || isCritical(finding);

const isCritical = (finding: Finding): boolean => finding.verdict === 'at-risk' && finding.severity === 'critical';

const SAYINGS: Readonly<Record<Saying, (speech: Speech) => readonly Utterance[]>> = {
  authorization: (speech) =>
    authorizationUtterances(withoutUnasked(speech), { ...optionsHere(speech), concerns: concernsHere(speech) }),
  hold: heldBack,
  vials: plannedVials,
  margin: earned,
  'waste-reminder': remindedWaste,
  'waste-prompt': promptedWaste,
  'waste-chart': missingCharts,
};

/** On a chart to the pharmacy alone: others who see margins do not come there for them. */
function earned({ margin, manner, options }: Speech): readonly Utterance[] {
  const { seesMargin, releasesDrugs } = options.reader;
  const isHeard = seesMargin && (!manner.toOwners || releasesDrugs);
  return margin === undefined || !isHeard ? [] : [marginUtterance(margin, wasteOptions(options))];
}

/** A reader whose work it is not hears nothing of what could not be read either. */
const optionsHere = ({ options, manner }: Speech): CardOptions =>
  manner.toOwners ? { ...options, undecided: [] } : options;

/** Where only some orders are spoken of, what could not be read matters only if one of them has a visit. */
const withoutUnasked = ({ decision, context: { orders } }: Speech): Decision =>
  orders === undefined
    ? decision
    : {
        ...decision,
        visits: decision.visits.filter(({ drugs }) => drugs.some(({ order }) => orders.includes(order))),
      };

interface VerifiedVisit {
  readonly visit: VisitDecision;
  readonly drug: DrugDecision;
}

function nextVisitOf({ visits }: Decision, orders: readonly string[] | undefined): VerifiedVisit | undefined {
  const found = visits.flatMap((visit) =>
    visit.drugs.filter(({ order }) => orders?.includes(order) === true).map((drug) => ({ visit, drug })),
  );
  return found.reduce<VerifiedVisit | undefined>(
    (first, next) => (first === undefined || next.visit.date < first.visit.date ? next : first),
    undefined,
  );
}

function heldBack(speech: Speech): readonly Utterance[] {
  const { decision, snapshot, context, options, product, ownerOf } = speech;
  const next = nextVisitOf(decision, context.orders);
  if (next === undefined || !options.reader.releasesDrugs) return [];
  const held = holdMixing({ ...next, snapshot, product, owner: ownerOf?.(next.visit) }, wasteOptions(options));
  return held === undefined || (held.concern !== undefined && speech.isSetAside(held.concern)) ? [] : [held];
}

function plannedVials({ snapshot, context, options }: Speech): readonly Utterance[] {
  if (!options.reader.releasesDrugs) return [];
  return (context.orders ?? []).flatMap((order) => {
    const dose = nextDose(snapshot, order);
    const plan =
      dose === undefined ? undefined : vialPlan(dose, preferredProduct(snapshot, dose), wasteOptions(options));
    return plan ?? [];
  });
}

/** What the payer's policy would rather see, where it says so and the order is for something else. */
function preferredProduct({ coverages, knowledge }: Snapshot, { facts, date }: DoseOfDay): readonly string[] {
  const [coverage, ...others] = coverages.filter(({ status }) => status === 'active');
  if (coverage === undefined || others.length > 0) return [];
  const standing = policyFor(knowledge.policies, coverage, facts.hcpcs, date);
  return standing.kind === 'one' ? preferenceOf(standing.policy, facts.hcpcs) : [];
}

function preferenceOf({ step, source }: Policy, ordered: HcpcsCode): readonly string[] {
  const preferred = step?.prefer ?? [];
  if (preferred.length === 0 || preferred.includes(ordered)) return [];
  return [`The payer prefers ${preferred.join(' or ')} (${source.document}).`];
}

function remindedWaste({ snapshot, options, here }: Speech): readonly Utterance[] {
  if (!options.reader.chartsWaste) return [];
  const reminder = wasteReminder(unsigned(dosesOfToday(snapshot), here), wasteOptions(options, here));
  return reminder === undefined ? [] : [reminder];
}

function promptedWaste({ snapshot, context, options, here, charted = [] }: Speech): readonly Utterance[] {
  if (!options.reader.chartsWaste) return [];
  const prompts = unsigned(dosesOfToday(snapshot), here)
    .filter(({ order }) => order === undefined || context.orders?.includes(order) === true)
    .flatMap((dose) => wastePrompt(dose, chartsOf(dose, charted), wasteOptions(options, here)) ?? []);
  return prompts.slice(0, 1);
}

function missingCharts({ snapshot, options, charted, here }: Speech): readonly Utterance[] {
  if (!options.reader.chartsWaste) return [];
  const missing = missingWasteChart(unsigned(dosesOfToday(snapshot), here), charted, wasteOptions(options, here));
  return missing === undefined ? [] : [missing];
}

const wasteOptions = (options: CardOptions, here?: ChartedHere) => ({
  uuid: options.uuid,
  links: linksOf(options),
  ...(here === undefined ? {} : { here }),
});
