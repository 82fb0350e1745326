// A full board and a long worklist as the server would answer, for measuring the browser alone.
import type { Board, BoardVisit } from '../../api-contract/board.schema.ts';
import { pagesOf } from '../../api-contract/page.schema.ts';
import type { SessionView } from '../../api-contract/session.schema.ts';
import type { CaseCountsView, CaseList, CaseRow } from '../../api-contract/worklist.schema.ts';

export const DAY = '2026-12-03';
const TIME_ZONE = 'America/New_York';
const MADE_AT = '2026-12-01T12:00:00.000Z';
interface Drug {
  readonly name: string;
  readonly hcpcs: string;
}

const NAMES = ['Ana Lindqvist', 'Bartholomew Featherstonehaugh-Wolfeschlegelstein', 'مريم عبد الرحمن', 'Li Wei'];
const DRUGS: readonly [Drug, ...Drug[]] = [
  { name: 'Keytruda', hcpcs: 'J9271' },
  { name: 'Opdivo', hcpcs: 'J9299' },
  { name: 'Remicade', hcpcs: 'J1745' },
];
const PAYERS = ['Sunrise Health Plan', 'Open Health', 'Medicare'] as const;
const STATES = ['action-needed', 'confirmed', 'cannot-tell', 'waiting'] as const;

const pick = <Value>(values: readonly [Value, ...Value[]], at: number): Value =>
  values[at % values.length] ?? values[0];

const patientOf = (n: number) => ({
  ref: `Patient/p${String(n)}`,
  name: NAMES[n % NAMES.length] ?? '',
  birthDate: '1961-04-02',
});

export const sessionOf = (url: string): SessionView & { readonly bearer: string; readonly iss: string } => ({
  ...{ iss: url, bearer: 'b'.repeat(40), expiresAt: '2099-01-01T00:00:00.000Z', today: '2026-12-01' },
  ...{ user: { role: 'authorization-specialist' }, tenant: { name: 'Bench' }, open: {} },
  features: { needPatientBanner: false, pages: pagesOf('authorization-specialist') },
});

export const aBoard = (count: number): Board => ({
  ...{ today: '2026-12-01', timeZone: TIME_ZONE, from: DAY, to: DAY, madeAt: MADE_AT, notEvaluated: [] },
  visits: Array.from({ length: count }, (_one, n) => aBoardVisit(n, count)),
  lastSweep: { finishedAt: MADE_AT, from: '2026-12-01', to: '2026-12-31' },
  showsDollars: true,
});

/** From seven to five, an hour and a half each, on forty chairs. */
function aBoardVisit(n: number, count: number): BoardVisit {
  const start = Date.parse(`${DAY}T12:00:00Z`) + Math.floor((n * 10) / count) * 3_600_000 + ((n * 7) % 60) * 60_000;
  return {
    ...{ appointment: `Appointment/a${String(n)}`, date: DAY, patient: patientOf(n) },
    ...{ start: new Date(start).toISOString(), end: new Date(start + 5_400_000).toISOString() },
    ...{ chair: `Chair ${String((n % 40) + 1)}`, place: 'Infusion center', payer: pick(PAYERS, n) },
    drugs: [{ ...pick(DRUGS, n), state: 'missing' }],
    state: pick(STATES, n),
    sentence: 'No authorization is on file for the visit.',
    ...{
      decision: `d${String(n)}`,
      evaluatedAt: MADE_AT,
      stale: n % 17 === 0,
      mixing: 'not-mixed',
      atRisk: '12129.00',
    },
  };
}

export const aCaseList = (count: number): CaseList => ({
  ...{ today: '2026-12-01', timeZone: TIME_ZONE },
  items: Array.from({ length: count }, (_one, n) => aCase(n)),
});

function aCase(n: number): CaseRow {
  const day = `2026-12-${String((n % 28) + 1).padStart(2, '0')}`;
  return {
    ...{ id: `case-${String(n)}`, version: 1, state: 'open', patient: patientOf(n) },
    visit: { appointment: `Appointment/a${String(n)}`, date: day, startsAt: `${day}T14:30:00.000Z`, isDraft: false },
    ...{ drug: pick(DRUGS, n), payer: pick(PAYERS, n) },
    authorization: {
      state: pick(['missing', 'pending', 'denied', 'unknown'], n),
      ...{ validUntil: '2026-12-10', unitsLeft: 120, unitsNeeded: 200 },
    },
    likelihood: {
      word: 'uncertain',
      figures: { clearedByVisit: 0.62, low: 0.4, high: 0.8, isStartingEstimate: false },
    },
    ...{ atRisk: '12129.00', expectedLoss: '553.08', missing: ['pathology report'], next: 'request authorization' },
    ...{
      sentence: 'No authorization is on file for the visit.',
      route: 'senior',
      why: 'It needs work before the visit.',
    },
    ...{ isMine: false, isUrgent: n % 9 === 0, dueBy: day, isOverdue: n % 5 === 0, isEscalated: false },
    ...{ openedAt: MADE_AT, lookedAt: new Date(Date.now() - (n % 9 === 0 ? 72 : 1) * 3_600_000).toISOString() },
    isBaseline: false,
  };
}

export const caseCounts = (count: number): CaseCountsView => ({
  tabs: { mine: count, unowned: count, all: count, waiting: 0, snoozed: 0, overdue: 0, closed: 0 },
  ...{ payers: [...PAYERS], drugs: [...DRUGS], sites: [], staff: [], views: [] },
  may: { assignAll: false, keepViews: false },
});
