/** Every booked drug by payer and site, with sort and filter, and the quarters that are missing. */
import { useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { Link } from 'react-router';
import type { MarginList, MarginRow } from '../../../api-contract/margin.schema.ts';
import { ROUTES } from '../../../api-contract/routes.ts';
import { DateText } from '../../ui/date-text.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { useAddressAtSite } from '../../ui/followed-site.ts';
import { atSite, SiteChoice, useSite } from '../../ui/site-choice.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { WithTerms } from '../../ui/term.tsx';
import { countText, dollarsText, unitsText } from '../../ui/text.ts';
import { Fetched, PageHead } from '../fetched.tsx';
import type { PageProps } from '../page.ts';
import { useRoute } from '../use-route.ts';
import { BAND, bandOfRow, drugName, productText } from './margin-words.ts';
import { Scenarios } from './scenarios.tsx';
import type { Choice, Column } from './sorted-rows.ts';
import { FIRST_CHOICE, payersIn, shownRows } from './sorted-rows.ts';
import { useScenarios } from './use-scenarios.ts';

export const ListScreen = ({ api, onEnded }: PageProps): ReactElement => {
  const { query: scenarios, toggle } = useScenarios();
  const list = useRoute({
    key: ['margin', scenarios],
    fetch: () => api.call(ROUTES.marginList, { query: { scenarios } }),
    onEnded,
    keepsEarlier: true,
    isUnderWay: ({ isReading, rows }) => isReading && rows.length === 0,
  });
  return (
    <>
      <PageHead
        title="Margin"
        query={list}
        fetching="Pricing booked drugs…"
        fetched={({ rows }) => `${countText(rows.length)} drugs by payer and site`}
        again="Price again"
      />
      <Fetched
        query={list}
        problem="The margins could not be read"
        meanwhile="No figure is shown until they can be."
        earlier={() => 'These are earlier figures: they could not be read again.'}
      >
        {(margins) => (
          <>
            <Notices margins={margins} />
            <List margins={margins} />
            <Scenarios scenarios={margins.scenarios} played={scenarios} onToggle={toggle} />
            <Taken assumptions={margins.assumptions} rules={margins.finalRules} />
          </>
        )}
      </Fetched>
    </>
  );
};

const Notices = ({ margins }: { readonly margins: MarginList }): ReactElement => {
  const addressAtSite = useAddressAtSite();
  return (
    <>
      {margins.unseenFlips > 0 && (
        <p className="cr-notice" role="status">
          {countText(margins.unseenFlips)} {margins.unseenFlips === 1 ? 'drug has' : 'drugs have'} changed sign or band
          since you last looked. <Link to={addressAtSite('/margin/flips')}>See what changed</Link>
        </p>
      )}
      {margins.quartersToLoad.map(({ quarter, visits }) => (
        <p key={quarter} className="cr-notice" role="status">
          {countText(visits)} booked {visits === 1 ? 'visit' : 'visits'} in {quarter}: no price in force. Load the
          payment limit file of {quarter}.
        </p>
      ))}
      {margins.isReading && margins.rows.length > 0 && (
        <p className="cr-muted">Visits that were checked in the last minute are not counted yet.</p>
      )}
      {margins.leftOut > 0 && (
        <p className="cr-muted">
          {countText(margins.leftOut)} booked {margins.leftOut === 1 ? 'dose is' : 'doses are'} not priced: the drug,
          its units or the payer is not known.
        </p>
      )}
    </>
  );
};

const List = ({ margins }: { readonly margins: MarginList }): ReactElement => {
  const [choice, setChoice] = useState(FIRST_CHOICE);
  const [site, chooseSite] = useSite();
  const rows = shownRows(atSite(margins.rows, site), choice);
  if (margins.rows.length === 0 && margins.isReading)
    return (
      <EmptyState title="Booked visits are being read">
        <p>They were checked a moment ago. Their drugs stand here within a minute, without anything to press.</p>
      </EmptyState>
    );
  if (margins.rows.length === 0)
    return (
      <EmptyState title="No drug is booked">
        <p>As soon as a visit with a known drug is booked and checked, its drug stands here by payer and site.</p>
      </EmptyState>
    );
  return (
    <>
      <Filters rows={margins.rows} choice={choice} onChoice={setChoice}>
        <SiteChoice visits={margins.rows} site={site} onChoose={chooseSite} />
      </Filters>
      <section className="cr-panel cr-margin-scroll cr-margin-drugs" aria-label="Drugs by payer and site" tabIndex={0}>
        <table className="cr-table cr-table-sheets">
          <thead>
            <tr>
              {HEADS.map((head) => (
                <Head key={head.column} {...head} choice={choice} onChoice={setChoice} />
              ))}
              <th scope="col">State</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row key={row.key} row={row} />
            ))}
          </tbody>
        </table>
        {rows.length === 0 && <p className="cr-muted">No drug is like that. Take a filter away.</p>}
      </section>
    </>
  );
};

