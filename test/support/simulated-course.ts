import { decide } from '../../domain/decision/decide.ts';
import type { VisitDecision } from '../../domain/decision/decision.ts';
import {
  exampleAuthorization,
  exampleCoverage,
  exampleDose,
  exampleDrug,
  exampleKnowledge,
  examplePayer,
  examplePolicy,
  exampleSnapshot,
  exampleVisit,
  otherPayer,
} from '../../domain/decision/example-course.ts';
import { ruleBook } from '../../domain/decision/rule-book.ts';
import { hcpcs } from '../../domain/kernel/hcpcs-code.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import { addDays, plainDate, weekdayOf } from '../../domain/kernel/plain-date.ts';
import { rational } from '../../domain/kernel/rational.ts';
import type { AuthorizationEvidence } from '../../domain/visit/authorization-evidence.ts';
import type { CoverageFacts } from '../../domain/visit/coverage.ts';
import type { PlannedDrug, PriorUse, Snapshot, Visit } from '../../domain/visit/snapshot.ts';

/** A source of numbers from 0 to 1. */
export type Random = () => number;

/** Mulberry32: small, and the same everywhere for the same seed. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** What became of a year of treatment, judged by the world and not by the rules. */
export interface CourseOutcome {
  readonly doses: number;
  readonly uncovered: number;
  /** Uncovered doses that the decision of that morning did not warn of, though it knew all that the payer knew. */
  readonly missed: readonly string[];
  readonly renewals: number;
  readonly renewalsFlagged: number;
  /** Covered doses that the morning decision did not call valid: false alarms. */
  readonly falselyUnclear: number;
  /** Covered doses with any critical finding that morning, those that look ahead to later visits included. */
  readonly critical: number;
  readonly decisions: number;
}

interface Plan {
  readonly coverage: CoverageFacts;
  readonly since: number;
}

/** The therapy as it is from a day on. */
interface Regimen {
  readonly since: number;
  readonly code: string;
  readonly mg: number;
  readonly place: string;
  readonly drug: PlannedDrug;
}

interface Grant {
  readonly id: string;
  readonly plan: Plan;
  readonly code: string;
  readonly place: string | undefined;
  readonly from: number;
  readonly to: number;
  readonly units: number;
  readonly askedOn: number;
  readonly answeredOn: number;
  readonly approved: boolean;
  left: number;
  renewalFlaggedOn: number | undefined;
}

const START = plainDate('2026-01-05');
const DAYS = 364;
const BOOKED_AHEAD = 63;
const SWEEP = 1;
const ENDS_SOON = 28;
/** Every day that a course or its grants can name, made once: half a million decisions ask for them. */
const DATES = Array.from({ length: 1200 }, (_, at) => addDays(START, at - 100));
const dateOf = (day: number): PlainDate => DATES[day + 100] ?? addDays(START, day);
const WEEKDAYS = DATES.map(weekdayOf);
const weekdayOn = (day: number): number => WEEKDAYS[day + 100] ?? weekdayOf(dateOf(day));

/** Twelve months of one patient: what changes, what the payer answers, what the clinic sees on each working day. */
export function simulateCourse(random: Random): CourseOutcome {
  const world = newWorld(random);
  const outcomes: DoseOutcome[] = [];
  let decisions = 0;
  for (let day = 0; day < DAYS; day += 1) {
    if (isWeekend(day) || !isLookedAt(world, day)) continue;
    const { visits } = decide(ruleBook, snapshotOn(world, day), 'simulator');
    decisions += 1;
    noteRenewals(world, visits, day);
    const today = visits.find(({ date }) => date === dateOf(day));
    if (today !== undefined) outcomes.push({ today, covered: administer(world, day) });
    workOn(world, visits, day);
  }
  return { decisions, ...countedDoses(outcomes), ...renewalsOf(world) };
}

/** What the morning decision said of a dose, and whether the world really paid it. */
interface DoseOutcome {
  readonly today: VisitDecision;
  readonly covered: boolean;
}

