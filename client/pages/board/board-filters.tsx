/** Which days, how they are grouped, and which visits of them. */
import { Button } from '@mantine/core';
import type { ReactElement } from 'react';
import type { BoardState, BoardVisit } from '../../../api-contract/board.schema.ts';
import { Shape } from '../../ui/shape.tsx';
import { longDay, shortDay } from '../../ui/text.ts';
import { SiteChoice } from '../../ui/site-choice.tsx';
import type { BoardFilter, Grouping } from './board-rows.ts';
import { countsOf, drugsOf, GROUPINGS, payerOf } from './board-rows.ts';
import type { BoardSpan } from './board-span.ts';
import { shifted } from './board-span.ts';
import { BOARD_STATE, BOARD_STATES } from './board-words.ts';

export interface Choices {
  readonly span: BoardSpan;
  readonly grouping: Grouping;
  readonly filter: BoardFilter;
}

interface BoardFiltersProps extends Choices {
  readonly visits: readonly BoardVisit[];
  readonly today: string;
  /** By the name in the address; an empty text takes the choice back. */
  readonly onChoose: (chosen: Readonly<Record<string, string>>) => void;
}

export const BoardFilters = (props: BoardFiltersProps): ReactElement => (
  <>
    <div className="cr-board-bar" role="group" aria-label="Days">
      <Days {...props} />
      <Select
        name="Show"
        value={props.span.name}
        options={['day', 'week']}
        onChoose={(span) => props.onChoose({ span })}
      />
      <Select
        name="Group by"
        value={props.grouping}
        options={GROUPINGS}
        words={GROUPED_BY}
        onChoose={(by) => props.onChoose({ by })}
      />
    </div>
    <div className="cr-board-bar" role="group" aria-label="Filters">
      <States {...props} />
      <Values name="Payer" param="payer" of={payerOf} {...props} />
      <Values name="Drug" param="drug" of={drugsOf} {...props} />
      <SiteChoice visits={props.visits} site={props.filter.site ?? ''} onChoose={(site) => props.onChoose({ site })} />
    </div>
  </>
);

const GROUPED_BY: Readonly<Record<string, string>> = { chair: 'chair and hour' };

const Days = ({ span, today, onChoose }: BoardFiltersProps): ReactElement => (
  <>
    <Button size="compact-sm" variant="default" onClick={() => onChoose({ day: shifted(span, -1) })}>
      {span.name === 'week' ? 'Week before' : 'Day before'}
    </Button>
    <Button size="compact-sm" variant="default" onClick={() => onChoose({ day: today })}>
      Today
    </Button>
    <Button size="compact-sm" variant="default" onClick={() => onChoose({ day: shifted(span, 1) })}>
      {span.name === 'week' ? 'Week after' : 'Day after'}
    </Button>
    <label className="cr-field">
      <span>Day</span>
      <input
        type="date"
        value={span.day}
        onChange={({ target: { value } }) => value !== '' && onChoose({ day: value })}
      />
    </label>
  </>
);

export const spanText = ({ name, from, to }: BoardSpan): string =>
  name === 'day' ? longDay(from) : `${shortDay(from)} to ${longDay(to)}`;

const States = ({ visits, filter, onChoose }: BoardFiltersProps): ReactElement => {
  const counts = countsOf(visits, filter);
  const choose = (state: BoardState): void => onChoose({ state: filter.state === state ? '' : state });
  return (
    <div className="cr-board-states" role="group" aria-label="Authorization state">
      {BOARD_STATES.map((state) => (
        <button
          key={state}
          type="button"
          className={`cr-board-state cr-tone-${BOARD_STATE[state].tone}`}
          aria-pressed={filter.state === state}
          onClick={() => choose(state)}
        >
          <Shape name={BOARD_STATE[state].shape} size={14} />
          {BOARD_STATE[state].word} <strong>{counts.get(state) ?? 0}</strong>
        </button>
      ))}
    </div>
  );
};

interface ValuesProps extends BoardFiltersProps {
  readonly name: string;
  readonly param: 'payer' | 'drug';
  readonly of: (visit: BoardVisit) => string | readonly string[];
}

/** Every value that occurs; a chosen one stays to be seen though no visit of the day has it. */
const Values = ({ name, param, of, visits, filter, onChoose }: ValuesProps): ReactElement => {
  const chosen = filter[param];
  const found = new Set([...visits.flatMap(of), ...(chosen === undefined ? [] : [chosen])]);
  const options = [...found].toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  return (
    <Select
      name={name}
      value={chosen ?? ''}
      options={['', ...options]}
      onChoose={(value) => onChoose({ [param]: value })}
    />
  );
};

interface SelectProps {
  readonly name: string;
  readonly value: string;
  readonly options: readonly string[];
  /** What is said of an option that does not speak for itself. */
  readonly words?: Readonly<Record<string, string>>;
  readonly onChoose: (value: string) => void;
}

const Select = ({ name, value, options, words, onChoose }: SelectProps): ReactElement => (
  <label className="cr-field">
    <span>{name}</span>
    <select value={value} onChange={({ target }) => onChoose(target.value)}>
      {options.map((option) => (
        <option key={option} value={option}>
          {option === '' ? 'all' : (words?.[option] ?? option)}
        </option>
      ))}
    </select>
  </label>
);
