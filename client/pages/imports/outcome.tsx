/** What a file would change, or has changed: counts, remarks on rows, and some of the differences. */
import { Button } from '@mantine/core';
import type { ReactElement } from 'react';
import type {
  FlipsAhead,
  ImportDifference,
  ImportOutcome,
  ImportReportView,
} from '../../../api-contract/imports.schema.ts';
import { countText, dollarsText, periodText } from '../../ui/text.ts';
import { CHANGE, drugName } from '../margin/margin-words.ts';
import { isRecords } from './import-words.ts';

interface OutcomeProps {
  readonly outcome: ImportOutcome;
  readonly isBusy: boolean;
  readonly onApply: () => void;
  readonly onLeave: () => void;
}

export const Outcome = ({ outcome, isBusy, onApply, onLeave }: OutcomeProps): ReactElement => {
  const { report, difference, flips, applied } = outcome;
  return (
    <section className="cr-imports-wide" aria-label="What the file says" aria-live="polite">
      <h2>{headingOf(outcome)}</h2>
      <p>
        {countText(report.kept)} of {countText(report.read)} rows can be used
        {report.effective !== null && `, ${periodText(report.effective.from, report.effective.until) ?? ''}`}.
      </p>
      {difference !== undefined && <Difference difference={difference} />}
      {flips !== undefined && <Flips flips={flips} />}
      <Remarks report={report} />
      {!applied && !report.unchanged && (
        <p className="cr-imports-buttons">
          <Button type="button" loading={isBusy} onClick={onApply}>
            Take it in
          </Button>
          <Button type="button" variant="default" disabled={isBusy} onClick={onLeave}>
            Leave it
          </Button>
        </p>
      )}
    </section>
  );
};

function headingOf({ report, applied }: ImportOutcome): string {
  if (isRecords(report.kind)) return recordsHeading(report, applied);
  if (report.unchanged) return `${report.file} counts already: nothing changes`;
  return applied ? `${report.file} counts now` : `What ${report.file} would change`;
}

function recordsHeading({ file, unchanged }: ImportReportView, applied: boolean): string {
  if (unchanged) return `${file} is recorded already: nothing changes`;
  return applied ? `${file} is recorded` : `What ${file} would record`;
}

const Difference = ({ difference }: { readonly difference: ImportDifference }): ReactElement => (
  <>
    <p>
      {countText(difference.added)} new, {countText(difference.changed)} changed, {countText(difference.removed)} no
      longer listed
      {difference.comparedWith === undefined
        ? ': there is no earlier file of this kind.'
        : `, compared with ${difference.comparedWith}.`}
    </p>
    {difference.samples.length > 0 && (
      <div className="cr-imports-scroll" tabIndex={0} role="region" aria-label="Some of the differences">
        <table className="cr-table">
          <thead>
            <tr>
              <th scope="col">Row</th>
              <th scope="col" className="cr-number">
                Now
              </th>
              <th scope="col" className="cr-number">
                In this file
              </th>
            </tr>
          </thead>
          <tbody>
            {difference.samples.map(({ what, was, now }) => (
              <tr key={what}>
                <td>{what}</td>
                <td className="cr-number">{was ?? 'not listed'}</td>
                <td className="cr-number">{now ?? 'not listed'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    )}
  </>
);

const Flips = ({ flips: { total, visits, flips } }: { readonly flips: FlipsAhead }): ReactElement => (
  <>
    <p>
      {total === 0
        ? 'No booked visit would change the sign or band of its margin.'
        : `${countText(visits)} booked ${visits === 1 ? 'visit' : 'visits'} would change sign or band of the margin, by drug, payer and site:`}
    </p>
    {flips.length > 0 && (
      <div className="cr-imports-scroll" tabIndex={0} role="region" aria-label="Margins that would change">
        <table className="cr-table">
          <thead>
            <tr>
              <th scope="col">Drug, payer, site</th>
              <th scope="col">Change</th>
              <th scope="col" className="cr-number">
                Visits
              </th>
              <th scope="col" className="cr-number">
                Now
              </th>
              <th scope="col" className="cr-number">
                With this file
              </th>
            </tr>
          </thead>
          <tbody>
            {flips.map((flip) => (
              <tr key={`${flip.hcpcs} ${flip.payer} ${flip.site} ${flip.change}`}>
                <td>
                  {drugName(flip)}, {flip.payer}, {flip.site}
                </td>
                <td>{CHANGE[flip.change]}</td>
                <td className="cr-number">{countText(flip.visits)}</td>
                <td className="cr-number">{flip.wasTotal === undefined ? 'no figure' : dollarsText(flip.wasTotal)}</td>
                <td className="cr-number">{flip.nowTotal === undefined ? 'no figure' : dollarsText(flip.nowTotal)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    )}
    {total > flips.length && <p className="cr-muted">{countText(total - flips.length)} more are not listed.</p>}
  </>
);

const Remarks = ({ report }: { readonly report: ImportReportView }): ReactElement | null => {
  const { rejected, warnings, notListed = { rejected: 0, warnings: 0 } } = report;
  const remarks = [
    ...rejected.map((remark) => ({ ...remark, what: 'not taken' })),
    ...warnings.map((remark) => ({ ...remark, what: 'taken, look at it' })),
  ];
  const more = notListed.rejected + notListed.warnings;
  if (remarks.length === 0) return null;
  return (
    <details>
      <summary>
        Not taken: {countText(rejected.length + notListed.rejected)}. Taken with a warning:{' '}
        {countText(warnings.length + notListed.warnings)}.
      </summary>
      <ul>
        {remarks.map(({ row, reason, what }) => (
          <li key={`${what} ${String(row)} ${reason}`}>
            Row {row}, {what}: {reason}
          </li>
        ))}
      </ul>
      {more > 0 && <p className="cr-muted">{countText(more)} more are not listed.</p>}
    </details>
  );
};
