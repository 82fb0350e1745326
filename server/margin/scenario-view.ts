/** Which scenarios there are, which are played, and where one that is played changes nothing. */
import type { ScenarioView } from '../../api-contract/margin.schema.ts';
import { holdsOn } from '../../domain/kernel/in-force.ts';
import { dateText } from '../../domain/kernel/plain-date.ts';
import type { Scenario } from '../../domain/margin/scenario.ts';
import { isPriced, SCENARIOS } from '../../domain/margin/scenario.ts';
import { definedOnly } from '../assessment/defined-only.ts';
import { inForceOn } from './in-force.ts';
import type { AskedDose, PriceDesk } from './margin-facts.ts';

/** `doses`: those whose figures are shown. */
export const scenarioViews = (desk: PriceDesk, doses: readonly AskedDose[]): ScenarioView[] =>
  Object.values(SCENARIOS).map((scenario) => {
    const { id, status, name, citation } = scenario;
    const isOn = desk.terms.scenarios.includes(id);
    return {
      ...{ id, status, name, isOn },
      source: [citation.document, citation.section].filter((part) => part !== undefined).join(', '),
      from: citation.inForce.from,
      ...definedOnly({
        until: citation.inForce.until,
        needs: isPriced(id) ? `a file of scenario prices with rows for ${id}` : undefined,
        unchanged: isOn ? unchangedBy(scenario, desk, doses) : undefined,
      }),
    };
  });

/** Figures that stay as they are though the scenario is played; undefined where it may change all of them. */
function unchangedBy({ id, citation }: Scenario, desk: PriceDesk, doses: readonly AskedDose[]): string | undefined {
  const within = doses.filter(({ on }) => holdsOn(citation.inForce, on));
  if (within.length === 0)
    return `It begins on ${dateText(citation.inForce.from)}: no visit that is shown is within it.`;
  if (!isPriced(id)) return undefined;
  const unpriced = new Set(within.filter((dose) => !hasPrice(desk, dose, id)).map(({ hcpcs }) => hcpcs));
  if (unpriced.size === 0) return undefined;
  const named = [...unpriced].sort().slice(0, MOST_NAMED).join(', ');
  const more = unpriced.size > MOST_NAMED ? ` and ${String(unpriced.size - MOST_NAMED)} more` : '';
  return `Unchanged, for no scenario price of it is loaded: ${named}${more}.`;
}

const MOST_NAMED = 10;

const hasPrice = ({ scenarioPrices }: PriceDesk, { hcpcs, on }: AskedDose, id: Scenario['id']): boolean =>
  inForceOn(scenarioPrices.get(hcpcs) ?? [], on, ({ scenario }) => scenario).some(({ scenario }) => scenario === id);
