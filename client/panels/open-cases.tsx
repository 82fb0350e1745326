/** The work that lies with somebody for this visit: taken, or handed on to a senior, from here. Its own page does more. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactElement } from 'react';
import type { OpenCaseView } from '../../api-contract/attestation-view.schema.ts';
import type { DecisionView, VisitView } from '../../api-contract/decision-view.schema.ts';
import { role as roleSchema } from '../../api-contract/role.schema.ts';
import { ROUTES } from '../../api-contract/routes.ts';
import type { SessionView } from '../../api-contract/session.schema.ts';
import type { CaseAction, StaffMemberShown } from '../../api-contract/worklist.schema.ts';
import type { Api } from '../api/api-client.ts';
import { hasEnded } from '../api/api-problem.ts';
import { DateText } from '../ui/date-text.tsx';
import { ROLE } from '../ui/wording.ts';

interface OpenCasesProps {
  readonly api: Api;
  readonly session: SessionView;
  readonly decision: DecisionView;
  readonly visit: VisitView;
  readonly cases: readonly OpenCaseView[];
  /** A case is another's, or at another version, now. */
  readonly onActed: () => void;
  readonly onEnded: () => void;
}

export const OpenCases = (props: OpenCasesProps): ReactElement | null => {
  const { api, session, decision, visit, cases, onActed, onEnded } = props;
  const acting = useMutation({
    mutationFn: ({ one, action }: { readonly one: OpenCaseView; readonly action: CaseAction }) =>
      api.call(ROUTES.actOnCase, { params: { id: one.id }, body: { version: one.version, action } }),
    onSettled: onActed,
    onError: (problem) => {
      if (hasEnded(problem)) onEnded();
    },
  });
  const here = cases.filter(({ appointment }) => appointment === visit.appointment);
  const mayAct = session.features.pages.includes('worklist');
  const staff = useQuery({
    queryKey: ['case-staff'],
    queryFn: async () => (await api.call(ROUTES.worklistCounts)).staff,
    enabled: mayAct && here.length > 0,
  });
  if (here.length === 0) return null;
  return (
    <ul className="cr-staff-list" aria-label="Open cases">
      {here.map((one) => (
        <li key={one.id}>
          <CaseLine one={one} today={decision.today} staff={staff.data ?? []} />
          {mayAct && !acting.isPending && (
            <CaseActions one={one} staff={staff.data ?? []} act={(action) => acting.mutate({ one, action })} />
          )}
        </li>
      ))}
      {acting.error !== null && !hasEnded(acting.error) && <li role="alert">Not done: {acting.error.message}</li>}
    </ul>
  );
};

interface CaseLineProps {
  readonly one: OpenCaseView;
  readonly today: string;
  readonly staff: readonly StaffMemberShown[];
}

const CaseLine = ({ one, today, staff }: CaseLineProps): ReactElement => (
  <p>
    Case: {one.why}{' '}
    <span className="cr-muted">
      <bdi>{ownerText(one, staff)}</bdi>
    </span>
    {one.dueBy !== undefined && (
      <>
        {', due '}
        <DateText day={one.dueBy} today={today} form="short" />
      </>
    )}
  </p>
);

function ownerText({ isMine, owner, state }: OpenCaseView, staff: readonly StaffMemberShown[]): string {
  const waiting = state === 'waiting' ? ', waiting for an answer' : '';
  if (isMine) return `With you${waiting}`;
  if (owner === undefined) return `With nobody yet${waiting}`;
  return `With ${staff.find(({ ref }) => ref === owner)?.name ?? 'somebody else'}${waiting}`;
}

interface CaseActionsProps {
  readonly one: OpenCaseView;
  readonly staff: readonly StaffMemberShown[];
  readonly act: (action: CaseAction) => void;
}

const CaseActions = ({ one, staff, act }: CaseActionsProps): ReactElement => (
  <div className="cr-staff-line">
    {one.owner === undefined && (
      <button type="button" className="cr-staff-link" onClick={() => act({ do: 'take' })}>
        Take this case
      </button>
    )}
    {hasOtherSenior(one, staff) && (
      <button type="button" className="cr-staff-link" onClick={() => act({ do: 'send-to-senior' })}>
        Send to senior
      </button>
    )}
    <HandOn one={one} staff={staff} act={act} />
  </div>
);

/** A case that lies with a senior specialist has arrived; another of them is chosen by name. */
const hasOtherSenior = ({ owner }: OpenCaseView, staff: readonly StaffMemberShown[]): boolean => {
  const seniors = staff.filter(({ roles }) => roles.includes('senior-specialist'));
  return seniors.length > 0 && seniors.every(({ ref }) => ref !== owner);
};

/** Seniors first: that is where a case is mostly sent. */
const HandOn = ({ one, staff, act }: CaseActionsProps): ReactElement | null => {
  const [to, setTo] = useState('');
  const others = staff.filter(({ ref }) => ref !== one.owner).toSorted((a, b) => seniority(a) - seniority(b));
  if (others.length === 0) return null;
  return (
    <>
      <label>
        Send to{' '}
        <select className="cr-staff-select" value={to} onChange={({ currentTarget }) => setTo(currentTarget.value)}>
          <option value="">choose a colleague</option>
          {others.map((member) => (
            <option key={member.ref} value={member.ref}>
              {colleague(member)}
            </option>
          ))}
        </select>
      </label>
      {to !== '' && (
        <button type="button" className="cr-staff-link" onClick={() => act({ do: 'assign', to })}>
          Send the case
        </button>
      )}
    </>
  );
};

const seniority = ({ roles }: StaffMemberShown): number => (roles.includes('senior-specialist') ? 0 : 1);

function colleague({ ref, name, roles }: StaffMemberShown): string {
  const words = roles.map((one) => {
    const known = roleSchema.safeParse(one);
    return known.success ? ROLE[known.data] : one;
  });
  return `${name ?? ref} (${words.join(', ')})`;
}
