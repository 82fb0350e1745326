/** What giving the drug is paid: lines of their own beside the drug, each with its source or the file to load. */
import type { ReactElement } from 'react';
import type { MarginDetail } from '../../../api-contract/margin.schema.ts';
import { dollarsText } from '../../ui/text.ts';

export const Administration = ({ detail }: { readonly detail: MarginDetail }): ReactElement => (
  <section className="cr-panel cr-margin-block cr-margin-scroll" aria-label="Payment for giving it" tabIndex={0}>
    <h2>Payment for giving it</h2>
    <p className="cr-muted cr-small">
      Beside the drug, in no figure above. The first hour or the one injection; which code is billed, and further hours,
      are known once the visit is charted.
    </p>
    <table className="cr-table">
      <thead>
        <tr>
          <th scope="col">Billed as</th>
          <th scope="col" className="cr-number">
            Allowed
          </th>
          <th scope="col" className="cr-number">
            Expected
          </th>
          <th scope="col">Source</th>
        </tr>
      </thead>
      <tbody>
        {detail.administration.map(({ code, words, allowed, expected, source, why }) => (
          <tr key={code}>
            <th scope="row">
              {code}, {words}
            </th>
            <td className="cr-number">{allowed === undefined ? 'no figure' : dollarsText(allowed)}</td>
            <td className="cr-number">{expected === undefined ? 'no figure' : dollarsText(expected)}</td>
            <td className="cr-small">{source ?? why}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </section>
);
