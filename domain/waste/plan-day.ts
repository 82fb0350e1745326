import type { Amount } from '../kernel/quantity.ts';
import { amountOf, sameMeasure } from '../kernel/quantity.ts';
import type { Rational } from '../kernel/rational.ts';
import { add, compare, isPositive, isZero, smaller, subtract, sum, zero } from '../kernel/rational.ts';
import type { Result } from '../kernel/result.ts';
import { ok, problem } from '../kernel/result.ts';
import type { OpenedVials, StockedPackage } from './vial-choice.ts';
import { chooseVials, labeledTotal } from './vial-choice.ts';
import type { VialPlanProblem } from './vial-planner.ts';

/** One dose of the session; `of` is an opaque reference to the order. */
export interface SessionDose {
  readonly of: string;
  readonly dose: Amount;
}

/** Whether the site lets several patients share single-dose vials in one session. Off unless its policy says otherwise. */
export type SharingPolicy = 'off' | 'pharmacist-approved';

/** So much of one vial for one patient: the evidence that a remainder was used and not discarded. */
export interface VialShare {
  /** Position in the session's vials, from 0. */
  readonly vial: number;
  readonly content: Amount;
  readonly taken: Amount;
}

export interface SessionDosePlan {
  readonly of: string;
  readonly dose: Amount;
  readonly shares: readonly VialShare[];
  /** The vials of the shares, whole: what `opened` is for this patient. */
  readonly opened: readonly OpenedVials[];
  /** Of these vials, what other patients receive. What nobody receives belongs to the last patient of the vial. */
  readonly keptForOthers: Amount;
}

export interface SessionPlan {
  readonly vials: readonly OpenedVials[];
  readonly doses: readonly SessionDosePlan[];
  readonly labeled: Amount;
  /** Labeled content less all doses: what is thrown away at the end. */
  readonly remainder: Amount;
}

export type SessionProblem =
  | VialPlanProblem
  | { readonly code: 'no-doses' }
  | { readonly code: 'measures-differ'; readonly at: number }
  | { readonly code: 'session-too-large'; readonly most: number };

const MOST_VIALS_IN_SESSION = 20_000;

/**
 * The vials of one drug for one session: doses that may be drawn from the same vials within their time of use.
 * With sharing, the least content that holds the sum of all doses, fewest vials: no plan can open less, since whatever
 * is opened must hold that sum. Without sharing, each dose by itself.
 */
export function planSession(
  doses: readonly SessionDose[],
  packages: readonly StockedPackage[],
  policy: SharingPolicy,
): Result<SessionPlan, SessionProblem> {
  const [first] = doses;
  if (first === undefined) return problem({ code: 'no-doses' });
  const odd = doses.findIndex(({ dose }) => !sameMeasure(dose, first.dose));
  if (odd !== -1) return problem({ code: 'measures-differ', at: odd });
  if (!doses.every(({ dose }) => isPositive(dose.value))) return problem({ code: 'dose-not-positive' });
  const singleDose = packages.filter(({ container }) => container === 'single-dose');
  return policy === 'off' ? separately(doses, singleDose) : together(doses, singleDose);
}

function together(
  doses: readonly SessionDose[],
  packages: readonly StockedPackage[],
): Result<SessionPlan, SessionProblem> {
  const [first] = doses;
  if (first === undefined) return problem({ code: 'no-doses' });
  const all = amountOf(first.dose.measure, sum(doses.map(({ dose }) => dose.value)));
  const chosen = chooseVials(all, packages, 'site-stock');
  return chosen.ok ? shared(doses, chosen.value) : chosen;
}

/** Every dose is a session of its own; their vials are listed one after the other. */
function separately(
  doses: readonly SessionDose[],
  packages: readonly StockedPackage[],
): Result<SessionPlan, SessionProblem> {
  const plans: SessionPlan[] = [];
  let vialsBefore = 0;
  for (const dose of doses) {
    const alone = together([dose], packages);
    if (!alone.ok) return alone;
    plans.push(renumbered(alone.value, vialsBefore));
    vialsBefore += alone.value.doses.reduce((count, { shares }) => count + shares.length, 0);
  }
  const [first] = plans;
  if (first === undefined) return problem({ code: 'no-doses' });
  return ok({
    vials: plans.flatMap(({ vials }) => vials),
    doses: plans.flatMap((plan) => plan.doses),
    labeled: amountOf(first.labeled.measure, sum(plans.map(({ labeled }) => labeled.value))),
    remainder: amountOf(first.labeled.measure, sum(plans.map(({ remainder }) => remainder.value))),
  });
}

