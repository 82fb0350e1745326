/** One booked drug: what is planned, whether it is authorized and on what evidence, and how far the units reach. */
import type { ReactElement } from 'react';
import type { DecisionView, DrugView, VisitView } from '../../api-contract/decision-view.schema.ts';
import { StateBadge } from '../ui/state-badge.tsx';
import { MaybeTerm, Term } from '../ui/term.tsx';
import { countText } from '../ui/text.ts';
import { UnitsBar } from '../ui/units-bar.tsx';
import { AUTHORIZATION_STATE, NOT_EVALUATED, SUPPLY } from '../ui/wording.ts';
import { unitsOfSeries } from '../view/units-of-series.ts';
import { EvidenceFacts } from './evidence-facts.panel.tsx';

interface DrugPanelProps {
  readonly decision: DecisionView;
  readonly visit: VisitView;
  readonly drug: DrugView;
}

export const DrugPanel = ({ decision, visit, drug }: DrugPanelProps): ReactElement => {
  const units = unitsOfSeries(decision.visits, visit, drug);
  const evaluated = decision.evaluation.state !== 'not-evaluated';
  return (
    <section className="cr-panel" aria-label={`Drug ${drug.name}`}>
      <header className="cr-panel-head">
        <h3 className="cr-grow">
          <bdi>{nameWithoutCode(drug)}</bdi> <CodeText hcpcs={drug.hcpcs} />
        </h3>
        <StateBadge state={evaluated ? AUTHORIZATION_STATE[drug.authorization.state] : NOT_EVALUATED} />
      </header>
      {evaluated && <p className="cr-because">{drug.authorization.because}</p>}
      <PlannedLine drug={drug} />
      {evaluated && <EvidenceFacts authorization={drug.authorization} today={decision.today} />}
      {evaluated && units !== undefined && (
        <UnitsBar units={units} label={`Units of the authorization for ${drug.name}`} />
      )}
      <Working drug={drug} />
    </section>
  );
};

/** The name carries the code for sentences; here the code stands beside it with its explanation. */
const nameWithoutCode = ({ name, hcpcs }: DrugView): string =>
  hcpcs === null ? name : name.replace(` (${hcpcs})`, '');

const CodeText = ({ hcpcs }: { readonly hcpcs: string | null }): ReactElement => (
  <span className="cr-code">
    {hcpcs === null ? <Term of="HCPCS">no code known</Term> : <Term of="HCPCS">{hcpcs}</Term>}
  </span>
);

/** Absent units are not this reader's to see; null units are unknown, and said so. */
const PlannedLine = ({ drug }: { readonly drug: DrugView }): ReactElement => (
  <ul className="cr-dotted">
    {drug.plannedUnits !== undefined && <li>{counted(drug.plannedUnits, 'planned')}</li>}
    {drug.discardedUnits !== undefined && (
      <li>
        {drug.discardedUnits === null ? 'discarded units unknown' : `${countText(drug.discardedUnits)} `}
        {drug.discardedUnits !== null && <Term of="discarded units">discarded</Term>}
      </li>
    )}
    <li>
      <MaybeTerm text={SUPPLY[drug.supply]} />
    </li>
    {drug.projected && (
      <li>
        <Term of="projected" />
      </li>
    )}
  </ul>
);

const counted = (units: number | null, what: string): string =>
  units === null ? `${what} units unknown` : `${countText(units)} units ${what}`;

const Working = ({ drug }: { readonly drug: DrugView }): ReactElement | null => {
  if (drug.working === undefined || drug.working.length === 0) return null;
  return (
    <details className="cr-details">
      <summary>How the units were worked out</summary>
      <ul>
        {drug.working.map((step) => (
          <li key={`${step.label} ${step.value}`}>
            {step.label}: {step.value} <span className="cr-muted">({step.source})</span>
          </li>
        ))}
      </ul>
    </details>
  );
};