function countedDoses(
  outcomes: readonly DoseOutcome[],
): Omit<CourseOutcome, 'decisions' | 'renewals' | 'renewalsFlagged'> {
  const covered = outcomes.filter((one) => one.covered);
  const uncovered = outcomes.filter((one) => !one.covered);
  return {
    doses: outcomes.length,
    uncovered: uncovered.length,
    missed: uncovered.filter(({ today }) => !warns(today)).map(({ today }) => today.appointment),
    critical: covered.filter(({ today }) => isCritical(today)).length,
    falselyUnclear: covered.filter(({ today }) => today.drugs[0]?.authorization.state !== 'valid').length,
  };
}

/** Every day that brings a visit, an answer or a change; and Mondays while an authorization nears its end. */
const isLookedAt = (world: World, day: number): boolean =>
  hasVisit(world, day) ||
  [...world.regimens, ...world.plans].some(({ since }) => since === day) ||
  world.grants.some(({ answeredOn }) => answeredOn === day) ||
  (weekdayOn(day) === SWEEP && world.grants.some(({ approved, to }) => approved && day <= to && to <= day + ENDS_SOON));

interface World {
  readonly random: Random;
  readonly interval: number;
  readonly firstVisit: number;
  readonly regimens: readonly Regimen[];
  readonly plans: readonly Plan[];
  readonly diligence: number;
  /** Whether the record of a dose says where it was given. */
  readonly recordsPlaces: boolean;
  readonly grants: Grant[];
  readonly uses: PriorUse[];
}

const pick = <T>(random: Random, from: readonly [T, ...T[]]): T => from[Math.floor(random() * from.length)] ?? from[0];
const between = (random: Random, least: number, most: number): number =>
  least + Math.floor(random() * (most - least + 1));

function newWorld(random: Random): World {
  const bevacizumab = random() < 0.5;
  const first = {
    since: 0,
    code: bevacizumab ? 'J9035' : 'J9271',
    mg: bevacizumab ? between(random, 30, 90) * 10 : pick(random, [200, 400]),
    place: '22',
  };
  const second = {
    since: between(random, 40, 500),
    code: bevacizumab && random() < 0.4 ? 'Q5118' : first.code,
    mg: random() < 0.5 ? first.mg : first.mg + between(random, -5, 20) * 10,
    place: random() < 0.3 ? '11' : first.place,
  };
  const world: World = {
    random,
    interval: pick(random, [14, 21, 28]),
    firstVisit: between(random, 1, 10),
    regimens: [first, second].map((one) => ({ ...one, drug: drugOf(one.code, one.mg) })),
    plans: plansOf(random),
    diligence: pick(random, [0, 0.08, 0.35, 0.8]),
    recordsPlaces: random() < 0.5,
    grants: [],
    uses: [],
  };
  world.grants.push(grantFor(world, { askedOn: -20, delay: 10, from: 0, length: between(random, 45, 300) }));
  return world;
}

function plansOf(random: Random): readonly Plan[] {
  const own = exampleCoverage({ ref: 'Coverage/c1' });
  const changesOn = between(random, 30, 700);
  if (changesOn >= DAYS) return [{ coverage: own, since: 0 }];
  const { from } = own.period ?? {};
  return [
    { coverage: { ...own, period: { ...(from === undefined ? {} : { from }), to: dateOf(changesOn - 1) } }, since: 0 },
    {
      coverage: exampleCoverage({
        ref: 'Coverage/c2',
        payer: otherPayer,
        memberId: 'G7',
        period: { from: dateOf(changesOn) },
      }),
      since: changesOn,
    },
  ];
}

const regimenOn = ({ regimens }: World, day: number): Regimen => latest(regimens, day);
const planOn = ({ plans }: World, day: number): Plan => latest(plans, day);

function latest<T extends { readonly since: number }>(all: readonly T[], day: number): T {
  const found = all.filter(({ since }) => since <= day).at(-1) ?? all[0];
  if (found === undefined) throw new Error('nothing to choose from');
  return found;
}

const isWeekend = (day: number): boolean => weekdayOn(day) === 0 || weekdayOn(day) === 6;

/** Vials of 100 mg (or 400, which are four of them): what a dose uses up, by hand, in units of its code. */
const unitsOfDose = ({ code, mg }: Regimen): number => (Math.ceil(mg / 100) * 100) / (code === 'J9271' ? 1 : 10);

