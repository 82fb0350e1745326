import { holdsOn } from '../kernel/in-force.ts';
import type { MarginQuestion } from './margin-question.ts';
import type { ScenarioId } from './scenario.ts';
import { SCENARIOS } from './scenario.ts';

/** Whether a scenario was named and its day has come. */
export const isPlayed = (id: ScenarioId, { scenarios, on }: Pick<MarginQuestion, 'scenarios' | 'on'>): boolean =>
  scenarios.includes(id) && holdsOn(SCENARIOS[id].citation.inForce, on);
