/** Other products and other sites, side by side: in the order of their names, never of their money. */
import type { ReactElement } from 'react';
import type { MarginDetail } from '../../../api-contract/margin.schema.ts';
import { dollarsText, percentText } from '../../ui/text.ts';

const ALLOWS = { yes: 'payer allows it', no: 'payer does not allow it', 'not-said': 'policy does not say' } as const;

export const Alternatives = ({ detail }: { readonly detail: MarginDetail }): ReactElement => (
  <section className="cr-panel cr-margin-block cr-margin-scroll" aria-label="Alternatives" tabIndex={0}>
    <h2>Products of this ingredient, and sites</h2>
    <p className="cr-muted cr-small">
      For buying and contracting. What a patient is given, and where, is never decided by this list; odds never move a
      treatment.{detail.policy !== undefined && ` Preference and odds: ${detail.policy}.`}
    </p>
    <table className="cr-table">
      <thead>
        <tr>
          <th scope="col">Product or site</th>
          <th scope="col" className="cr-number">
            Margin
          </th>
          <th scope="col">Payer</th>
          <th scope="col">Approval</th>
        </tr>
      </thead>
      <tbody>
        {detail.products.map((product) => (
          <tr key={product.hcpcs}>
            <th scope="row">
              {product.drug} ({product.hcpcs}){product.isBooked && ', booked'}
            </th>
            <td className="cr-number">{product.margin === undefined ? '' : dollarsText(product.margin)}</td>
            <td>
              {product.payerPrefers ? 'preferred by the policy' : 'no preference stated'}
              {product.why !== undefined && <span className="cr-margin-under cr-small">No figure: {product.why}</span>}
            </td>
            <td>{product.approval === undefined ? 'not stated' : percentText(product.approval)}</td>
          </tr>
        ))}
        {detail.sites.map((site) => (
          <tr key={site.site}>
            <th scope="row">
              {site.site}
              {site.isBooked && ', booked'}
            </th>
            <td className="cr-number">{site.margin === undefined ? '' : dollarsText(site.margin)}</td>
            <td>
              {ALLOWS[site.payerAllows]}
              {site.why !== undefined && <span className="cr-margin-under cr-small">No figure: {site.why}</span>}
            </td>
            <td />
          </tr>
        ))}
      </tbody>
    </table>
  </section>
);
