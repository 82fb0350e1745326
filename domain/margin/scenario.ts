import type { Citation } from '../decision/citation.ts';
import { cite } from './margin-citation.ts';

/** Ways in which payment may change; each is computed only when it is asked for by name. */
export type ScenarioId = 'cy2027-opps-340b' | 'globe' | 'negotiated-2028';

/** Proposed: may never come. Scheduled: in the law, but what it needs is not published yet. */
export type ScenarioStatus = 'proposed' | 'scheduled';

export interface Scenario {
  readonly id: ScenarioId;
  readonly status: ScenarioStatus;
  readonly name: string;
  /** How every figure of it is labeled. */
  readonly label: string;
  readonly citation: Citation;
}

/** None of them is on unless it is named, and whatever they change says so in its label. */
export const SCENARIOS: Readonly<Record<ScenarioId, Scenario>> = {
  'cy2027-opps-340b': {
    id: 'cy2027-opps-340b',
    status: 'proposed',
    name: '340B drugs in hospital outpatient departments at ASP less 33.4 %',
    label: 'scenario, proposed and not final: 340B drugs under OPPS at ASP less 33.4 %',
    citation: cite('Calendar year 2027 OPPS proposed rule', '340B', '2027-01-01'),
  },
  globe: {
    id: 'globe',
    status: 'proposed',
    name: 'GLOBE: patient share from an international benchmark price',
    label: 'scenario, proposed and not final: GLOBE patient share from the international benchmark',
    citation: cite('GLOBE model, proposed rule', 'beneficiary coinsurance', '2026-10-01', '2031-09-30'),
  },
  'negotiated-2028': {
    id: 'negotiated-2028',
    status: 'scheduled',
    name: 'Negotiated price + 6 % for drugs selected for 2028',
    label: 'scenario, scheduled for 2028: negotiated price + 6 %',
    citation: cite('Social Security Act, section 1847A', '(b)(1), maximum fair price', '2028-01-01'),
  },
};

/** Scenarios that are computed from a price of their own, which some table must bring. */
export const PRICED_SCENARIOS = ['globe', 'negotiated-2028'] as const satisfies readonly ScenarioId[];
export type PricedScenario = (typeof PRICED_SCENARIOS)[number];

export const isPriced = (id: ScenarioId): id is PricedScenario => PRICED_SCENARIOS.some((priced) => priced === id);

export const isScenario = (name: string): name is ScenarioId => Object.hasOwn(SCENARIOS, name);