function grantFor(
  world: World,
  { askedOn, delay, from, length }: { askedOn: number; delay: number; from: number; length: number },
): Grant {
  const { random } = world;
  const regimen = regimenOn(world, Math.max(askedOn, 0));
  const doses = Math.ceil(length / world.interval) + pick(random, [-3, 0, 1, 3]);
  const units = unitsOfDose(regimen) * Math.max(1, doses);
  return {
    id: `AUTH${String(world.grants.length + 1).padStart(4, '0')}`,
    plan: planOn(world, Math.max(askedOn, 0)),
    code: regimen.code,
    place: random() < 0.3 ? regimen.place : undefined,
    from,
    to: from + length,
    units,
    askedOn,
    answeredOn: askedOn + delay,
    approved: askedOn < 0 || random() < 0.9,
    left: units,
    renewalFlaggedOn: undefined,
  };
}

const hasVisit = ({ firstVisit, interval }: World, day: number): boolean => {
  const shifted = day - mondayOrLater(firstVisit);
  return shifted >= 0 && shifted % interval === 0;
};

const mondayOrLater = (day: number): number => (isWeekend(day) ? mondayOrLater(day + 1) : day);

function snapshotOn(world: World, day: number): Snapshot {
  const regimen = regimenOn(world, day);
  const visits: Visit[] = [];
  for (let ahead = day; ahead <= day + BOOKED_AHEAD; ahead += 1) {
    if (hasVisit(world, ahead)) visits.push(visitOn(regimen, ahead));
  }
  return {
    ...BEFORE_ANYTHING,
    today: dateOf(day),
    visits,
    // The next two are asked about; those behind them still use up units.
    asked: visits.slice(0, 2).map(({ ref }) => ref),
    // A new plan is known ten days before it begins.
    coverages: world.plans.filter(({ since }) => since - 10 <= day).map(({ coverage }) => coverage),
    authorizations: world.grants.filter(({ askedOn }) => askedOn <= day).map((grant) => evidenceOn(grant, day)),
    priorUses: world.uses,
  };
}

/** Made once: half a million snapshots share what never changes. */
const BEFORE_ANYTHING = exampleSnapshot({
  knowledge: exampleKnowledge({
    policies: [
      examplePolicy({ payer: examplePayer, drugs: 'any' }),
      examplePolicy({ id: 'granite-any', payer: otherPayer }),
    ],
  }),
});

const visitOn = ({ place, drug }: Regimen, day: number): Visit =>
  exampleVisit(dateOf(day), { site: { stock: {}, placeOfService: place }, drugs: [drug] });

const drugOf = (code: string, mg: number): PlannedDrug =>
  exampleDrug({
    identity: { kind: 'known', hcpcs: hcpcs(code), by: 'hcpcs' },
    dose: exampleDose(String(mg)),
    diagnoses: [],
  });

function evidenceOn(grant: Grant, day: number): AuthorizationEvidence {
  const { id, plan, code, place, from, to, units, askedOn, answeredOn, approved } = grant;
  const isAnswered = answeredOn <= day;
  return exampleAuthorization({
    id,
    number: id,
    decision: isAnswered ? (approved ? 'approved' : 'denied') : 'pended',
    created: dateOf(isAnswered ? answeredOn : askedOn),
    submittedOn: dateOf(askedOn),
    products: [hcpcs(code)],
    coverage: plan.coverage.ref,
    period: isAnswered && approved ? { from: dateOf(from), to: dateOf(to) } : {},
    quantity: { basis: 'units', value: rational(units) },
    ...(place === undefined ? {} : { place: { placeOfService: place } }),
  });
}

