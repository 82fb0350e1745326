/** How likely the visit is cleared in time, with the factors used: in percentages or in words, as the server sent it. */
import type { ReactElement } from 'react';
import type { LikelihoodFactorView, LikelihoodView } from '../../api-contract/decision-view.schema.ts';
import { DateText } from '../ui/date-text.tsx';
import { Term } from '../ui/term.tsx';
import { countText, percentText, pointsText } from '../ui/text.ts';
import { GAIN, LIKELIHOOD } from '../ui/wording.ts';

interface LikelihoodPanelProps {
  readonly likelihood: LikelihoodView | null;
  /** True where every drug of the visit is authorized, or needs no authorization: then there is nothing to estimate. */
  readonly isCovered: boolean;
  readonly today: string;
}

export const LikelihoodPanel = ({ likelihood, isCovered, today }: LikelihoodPanelProps): ReactElement => (
  <section className="cr-panel" aria-label="Likelihood">
    <h2>
      <Term of="cleared by the visit">Cleared by the visit?</Term>
    </h2>
    {likelihood === null ? (
      <p>
        {isCovered
          ? 'Nothing to estimate: every drug of this visit is authorized or needs no authorization.'
          : 'No odds can be given: too little is known about this visit.'}
      </p>
    ) : (
      <>
        <p className="cr-likelihood-word">{LIKELIHOOD[likelihood.word]}</p>
        {likelihood.percentages !== undefined && <Percentages of={likelihood.percentages} />}
        {likelihood.nineInTenBy !== undefined && (
          <p>
            Nine in ten such answers come by <DateText day={likelihood.nineInTenBy} today={today} form="short" />.
          </p>
        )}
        <Factors factors={likelihood.factors} />
      </>
    )}
  </section>
);

const Percentages = ({ of }: { readonly of: NonNullable<LikelihoodView['percentages']> }): ReactElement => (
  <>
    <p className="cr-big-number">
      {percentText(of.clearedByVisit)}
      <span className="cr-muted cr-small">
        {' '}
        range {percentText(of.low)} to {percentText(of.high)}
      </span>
    </p>
    <Interval of={of} />
    <p className="cr-muted cr-small">{originText(of)}</p>
    <dl className="cr-inline-facts">
      <div>
        <dt>Approved</dt>
        <dd>{percentText(of.approval)}</dd>
      </div>
      <div>
        <dt>Answered in time</dt>
        <dd>{percentText(of.inTime)}</dd>
      </div>
    </dl>
  </>
);

/** How many of the clinic's own requests stand behind the figure. */
function originText({ localCases, isStartingEstimate }: NonNullable<LikelihoodView['percentages']>): string {
  const cases = `${localCases === 0 ? 'no' : countText(localCases)} local ${localCases === 1 ? 'case' : 'cases'}`;
  return isStartingEstimate
    ? `Starting estimate, not from your data (${cases} with this payer and drug).`
    : `From ${cases} with this payer and drug.`;
}

/** The same numbers as a line from 0 to 100; the text beside says them. */
const Interval = ({ of }: { readonly of: NonNullable<LikelihoodView['percentages']> }): ReactElement => (
  <svg className="cr-interval" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" focusable="false">
    <rect x="0" y="3" width="100" height="2" className="cr-interval-line" />
    <rect x={of.low * 100} y="1.5" width={(of.high - of.low) * 100} height="5" className="cr-interval-range" />
    <rect x={of.clearedByVisit * 100 - 0.6} y="0" width="1.2" height="8" className="cr-interval-point" />
  </svg>
);

const Factors = ({ factors }: { readonly factors: readonly LikelihoodFactorView[] }): ReactElement | null => {
  if (factors.length === 0) return null;
  return (
    <>
      <h3 className="cr-small-heading">What it rests on</h3>
      <ul className="cr-factors">
        {factors.map((factor) => (
          <li key={factor.name}>
            <Direction of={factor.direction} />
            <span>
              {factor.sentence}
              <Gain of={factor} />
            </span>
          </li>
        ))}
      </ul>
    </>
  );
};

const Gain = ({ of }: { readonly of: LikelihoodFactorView }): ReactElement | null => {
  if (!of.fixable) return null;
  const text = of.gain !== undefined ? `Fixing it: ${pointsText(of.gain)}` : of.gainWord && GAIN[of.gainWord];
  return <span className="cr-gain">{text ?? 'Can be fixed'}</span>;
};

const SIGNS = {
  helps: { path: 'M5 1 9.5 9h-9Z', word: 'Helps:' },
  hurts: { path: 'M5 9 .5 1h9Z', word: 'Hurts:' },
  neutral: { path: 'M1 3.5h8v3H1Z', word: 'Neither helps nor hurts:' },
};

const Direction = ({ of }: { readonly of: LikelihoodFactorView['direction'] }): ReactElement => (
  <>
    <svg className="cr-sign" width="10" height="10" viewBox="0 0 10 10" aria-hidden="true" focusable="false">
      <path d={SIGNS[of].path} fill="currentColor" />
    </svg>
    <span className="cr-hidden">{SIGNS[of].word} </span>
  </>
);
