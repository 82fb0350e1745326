/** Dollars at risk with their working; drawn only for readers to whom the server sends them. */
import type { ReactElement } from 'react';
import type { ExposureView } from '../../api-contract/decision-view.schema.ts';
import { Term, WithTerms } from '../ui/term.tsx';
import { dollarsText } from '../ui/text.ts';

export const ExposurePanel = ({ exposure }: { readonly exposure: ExposureView | null }): ReactElement => (
  <section className="cr-panel" aria-label="Dollars at risk">
    <h2>
      <Term of="dollars at risk">Dollars at risk</Term>
    </h2>
    {exposure === null ? <p>Not known: the drug&apos;s code has no payment limit.</p> : <Amounts of={exposure} />}
  </section>
);

const Amounts = ({ of }: { readonly of: ExposureView }): ReactElement => (
  <>
    <p className="cr-big-number">{dollarsText(of.atRisk)}</p>
    <p>
      <Term of="expected loss">Expected loss</Term> {dollarsText(of.expectedLoss)}
    </p>
    <details className="cr-details">
      <summary>Show the working</summary>
      <table className="cr-table">
        <thead>
          <tr>
            <th scope="col">Line</th>
            <th scope="col" className="cr-number">
              Amount
            </th>
          </tr>
        </thead>
        <tbody>
          {of.worksheet.map((line) => (
            <tr key={`${line.label} ${line.source}`}>
              <td>
                <WithTerms text={line.label} />
                <br />
                <span className="cr-muted cr-small">
                  <WithTerms text={line.source} />
                </span>
              </td>
              <td className="cr-number">{dollarsText(line.amount)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  </>
);