/** Gives the dose, whatever was said; true if some authorization really holds it. */
function administer(world: World, day: number): boolean {
  const regimen = regimenOn(world, day);
  const needed = unitsOfDose(regimen);
  world.uses.push({
    ref: `MedicationAdministration/${String(day)}`,
    date: dateOf(day),
    hcpcs: hcpcs(regimen.code),
    name: regimen.code,
    basis: 'administered',
    used: { kind: 'dose', dose: regimen.drug.dose },
    ...(world.recordsPlaces ? { place: { placeOfService: regimen.place } } : {}),
  });
  const holding = world.grants
    .filter((grant) => reallyHolds(world, grant, regimen, day, needed))
    .sort((a, b) => b.answeredOn - a.answeredOn)[0];
  if (holding !== undefined) holding.left -= needed;
  return holding !== undefined;
}

const reallyHolds = (world: World, grant: Grant, regimen: Regimen, day: number, needed: number): boolean =>
  grant.approved &&
  grant.answeredOn <= day &&
  grant.from <= day &&
  day <= grant.to &&
  grant.left >= needed &&
  isFor(world, grant, regimen, day);

const isFor = (world: World, { code, plan, place }: Grant, regimen: Regimen, day: number): boolean =>
  code === regimen.code && plan === planOn(world, day) && (place === undefined || place === regimen.place);

const warns = ({ drugs, findings }: VisitDecision): boolean =>
  drugs.some(({ authorization }) => authorization.state !== 'valid') &&
  findings.some(({ verdict }) => verdict === 'at-risk' || verdict === 'cannot-tell');

const isCritical = ({ findings }: VisitDecision): boolean =>
  findings.some((finding) => finding.verdict === 'at-risk' && finding.severity === 'critical');

const OF_A_RENEWAL: ReadonlySet<string | undefined> = new Set([
  'expired',
  'expiring-soon',
  'later-visit-uncovered',
  'pending-too-long',
  'denied-window-closing',
]);

/** Notes when somebody was first told that an authorization needs to be followed by another one. */
function noteRenewals({ grants }: World, visits: readonly VisitDecision[], day: number): void {
  const told = visits.some(({ findings }) =>
    findings.some((finding) => finding.verdict === 'at-risk' && OF_A_RENEWAL.has(finding.trigger)),
  );
  if (!told) return;
  for (const grant of grants) {
    if (grant.approved && grant.answeredOn <= day && day <= grant.to) grant.renewalFlaggedOn ??= day;
  }
}

/** A renewal is due where the course goes on under the same plan, product and place when the authorization ends. */
function renewalsOf(world: World): { readonly renewals: number; readonly renewalsFlagged: number } {
  const due = world.grants.filter((grant) => needsRenewal(world, grant));
  const inTime = due.filter(({ renewalFlaggedOn, to, answeredOn }) => {
    const expected = Math.max(to - 14, answeredOn, 0);
    // The sweep of the next Monday is as early as can be.
    return renewalFlaggedOn !== undefined && renewalFlaggedOn <= sweepFrom(expected);
  });
  return { renewals: due.length, renewalsFlagged: inTime.length };
}

const sweepFrom = (day: number): number => (weekdayOn(day) === SWEEP ? day : sweepFrom(day + 1));

function needsRenewal(world: World, grant: Grant): boolean {
  const regimen = regimenOn(world, grant.to);
  const isInUse = isFor(world, grant, regimen, grant.to);
  const isFollowed = world.grants.some(
    (other) => other !== grant && other.approved && other.to > grant.to && other.answeredOn <= grant.to - 14,
  );
  return grant.approved && grant.answeredOn < grant.to && grant.to < DAYS - 1 && isInUse && !isFollowed;
}

/** The clinic asks for what the decisions say is missing, sooner or later; the payer takes its time. */
function workOn(world: World, visits: readonly VisitDecision[], day: number): void {
  const { random, grants } = world;
  const isWaiting = grants.some(({ askedOn, answeredOn }) => askedOn <= day && day < answeredOn);
  const toDo = visits.some(({ route }) => route.to !== 'none');
  if (isWaiting || !toDo || random() >= world.diligence) return;
  const running = grants.filter((grant) => grant.approved && grant.plan === planOn(world, day) && grant.to >= day);
  const from = random() < 0.5 || running.length === 0 ? day : Math.max(...running.map(({ to }) => to + 1));
  const request = { askedOn: day, delay: between(random, 1, 25), from, length: between(random, 30, 180) };
  grants.push(grantFor(world, request));
}
