/** What may come: off unless somebody turns it on, and every figure that it changes says so. */
import type { ReactElement } from 'react';
import type { ScenarioView } from '../../../api-contract/margin.schema.ts';
import { WithTerms } from '../../ui/term.tsx';
import { periodText } from '../../ui/text.ts';

interface ScenariosProps {
  readonly scenarios: readonly ScenarioView[];
  /** Those that are chosen, with commas between: the figures above follow once they are priced. */
  readonly played: string | undefined;
  readonly onToggle: (id: string) => void;
}

export const Scenarios = ({ scenarios, played, onToggle }: ScenariosProps): ReactElement => {
  const chosen = played?.split(',') ?? [];
  const inFigures = scenarios.filter(({ isOn }) => isOn);
  return (
    <section className="cr-panel cr-margin-block" aria-label="Scenarios">
      <h2>Scenarios, not in force</h2>
      {inFigures.length > 0 && (
        <p className="cr-notice" role="status">
          The figures above are a scenario, not what is paid:{' '}
          {inFigures.map(({ name, status, unchanged }) => [`${name} (${status}).`, unchanged].join(' ')).join(' ')}
        </p>
      )}
      <ul className="cr-margin-scenarios">
        {scenarios.map((scenario) => (
          <li key={scenario.id}>
            <label>
              <input type="checkbox" checked={chosen.includes(scenario.id)} onChange={() => onToggle(scenario.id)} />{' '}
              {scenario.name}
            </label>
            <span className="cr-margin-under cr-muted cr-small">
              {scenario.status}, <WithTerms text={scenario.source} />, {periodText(scenario.from, scenario.until)}
              {scenario.needs !== undefined && `. Needs ${scenario.needs}`}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
};
