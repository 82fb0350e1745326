/** What was found, gravest first, each with its sentence, what is missing and where it comes from. */
import type { ReactElement } from 'react';
import type { FindingView, VisitView } from '../../api-contract/decision-view.schema.ts';
import { Citation } from '../ui/citation.tsx';
import { StateBadge } from '../ui/state-badge.tsx';
import { findingWording } from '../ui/wording.ts';
import { byGravity } from '../view/by-gravity.ts';

interface FindingsPanelProps {
  readonly visit: VisitView;
  readonly evaluated: boolean;
}

export const FindingsPanel = ({ visit, evaluated }: FindingsPanelProps): ReactElement => (
  <section className="cr-panel" aria-label="Findings">
    <h2>Findings</h2>
    {!evaluated && <p>No rule was asked.</p>}
    {evaluated && visit.findings.length === 0 && (
      <p>Every rule in force was asked. None found a risk or an open question.</p>
    )}
    {evaluated && visit.findings.length > 0 && (
      <ol className="cr-findings">
        {byGravity(visit.findings).map((finding) => (
          <Finding key={`${finding.rule} ${finding.about} ${finding.sentence}`} finding={finding} visit={visit} />
        ))}
      </ol>
    )}
  </section>
);

interface FindingProps {
  readonly finding: FindingView;
  readonly visit: VisitView;
}

const Finding = ({ finding, visit }: FindingProps): ReactElement => {
  const wording = findingWording(finding);
  const drug = visit.drugs.find((each) => each.order === finding.about);
  return (
    <li className={`cr-finding cr-edge-${wording.tone}`}>
      <div className="cr-finding-head">
        <StateBadge state={wording} />
        {drug !== undefined && visit.drugs.length > 1 && (
          <span className="cr-muted cr-small">
            <bdi>{drug.name}</bdi>
          </span>
        )}
      </div>
      <p className="cr-sentence">{finding.sentence}</p>
      <Missing missing={finding.missing ?? []} />
      <Citation source={finding.source} />
    </li>
  );
};

const Missing = ({ missing }: { readonly missing: readonly string[] }): ReactElement | null =>
  missing.length === 0 ? null : (
    <div className="cr-missing">
      <strong>Missing:</strong>
      <ul>
        {missing.map((item) => (
          <li key={item}>{item}</li>
        ))}
      </ul>
    </div>
  );
