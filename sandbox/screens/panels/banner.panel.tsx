/** The patient's header: who it is, who pays, why they come; and the sandbox's note on what to look for. */
import { Button } from '@mantine/core';
import type { ReactElement } from 'react';
import type { CoverageSummary, PatientDetail } from '../../screens-api/screens.schema.ts';
import { ageOn, recordedDayText } from '../view/date-text.ts';

interface BannerPanelProps {
  readonly chart: PatientDetail;
  readonly today: string;
  readonly onOpenApp: () => void;
}

export const BannerPanel = ({ chart, today, onOpenApp }: BannerPanelProps): ReactElement => {
  const { patient, coverages, conditions } = chart;
  const age = ageOn(today, patient.birthDate);
  return (
    <section className="sb-banner" aria-label="Patient">
      <div className="sb-banner-head">
        <h2>
          <bdi>{patient.name}</bdi>
        </h2>
        <Button size="compact-xs" variant="default" onClick={onOpenApp}>
          Open ChairReady
        </Button>
      </div>
      <dl className="sb-facts">
        <Fact term="Born">
          {recordedDayText(patient.birthDate)}
          {age === undefined ? '' : ` (${age})`}
        </Fact>
        <Fact term="MRN">{patient.mrn ?? 'none'}</Fact>
        <Fact term="Coverage">
          {coverages.length === 0 ? 'none in the record' : coverages.map(coverageText).join('; ')}
        </Fact>
        <Fact term="Problems">{conditions.length === 0 ? 'none in the record' : shortened(conditions)}</Fact>
      </dl>
      {patient.story === null ? null : (
        <p className="sb-story">
          <strong>Sandbox story: {patient.story.title}.</strong> {patient.story.whatYouShouldSee}
        </p>
      )}
    </section>
  );
};

const Fact = ({ term, children }: { readonly term: string; readonly children: React.ReactNode }): ReactElement => (
  <div>
    <dt>{term}</dt>
    <dd>{children}</dd>
  </div>
);

function coverageText({ payer, memberId, status, from, to }: CoverageSummary): string {
  const member = memberId === null ? '' : `, member ${memberId}`;
  const start = from === null ? '' : `, from ${recordedDayText(from)}`;
  const end = to === null ? '' : ` until ${recordedDayText(to)}`;
  return `${payer}${member} (${status}${start}${end})`;
}

const MOST = 4;

const shortened = (conditions: readonly string[]): string =>
  conditions.length <= MOST
    ? conditions.join('; ')
    : `${conditions.slice(0, MOST).join('; ')}; and ${conditions.length - MOST} more`;