interface Choosing {
  readonly choice: Choice;
  readonly onChoice: (choice: Choice) => void;
}

interface FiltersProps extends Choosing {
  readonly rows: readonly MarginRow[];
  readonly children: ReactNode;
}

const Filters = ({ rows, choice, onChoice, children }: FiltersProps): ReactElement => (
  <div className="cr-margin-filters">
    <label className="cr-field">
      <span>Payer</span>
      <select value={choice.payer} onChange={(event) => onChoice({ ...choice, payer: event.currentTarget.value })}>
        <option value="">all</option>
        {payersIn(rows).map((payer) => (
          <option key={payer} value={payer}>
            {payer}
          </option>
        ))}
      </select>
    </label>
    {children}
    <label className="cr-margin-check">
      <input
        type="checkbox"
        checked={choice.negativeOnly}
        onChange={(event) => onChoice({ ...choice, negativeOnly: event.currentTarget.checked })}
      />{' '}
      Losses only
    </label>
  </div>
);

const HEADS: readonly { readonly column: Column; readonly title: string; readonly isNumber: boolean }[] = [
  { column: 'drug', title: 'Drug', isNumber: false },
  { column: 'payer', title: 'Payer', isNumber: false },
  { column: 'site', title: 'Site', isNumber: false },
  { column: 'visits', title: 'Visits', isNumber: true },
  { column: 'margin', title: 'Margin', isNumber: true },
  { column: 'spread', title: '% of cost', isNumber: true },
];

const Head = (props: Choosing & (typeof HEADS)[number]): ReactElement => {
  const { column, title, isNumber, choice, onChoice } = props;
  const isSorted = choice.sort === column;
  const direction = choice.descending ? 'descending' : 'ascending';
  return (
    <th scope="col" className={isNumber ? 'cr-number' : undefined} aria-sort={isSorted ? direction : undefined}>
      <button
        type="button"
        className="cr-margin-sort"
        onClick={() => onChoice({ ...choice, sort: column, descending: isSorted && !choice.descending })}
      >
        {title}
        <span aria-hidden="true">{isSorted ? (choice.descending ? ' ↓' : ' ↑') : ''}</span>
      </button>
    </th>
  );
};

const Row = ({ row }: { readonly row: MarginRow }): ReactElement => (
  <tr>
    <td data-name="Drug">
      <Link to={`/margin/rows/${row.key}`}>{drugName(row)}</Link>
      <span className="cr-margin-under cr-muted cr-small">
        {unitsText(row.units + row.discardedUnits)}, next <DateText day={row.firstVisit} form="short" />
      </span>
    </td>
    <td data-name="Payer">
      {row.payer}
      {row.product !== undefined && (
        <span className="cr-margin-under cr-muted cr-small">{productText(row.product)}</span>
      )}
    </td>
    <td data-name="Site">{row.site}</td>
    <td className="cr-number" data-name="Visits">
      {countText(row.visits)}
    </td>
    <td className="cr-number" data-name="Margin">
      {row.figure === undefined ? '' : dollarsText(row.figure.margin)}
    </td>
    <td className="cr-number" data-name="Share of cost">
      {row.figure?.spreadPercent === undefined ? '' : `${row.figure.spreadPercent} %`}
    </td>
    <td data-name="State">
      <StateBadge state={BAND[bandOfRow(row)]} />
      {row.noFigure !== undefined && <span className="cr-margin-under cr-small">{row.noFigure.why}</span>}
    </td>
  </tr>
);

export const Taken = ({
  assumptions,
  rules,
}: {
  readonly assumptions: readonly string[];
  readonly rules: MarginList['finalRules'];
}): ReactElement => (
  <section className="cr-panel cr-margin-block" aria-label="What every figure takes for granted">
    <h2>What every figure takes for granted</h2>
    <ul>
      {assumptions.map((text) => (
        <li key={text}>{text}</li>
      ))}
      {rules.map(({ name, source, from, isOn }) => (
        <li key={name}>
          <WithTerms text={name} /> ({source}, final, in force from <DateText day={from} form="full" />
          {isOn ? '' : '; switched off in the settings'}).
        </li>
      ))}
    </ul>
  </section>
);
