/** The cells of one case: two short lines each, the second one the quieter. */
import { memo } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { isCharting } from '../../../api-contract/case-routes.ts';
import type { CaseRow } from '../../../api-contract/worklist.schema.ts';
import { Shape } from '../../ui/shape.tsx';
import { clockText, dollarsText, fullDay, relativeDay, shortDay } from '../../ui/text.ts';
import { AUTHORIZATION_STATE, LIKELIHOOD, CASE_ROUTE } from '../../ui/wording.ts';
import { ageOf, capital, chanceOf, drugOf, dueOf, nameOf, statusOf, windowOf } from './case-words.ts';

export interface CaseCellsProps {
  readonly row: CaseRow;
  readonly today: string;
  readonly now: number;
  readonly timeZone: string | undefined;
  readonly showsOdds: boolean;
  readonly isChosen: boolean;
  readonly onOpen: (row: CaseRow) => void;
  readonly onChoose: (id: string, isChosen: boolean) => void;
}

/** Drawn again only where something of it is otherwise: scrolling draws new rows, not the ones in sight. */
export const CaseCells = memo((props: CaseCellsProps): ReactElement => {
  const { row, today, now, showsOdds } = props;
  const age = row.closed === undefined && !isCharting(row.route) ? ageOf(row, now) : undefined;
  return (
    <>
      <td className="cr-worklist-check">
        <input
          type="checkbox"
          aria-label={`Choose ${nameOf(row)}, ${shortDay(row.visit.date)}`}
          checked={props.isChosen}
          onChange={(event) => props.onChoose(row.id, event.currentTarget.checked)}
        />
      </td>
      <td>
        <Lines first={shortDay(row.visit.date)} second={hourOf(props)} />
      </td>
      <Patient {...props} />
      <td>
        <Lines first={drugOf(row)} second={payerOf(row)} />
      </td>
      <td>{isCharting(row.route) ? 'Charting' : <Authorization row={row} age={age} />}</td>
      {showsOdds && <Odds row={row} isOld={age !== undefined} />}
      <Next row={row} />
      <td>
        <Lines first={ownerOf(row)} second={CASE_ROUTE[row.route]} />
      </td>
      <Due row={row} today={today} />
    </>
  );
});
CaseCells.displayName = 'CaseCells';

const Patient = ({ row, onOpen }: CaseCellsProps): ReactElement => (
  <td>
    <button type="button" className="cr-worklist-open" onClick={() => onOpen(row)}>
      <bdi>{nameOf(row)}</bdi>
    </button>
    <span className="cr-worklist-second">
      {row.patient.birthDate === undefined ? 'birth date not known' : `born ${fullDay(row.patient.birthDate)}`}
    </span>
  </td>
);

/** What was given is charted whoever pays for it. */
const payerOf = ({ payer, route }: CaseRow): string => (isCharting(route) ? '' : (payer ?? 'payer not known'));

const ownerOf = ({ isMine, owner }: CaseRow): string => (isMine ? 'You' : (owner?.name ?? 'Nobody'));

function hourOf({ row: { visit }, today, timeZone }: CaseCellsProps): string {
  if (visit.isDraft) return 'draft, not booked';
  const hour = visit.startsAt === undefined ? undefined : clockText(visit.startsAt, timeZone);
  return hour ?? relativeDay(visit.date, today);
}

const Lines = ({ first, second }: { readonly first: ReactNode; readonly second: ReactNode }): ReactElement => (
  <>
    <span className="cr-worklist-first">{first}</span>
    <span className="cr-worklist-second">{second}</span>
  </>
);

const Authorization = ({ row, age }: { readonly row: CaseRow; readonly age: string | undefined }): ReactElement => {
  const state = row.authorization?.state ?? 'unknown';
  const { tone, shape } = AUTHORIZATION_STATE[state];
  return (
    <>
      <span className={`cr-badge cr-worklist-state cr-tone-${tone}`}>
        <Shape name={shape} size={12} />
        {SHORT_STATE[state]}
      </span>
      {age === undefined ? (
        <span className="cr-worklist-second">{windowOf(row)}</span>
      ) : (
        <span className="cr-worklist-old">{age}</span>
      )}
    </>
  );
};

/** The words of the visit, cut to the width of a column; the drawer says them whole. */
const SHORT_STATE: Readonly<Record<NonNullable<CaseRow['authorization']>['state'], string>> = {
  valid: 'Authorized',
  'not-required': 'Not needed',
  missing: 'Missing',
  invalid: 'Not covered',
  pending: 'Pending',
  denied: 'Denied',
  unknown: 'Cannot tell',
};

/** Authorization staff only; what was evaluated more than a day ago is grey and says so beside it. */
const Odds = ({ row, isOld }: { readonly row: CaseRow; readonly isOld: boolean }): ReactElement => {
  const chance = chanceOf(row);
  const dollars = row.atRisk === undefined || row.atRisk === null ? '$ not known' : dollarsText(row.atRisk);
  return (
    <td className={isOld ? 'cr-number cr-muted' : 'cr-number'}>
      <Lines
        first={
          chance === undefined ? (
            (wordOf(row) ?? 'no odds')
          ) : (
            <>
              <strong>{chance.text}</strong>
              {chance.isStartingEstimate && <StartingEstimate />} <span className="cr-small">({chance.interval})</span>
            </>
          )
        }
        second={dollars}
      />
    </td>
  );
};

/** The head of the column says what the star means. */
const StartingEstimate = (): ReactElement => (
  <>
    <span aria-hidden="true">*</span>
    <span className="cr-hidden"> starting estimate</span>
  </>
);

const wordOf = ({ likelihood }: CaseRow): string | undefined =>
  likelihood === undefined ? undefined : LIKELIHOOD[likelihood.word];

const Next = ({ row }: { readonly row: CaseRow }): ReactElement => {
  const status = statusOf(row);
  return (
    <td>
      <span className="cr-worklist-first">
        {row.isUrgent && <strong>Urgent. </strong>}
        {row.news !== undefined && <strong>Changed. </strong>}
        {status ?? capital(row.next ?? row.why)}
      </span>
      <span className="cr-worklist-second">
        {row.missing.length > 0 ? `missing: ${row.missing.join(', ')}` : (row.sentence ?? row.why)}
      </span>
    </td>
  );
};

const Due = ({ row, today }: { readonly row: CaseRow; readonly today: string }): ReactElement => {
  if (row.closed !== undefined) return <td>{shortDay(row.closed.at.slice(0, 10))}</td>;
  const { day, relative } = dueOf(row, today);
  return (
    <td>
      <span className="cr-worklist-first">{day}</span>
      <span className={row.isOverdue ? 'cr-worklist-late' : 'cr-worklist-second'}>
        {row.isOverdue && <Shape name="triangle" size={12} />}
        {row.isOverdue ? lateOf(relative) : relative}
      </span>
    </td>
  );
};

/** "3 days late": as short as its column. */
const lateOf = (relative: string): string =>
  relative === 'yesterday' ? '1 day late' : relative.endsWith(' ago') ? relative.replace(/ago$/, 'late') : 'overdue';
