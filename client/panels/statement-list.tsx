/** Statements one under the other: what, by whom, when; those that count no more are folded away but never gone. */
import type { ReactElement } from 'react';
import type { StatementView } from '../../api-contract/attestation-view.schema.ts';
import type { VisitView } from '../../api-contract/decision-view.schema.ts';
import { fullDay } from '../ui/text.ts';
import { nameOf, saidBy, statementText } from '../view/statement-words.ts';

interface StatementListProps {
  readonly statements: readonly StatementView[];
  readonly visit: VisitView;
  readonly onRetract: (statement: StatementView) => void;
}

export const StatementList = ({ statements, visit, onRetract }: StatementListProps): ReactElement => {
  const counting = statements.filter(isCounting);
  const past = statements.filter((one) => !isCounting(one));
  return (
    <>
      {counting.length === 0 && <p className="cr-muted">Nobody has recorded anything that counts for this visit.</p>}
      {counting.length > 0 && (
        <ul className="cr-staff-list">
          {counting.map((one) => (
            <Statement key={one.id} statement={one} visit={visit} onRetract={onRetract} />
          ))}
        </ul>
      )}
      {past.length > 0 && (
        <details className="cr-details">
          <summary>Answered or taken back ({past.length})</summary>
          <ul className="cr-staff-list">
            {past.map((one) => (
              <Statement key={one.id} statement={one} visit={visit} onRetract={onRetract} />
            ))}
          </ul>
        </details>
      )}
    </>
  );
};

const isCounting = ({ answered, retracted }: StatementView): boolean => !answered && retracted === undefined;

type StatementProps = Omit<StatementListProps, 'statements'> & { readonly statement: StatementView };

const Statement = ({ statement, visit, onRetract }: StatementProps): ReactElement => {
  const { said, retracted, answered, on } = statement;
  const drug = visit.drugs.length > 1 ? visit.drugs.find(({ order }) => order === statement.order)?.name : undefined;
  return (
    <li className={classOf(statement)}>
      <p>
        {drug !== undefined && <bdi>{drug}: </bdi>}
        <bdi>{statementText(statement)}</bdi>
      </p>
      <p className="cr-small cr-muted cr-staff-line">
        <span>
          <bdi>{saidBy(statement)}</bdi>, <time dateTime={on}>{fullDay(on)}</time>
        </span>
        {answered && <span>answered since</span>}
        {retracted !== undefined && (
          <span>
            taken back by <bdi>{nameOf(retracted.by)}</bdi>: <bdi>{retracted.reason}</bdi>
          </span>
        )}
        {statement.mayRetract && (
          <button
            type="button"
            className="cr-staff-link"
            aria-label={`${takeBackText(said)}: ${statementText(statement)}`}
            onClick={() => onRetract(statement)}
          >
            {takeBackText(said)}
          </button>
        )}
      </p>
    </li>
  );
};

const takeBackText = ({ kind }: StatementView['said']): string =>
  kind === 'proceed-at-risk' ? 'Withdraw' : 'Entered in error';

const classOf = ({ said, retracted }: StatementView): string | undefined =>
  retracted !== undefined ? 'cr-staff-gone' : said.kind === 'proceed-at-risk' ? 'cr-staff-risk' : undefined;
