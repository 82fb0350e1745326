/** One visit laid out: who, what, next step, then drugs and findings beside odds and the series. */
import { useEffect, useRef } from 'react';
import type { ReactElement, ReactNode } from 'react';
import type { DecisionView, VisitView } from '../../api-contract/decision-view.schema.ts';
import type { SessionView } from '../../api-contract/session.schema.ts';
import { ChartingLink } from '../panels/charting-link.tsx';
import { DrugPanel } from '../panels/drug.panel.tsx';
import { EvaluationNotice } from '../panels/evaluation.panel.tsx';
import { ExposurePanel } from '../panels/exposure.panel.tsx';
import { FindingsPanel } from '../panels/findings.panel.tsx';
import { IdentityPanel } from '../panels/identity.panel.tsx';
import { LikelihoodPanel } from '../panels/likelihood.panel.tsx';
import { NextStepPanel } from '../panels/next-step.panel.tsx';
import { SeriesPanel } from '../panels/series.panel.tsx';
import { VersionsFooter } from '../panels/versions.panel.tsx';
import { VisitHeading } from '../panels/visit-heading.panel.tsx';
import { idOf, momentText, shortDay } from '../ui/text.ts';

interface VisitScreenProps {
  readonly decision: DecisionView;
  readonly session: SessionView;
  readonly visit: VisitView;
  readonly action: ReactNode;
  readonly progress: string;
  /** What staff said of the visit and can do about it; below the findings. */
  readonly staff?: ReactNode;
  /** How its decisions changed; last. */
  readonly history?: ReactNode;
}

export const VisitScreen = (props: VisitScreenProps): ReactElement => {
  const { decision, visit, session } = props;
  const heading = useFocusOnChange(visit.appointment);
  useEffect(() => {
    document.title = `Visit ${shortDay(visit.date)} - ChairReady`;
  }, [visit.date]);
  const evaluated = decision.evaluation.state !== 'not-evaluated';
  return (
    <>
      <TopBar {...props} />
      <main className="cr-page">
        <EvaluationNotice decision={decision} today={session.today} />
        <VisitHeading decision={decision} visit={visit} headingRef={heading} />
        {evaluated && <NextStepPanel route={visit.route} today={decision.today} />}
        <ChartingLink visit={visit} session={session} />
        <div className="cr-columns">
          <div className="cr-column">
            <Drugs decision={decision} visit={visit} />
            <FindingsPanel visit={visit} evaluated={evaluated} />
            {props.staff}
            {props.history}
          </div>
          <aside className="cr-column" aria-label="Outlook and series">
            {evaluated && visit.likelihood !== undefined && (
              <LikelihoodPanel likelihood={visit.likelihood} isCovered={isCovered(visit)} today={decision.today} />
            )}
            {evaluated && visit.exposure !== undefined && <ExposurePanel exposure={visit.exposure} />}
            <SeriesPanel decision={decision} visit={visit} />
            <Unlinked orders={decision.unlinked} />
          </aside>
        </div>
      </main>
      <VersionsFooter decision={decision} user={session.user} />
    </>
  );
};

const isCovered = ({ drugs }: VisitView): boolean =>
  drugs.length > 0 && drugs.every(({ authorization: { state } }) => state === 'valid' || state === 'not-required');

/** The visit asked for; one that the decision does not hold gives its focus, else its first. */
export const shownVisit = (decision: DecisionView, appointment: string | undefined): VisitView | undefined =>
  decision.visits.find((visit) => visit.appointment === appointment) ??
  decision.visits.find((visit) => visit.appointment === decision.focus) ??
  decision.visits[0];

const TopBar = ({ decision, session, action, progress }: VisitScreenProps): ReactElement => (
  <header className="cr-top">
    <IdentityPanel patient={decision.patient} banner={session.features.needPatientBanner} />
    <div className="cr-top-side">
      <p className="cr-small" role="status">
        {progress === '' ? evaluatedText(decision) : progress}
      </p>
      {action}
    </div>
  </header>
);

function evaluatedText(decision: DecisionView): string {
  if (decision.evaluation.state === 'not-evaluated') return 'Not evaluated';
  return `Evaluated ${momentText(decision.madeAt, decision.timeZone) ?? decision.madeAt}`;
}

/** A visit without a known drug is never silent about it. */
const Drugs = ({ decision, visit }: { readonly decision: DecisionView; readonly visit: VisitView }): ReactElement => (
  <section aria-label="Booked drugs" className="cr-drugs">
    <h2 className="cr-hidden">{visit.drugs.length === 1 ? 'Booked drug' : 'Booked drugs'}</h2>
    {visit.drugs.length === 0 && (
      <p className="cr-panel">
        Drug unknown: no order could be joined to this visit, so its authorization cannot be told.
      </p>
    )}
    {visit.drugs.map((drug) => (
      <DrugPanel key={drug.order} decision={decision} visit={visit} drug={drug} />
    ))}
  </section>
);

export const Unlinked = ({ orders }: { readonly orders: readonly string[] }): ReactElement | null =>
  orders.length === 0 ? null : (
    <section className="cr-panel" aria-label="Orders without a visit">
      <h2>Orders without a visit</h2>
      <p>
        {orders.length === 1 ? 'This order is' : 'These orders are'} joined to no booked visit:{' '}
        {orders.map(idOf).join(', ')}. {orders.length === 1 ? 'It was' : 'They were'} not evaluated.
      </p>
    </section>
  );

/** Keyboard and screen-reader users land on the new heading; the first visit leaves the focus where it was. */
function useFocusOnChange(shown: string) {
  const heading = useRef<HTMLHeadingElement>(null);
  const before = useRef(shown);
  useEffect(() => {
    if (before.current !== shown) heading.current?.focus();
    before.current = shown;
  }, [shown]);
  return heading;
}