const renumbered = (plan: SessionPlan, by: number): SessionPlan => ({
  ...plan,
  doses: plan.doses.map((dose) => ({
    ...dose,
    shares: dose.shares.map((share) => ({ ...share, vial: share.vial + by })),
  })),
});

/** Draws the doses in their order from the vials in theirs; a vial is empty before the next one is opened. */
function shared(doses: readonly SessionDose[], vials: readonly OpenedVials[]): Result<SessionPlan, SessionProblem> {
  if (vials.reduce((total, { count }) => total + count, 0) > MOST_VIALS_IN_SESSION) {
    return problem({ code: 'session-too-large', most: MOST_VIALS_IN_SESSION });
  }
  const single = vials.flatMap((vial) => Array.from({ length: vial.count }, () => ({ ...vial, count: 1 })));
  const draw = drawingFrom(single);
  const drawn = doses.map(({ of, dose }) => ({ of, dose, shares: draw(dose) }));
  const labeled = labeledTotal(vials);
  const inMeasure = (value: Rational): Amount => amountOf(drawn[0]?.dose.measure ?? 'mass', value);
  const given = sum(doses.map(({ dose }) => dose.value));
  return ok({
    vials,
    doses: withKept(drawn, single),
    labeled: inMeasure(labeled),
    remainder: inMeasure(subtract(labeled, given)),
  });
}

interface DrawnDose extends SessionDose {
  readonly shares: readonly VialShare[];
}

function drawingFrom(vials: readonly OpenedVials[]): (dose: Amount) => readonly VialShare[] {
  let at = 0;
  let left = vials[0]?.content.value ?? zero;
  return (dose) => {
    const shares: VialShare[] = [];
    let need = dose.value;
    for (let vial = vials[at]; vial !== undefined && isPositive(need); vial = vials[at]) {
      const taken = smaller(need, left);
      if (isPositive(taken)) shares.push({ vial: at, content: vial.content, taken: amountOf(dose.measure, taken) });
      [need, left] = [subtract(need, taken), subtract(left, taken)];
      if (isZero(left)) left = vials[(at += 1)]?.content.value ?? zero;
    }
    return shares;
  };
}

function withKept(drawn: readonly DrawnDose[], vials: readonly OpenedVials[]): readonly SessionDosePlan[] {
  const lastOf = new Map<number, string>();
  const givenOf = new Map<number, Rational>();
  for (const { of, shares } of drawn) {
    for (const { vial, taken } of shares) {
      lastOf.set(vial, of);
      givenOf.set(vial, add(givenOf.get(vial) ?? zero, taken.value));
    }
  }
  const keptOf = (of: string, { vial, content, taken }: VialShare): Rational => {
    const others = subtract(givenOf.get(vial) ?? zero, taken.value);
    return lastOf.get(vial) === of ? others : subtract(content.value, taken.value);
  };
  return drawn.map((dose) => ({
    ...dose,
    opened: counted(dose.shares.flatMap(({ vial }) => vials.slice(vial, vial + 1))),
    keptForOthers: amountOf(dose.dose.measure, sum(dose.shares.map((share) => keptOf(dose.of, share)))),
  }));
}

/** Vials of one kind in a row become one entry with their count. */
function counted(vials: readonly OpenedVials[]): readonly OpenedVials[] {
  const entries: OpenedVials[] = [];
  for (const vial of vials) {
    const last = entries.at(-1);
    if (last !== undefined && compare(last.content.value, vial.content.value) === 0) {
      entries[entries.length - 1] = { ...last, count: last.count + 1 };
    } else entries.push(vial);
  }
  return entries;
}
