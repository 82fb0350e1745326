/** The authorization's number and dates, and how good and how old the evidence for it is. */
import type { ReactElement, ReactNode } from 'react';
import type { AuthorizationView } from '../../api-contract/decision-view.schema.ts';
import { DateText } from '../ui/date-text.tsx';
import { MaybeTerm, Term } from '../ui/term.tsx';
import { periodText } from '../ui/text.ts';
import { EVIDENCE_SOURCE, EVIDENCE_STRENGTH } from '../ui/wording.ts';

interface EvidenceFactsProps {
  readonly authorization: AuthorizationView;
  readonly today: string;
}

export const EvidenceFacts = ({ authorization, today }: EvidenceFactsProps): ReactElement => {
  const period = periodText(authorization.validFrom, authorization.validUntil);
  return (
    <dl className="cr-facts">
      {authorization.number !== undefined && <Fact name="Number">{authorization.number}</Fact>}
      {period !== undefined && <Fact name="Valid">{period}</Fact>}
      <Fact name="Evidence">
        {evidenceText(authorization)}
        {authorization.evidenceDate !== undefined && (
          <>
            {', '}
            <DateText day={authorization.evidenceDate} today={today} />
          </>
        )}
      </Fact>
    </dl>
  );
};

const Fact = ({ name, children }: { readonly name: string; readonly children: ReactNode }): ReactElement => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);

function evidenceText({ source, strength, attestedBy }: AuthorizationView): ReactNode {
  if (source === undefined) return 'none found in the record';
  return (
    <>
      {EVIDENCE_SOURCE[source]}
      {strength !== undefined && (
        <>
          {', '}
          {attestedBy === undefined ? (
            <MaybeTerm text={EVIDENCE_STRENGTH[strength]} />
          ) : (
            <Term of="attested by a person">
              attested by <bdi>{attestedBy}</bdi>, not payer-verified
            </Term>
          )}
        </>
      )}
    </>
  );
}
