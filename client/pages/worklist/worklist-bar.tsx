/** Tabs with their counts, filters, and the views that a supervisor keeps for everybody. */
import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { ReactElement, RefObject } from 'react';
import { caseRoute, readsRoutes } from '../../../api-contract/case-routes.ts';
import type { Role } from '../../../api-contract/role.schema.ts';
import type { CaseCountsView, SavedViewShown } from '../../../api-contract/worklist.schema.ts';
import { caseTab } from '../../../api-contract/worklist.schema.ts';
import { countText } from '../../ui/text.ts';
import { CASE_ROUTE } from '../../ui/wording.ts';
import { SiteChoice } from '../../ui/site-choice.tsx';
import type { KeySwitchProps } from './bulk-bar.tsx';
import { KeySwitch } from './bulk-bar.tsx';
import { TABS } from './case-words.ts';
import type { FilterName, ListChoices } from './list-choices.ts';

interface WorklistBarProps extends ListChoices, KeySwitchProps {
  readonly counts: CaseCountsView | undefined;
  readonly role: Role;
  readonly searchField: RefObject<HTMLInputElement | null>;
  readonly choose: (chosen: Readonly<Record<string, string>>) => void;
  readonly clear: () => void;
  readonly onKeep: (name: string) => void;
  readonly onDrop: (view: SavedViewShown) => void;
}

export const WorklistBar = (props: WorklistBarProps): ReactElement => (
  <div className="cr-worklist-print-off">
    <div className="cr-worklist-tabs">
      <Tabs {...props} />
      <KeySwitch {...props} />
    </div>
    <div className="cr-worklist-bar" role="search" aria-label="Filter cases">
      <SearchField key={props.filters.search ?? ''} {...props} />
      <Choices {...props} />
      {Object.keys(props.filters).length > 0 && (
        <Button size="compact-sm" variant="default" onClick={props.clear}>
          Clear filters
        </Button>
      )}
      <Views {...props} />
    </div>
  </div>
);

const Tabs = ({ tab, counts, choose }: WorklistBarProps): ReactElement => (
  <div className="cr-worklist-tabs cr-worklist-which" role="group" aria-label="Which cases">
    {caseTab.options
      .toSorted((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b))
      .map((name) => (
        <button
          key={name}
          type="button"
          className="cr-worklist-tab"
          aria-pressed={name === tab}
          onClick={() => choose({ tab: name })}
        >
          {TABS[name]} {counts !== undefined && <span className="cr-muted">{countText(counts.tabs[name])}</span>}
        </button>
      ))}
  </div>
);

const ORDER = Object.keys(TABS);

const SearchField = ({ filters, searchField, choose }: WorklistBarProps): ReactElement => {
  const [text, setText] = useState(filters.search ?? '');
  useEffect(() => {
    if (text.trim() === (filters.search ?? '')) return undefined;
    const timer = setTimeout(() => choose({ search: text.trim() }), 700);
    return () => clearTimeout(timer);
  }, [text, filters.search, choose]);
  return (
    <label className="cr-field">
      <span>Search</span>
      <input
        ref={searchField}
        type="search"
        value={text}
        placeholder="Name, drug or code"
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') choose({ search: text.trim() });
          if (event.key === 'Escape') event.currentTarget.blur();
        }}
      />
    </label>
  );
};

const Choices = ({ counts, role, filters, choose }: WorklistBarProps): ReactElement => (
  <>
    {choicesOf(counts, role).map(({ name, label, options }) => (
      <label key={name} className="cr-field">
        <span>{label}</span>
        <select value={filters[name] ?? ''} onChange={(event) => choose({ [name]: event.currentTarget.value })}>
          <option value="">All</option>
          {options.map(([value, text]) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </select>
      </label>
    ))}
    <SiteChoice
      visits={(counts?.sites ?? []).map((place) => ({ place }))}
      site={filters.site ?? ''}
      onChoose={(site) => choose({ site })}
    />
  </>
);

interface Choice {
  readonly name: FilterName;
  readonly label: string;
  readonly options: readonly (readonly [value: string, text: string])[];
}

/** The desks whose cases this role reads. */
const desksOf = (role: Role): Choice['options'] =>
  (readsRoutes(role) ?? caseRoute.options)
    .filter((route) => route !== 'none')
    .map((route) => [route, CASE_ROUTE[route]]);

/** One desk alone is nothing to choose from. */
function choicesOf(counts: CaseCountsView | undefined, role: Role): readonly Choice[] {
  const { payers, drugs, staff } = counts ?? { payers: [], drugs: [], staff: [] };
  const desks = desksOf(role);
  const ofDesk: Choice = { name: 'route', label: 'Desk', options: desks };
  return [
    { name: 'payer', label: 'Payer', options: payers.map((payer) => [payer, payer]) },
    { name: 'drug', label: 'Drug', options: drugs.map(({ hcpcs, name }) => [hcpcs, name]) },
    ...(desks.length > 1 ? [ofDesk] : []),
    {
      name: 'owner',
      label: 'Owner',
      options: [['none', 'Nobody'], ...staff.map(({ ref, name }) => [ref, name ?? ref] as const)],
    },
  ];
}

const Views = (props: WorklistBarProps): ReactElement | null => {
  const { counts, filters, tab, choose, clear } = props;
  if (counts === undefined) return null;
  const current = counts.views.find(({ query }) => isSame(query, { ...filters, tab }));
  return (
    <>
      {counts.views.length > 0 && (
        <label className="cr-field">
          <span>View</span>
          <select
            value={current?.id ?? ''}
            onChange={(event) => {
              const view = counts.views.find(({ id }) => id === event.currentTarget.value);
              clear();
              if (view !== undefined) choose(view.query);
            }}
          >
            <option value="">None</option>
            {counts.views.map((view) => (
              <option key={view.id} value={view.id}>
                {view.name}
              </option>
            ))}
          </select>
        </label>
      )}
      {counts.may.keepViews && <KeepView {...props} current={current} />}
    </>
  );
};

/** Supervisors only: what everybody finds under a name. */
const KeepView = ({
  current,
  onKeep,
  onDrop,
}: WorklistBarProps & { readonly current: SavedViewShown | undefined }): ReactElement => {
  const [name, setName] = useState('');
  return (
    <details className="cr-details">
      <summary>Shared views</summary>
      <form
        className="cr-worklist-line"
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== '') onKeep(name.trim());
          setName('');
        }}
      >
        <label className="cr-field">
          <span>Name</span>
          <input value={name} maxLength={200} onChange={(event) => setName(event.currentTarget.value)} />
        </label>
        <Button type="submit" size="compact-sm" variant="default">
          Keep these filters for everybody
        </Button>
        {current !== undefined && (
          <Button size="compact-sm" variant="default" onClick={() => onDrop(current)}>
            Drop “{current.name}”
          </Button>
        )}
      </form>
    </details>
  );
};

const isSame = (a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean =>
  Object.keys(a).length === Object.keys(b).length && Object.entries(a).every(([name, value]) => b[name] === value);
