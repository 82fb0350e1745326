/** One drug, payer and site: the figure, its five lines, the working with sources, trend, sensitivity, alternatives. */
import type { ReactElement, ReactNode } from 'react';
import { Link, useParams } from 'react-router';
import type { MarginDetail } from '../../../api-contract/margin.schema.ts';
import { ROUTES } from '../../../api-contract/routes.ts';
import { StateBadge } from '../../ui/state-badge.tsx';
import { Term, WithTerms } from '../../ui/term.tsx';
import { useAddressAtSite } from '../../ui/followed-site.ts';
import { countText, dollarsText, fullDay } from '../../ui/text.ts';
import { Fetched, PageHead } from '../fetched.tsx';
import type { PageProps } from '../page.ts';
import { useRoute } from '../use-route.ts';
import { Administration } from './administration.tsx';
import { Alternatives } from './alternatives.tsx';
import { Taken } from './list-screen.tsx';
import { BAND, bandOfRow, drugName } from './margin-words.ts';
import { Scenarios } from './scenarios.tsx';
import { Trend } from './trend.tsx';
import { useScenarios } from './use-scenarios.ts';
import { Waterfall } from './waterfall.tsx';

export const DrugScreen = ({ api, onEnded }: PageProps): ReactElement => {
  const { key = '' } = useParams();
  const addressAtSite = useAddressAtSite();
  const { query: scenarios, toggle } = useScenarios();
  const detail = useRoute({
    key: ['margin-row', key, scenarios],
    fetch: () => api.call(ROUTES.marginDetail, { params: { key }, query: { scenarios } }),
    onEnded,
    keepsEarlier: true,
  });
  return (
    <>
      <PageHead
        title={detail.data === undefined ? 'Drug' : drugName(detail.data.row)}
        query={detail}
        fetching="Pricing the drug…"
        fetched={({ row }) => `${row.payer}, ${row.site}`}
        again="Price again"
        actions={<Link to={addressAtSite('/margin')}>All drugs</Link>}
      />
      <Fetched
        query={detail}
        problem="This drug could not be priced"
        meanwhile="Perhaps no visit is booked for it any more."
        earlier={() => 'These are earlier figures: they could not be read again.'}
      >
        {(shown) => (
          <>
            <Figure detail={shown} />
            <div className="cr-margin-columns">
              <Working detail={shown} />
              <div className="cr-column">
                <Trend trend={shown.trend} />
                <Sensitivity detail={shown} />
              </div>
            </div>
            <Administration detail={shown} />
            <Alternatives detail={shown} />
            <Scenarios scenarios={shown.scenarios} played={scenarios} onToggle={toggle} />
            <Taken assumptions={shown.assumptions} rules={[]} />
          </>
        )}
      </Fetched>
    </>
  );
};

const Figure = ({ detail }: { readonly detail: MarginDetail }): ReactElement => {
  const { row, on } = detail;
  const dose = `${countText(row.units)} units${row.discardedUnits > 0 ? ` and ${countText(row.discardedUnits)} discarded` : ''}`;
  if (row.figure === undefined)
    return (
      <section className="cr-panel" aria-label="Margin">
        <StateBadge state={BAND.none} strong />
        <p>
          There is no figure for {dose} on {fullDay(on)}: {row.noFigure?.why}.
        </p>
      </section>
    );
  return (
    <section className="cr-panel cr-margin-figure" aria-label="Margin">
      <p className="cr-big-number">
        {dollarsText(row.figure.margin)} <StateBadge state={BAND[bandOfRow(row)]} strong />
      </p>
      <p>
        An estimate for {dose} on {fullDay(on)}, the dose that is booked most typically, of no single patient.{' '}
        {row.figure.spreadPercent !== undefined && `It is ${row.figure.spreadPercent} % of the cost. `}
        {detail.breakEvenAsp !== undefined && (
          <>
            Breaks even at an <Term of="ASP" /> of ${detail.breakEvenAsp} a unit.{' '}
          </>
        )}
        {detail.wasteEffect !== undefined && `Discarded units are worth ${dollarsText(detail.wasteEffect)} of it. `}
        No reason to change a therapy or a vial.
      </p>
      <Waterfall lines={detail.waterfall} />
    </section>
  );
};

const Working = ({ detail }: { readonly detail: MarginDetail }): ReactElement => (
  <section className="cr-panel cr-margin-scroll" aria-label="Working" tabIndex={0}>
    <h2>Working</h2>
    <table className="cr-table">
      <thead>
        <tr>
          <th scope="col">Line</th>
          <th scope="col" className="cr-number">
            Amount
          </th>
          <th scope="col">Source</th>
        </tr>
      </thead>
      <tbody>
        {detail.worksheet.map((line) => (
          <tr key={`${line.label} ${line.source}`}>
            <td>
              <WithTerms text={line.label} />
            </td>
            <td className="cr-number">{dollarsText(line.amount)}</td>
            <td className="cr-small">
              <WithTerms text={line.source} />
            </td>
          </tr>
        ))}
      </tbody>
      {detail.row.figure !== undefined && (
        <tfoot>
          <tr>
            <th scope="row">Margin, the sum of these lines</th>
            <td className="cr-number">
              <strong>{dollarsText(detail.row.figure.margin)}</strong>
            </td>
            <td />
          </tr>
        </tfoot>
      )}
    </table>
    {detail.worksheet.length === 0 && <p className="cr-muted">No figure, no working.</p>}
  </section>
);

const Sensitivity = ({ detail }: { readonly detail: MarginDetail }): ReactElement | null =>
  detail.denialSteps.length === 0 ? null : (
    <section className="cr-panel" aria-label="Sensitivity">
      <h2>If it comes otherwise</h2>
      <div className="cr-margin-pair">
        <Steps title={<AspMoves />} isSigned steps={detail.aspSteps} />
        <Steps title="Doses never paid" steps={detail.denialSteps} />
      </div>
      {detail.aspSteps.length === 0 && (
        <p className="cr-muted cr-small">The price does not tell the ASP of this product, so it cannot be moved.</p>
      )}
    </section>
  );

const AspMoves = (): ReactElement => (
  <>
    <Term of="ASP" /> moves by
  </>
);

const Steps = ({
  title,
  isSigned = false,
  steps,
}: {
  readonly title: ReactNode;
  /** A rise is shown with its sign. */
  readonly isSigned?: boolean;
  readonly steps: MarginDetail['aspSteps'];
}): ReactElement | null =>
  steps.length === 0 ? null : (
    <table className="cr-table">
      <thead>
        <tr>
          <th scope="col">{title}</th>
          <th scope="col" className="cr-number">
            Margin
          </th>
        </tr>
      </thead>
      <tbody>
        {steps.map(({ percent, margin }) => (
          <tr key={percent}>
            <td>
              {percent > 0 && isSigned ? '+' : ''}
              {percent} %
            </td>
            <td className="cr-number">{dollarsText(margin)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
