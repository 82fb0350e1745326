/** What is wrong with a statement beyond its shape. Page and server ask the same function. */
import type { StatementRight } from './attestation-rights.ts';
import type { AuthorizationStatement, StatementContent, SupplyStatementBody } from './attestation.schema.ts';

export interface StatementFault {
  /** The field within the statement: `number`. */
  readonly path: string;
  readonly message: string;
}

/** `today` is the site's calendar day: nothing was sent or decided after it. */
export function statementFaults(said: StatementContent, today: string): readonly StatementFault[] {
  switch (said.kind) {
    case 'authorization':
      return [...missingFields(said), ...daysAtOdds(said, today), ...outOfPlace(said)];
    case 'supply':
      return supplyFaults(said, today);
    case 'proceed-at-risk':
    case 'note':
      return [];
  }
}

export const isApproval = ({ status }: AuthorizationStatement): boolean =>
  status === 'approved' || status === 'partial';

export const isWaiting = ({ status }: AuthorizationStatement): boolean => status === 'submitted' || status === 'pended';

/** What somebody must be allowed to do to say this. */
export const rightFor = (said: StatementContent): StatementRight =>
  said.kind === 'authorization' && isApproval(said) ? 'attestation' : said.kind;

type Field = keyof AuthorizationStatement;

/** An attested approval stands on its number, payer, dates and units; the payer is always given. */
const NEEDED: Readonly<Record<AuthorizationStatement['status'], readonly (readonly [Field, string])[]>> = {
  submitted: [['submittedOn', 'Say on which day it was sent.']],
  pended: [['reason', 'Say what the payer is waiting for.']],
  approved: [
    ['number', 'An approval needs its number.'],
    ['quantity', 'An approval needs its units or visits.'],
    ['from', 'An approval needs its first day.'],
    ['to', 'An approval needs its last day.'],
  ],
  partial: [
    ['number', 'An approval needs its number.'],
    ['quantity', 'A partial approval needs the units or visits that were granted.'],
    ['from', 'An approval needs its first day.'],
    ['to', 'An approval needs its last day.'],
  ],
  denied: [['decidedOn', 'Say on which day it was denied: the time to appeal runs from it.']],
};

const missingFields = (said: AuthorizationStatement): readonly StatementFault[] =>
  NEEDED[said.status].flatMap(([path, message]) => (said[path] === undefined ? [{ path, message }] : []));

function daysAtOdds(said: AuthorizationStatement, today: string): readonly StatementFault[] {
  const { submittedOn, decidedOn, expectedBy, from, to } = said;
  return [
    ...when(isAfter(submittedOn, today), 'submittedOn', 'This day has not come yet.'),
    ...when(isAfter(decidedOn, today), 'decidedOn', 'This day has not come yet.'),
    ...when(isAfter(submittedOn, decidedOn), 'decidedOn', 'It was decided before it was sent.'),
    ...when(isAfter(submittedOn, expectedBy), 'expectedBy', 'It is expected before it was sent.'),
    ...when(isAfter(from, to), 'to', 'The last day is before the first.'),
  ];
}

/** A field that the status does not have would be kept and never read. */
function outOfPlace(said: AuthorizationStatement): readonly StatementFault[] {
  const { number, requestedUnits, expectedBy, status } = said;
  return [
    ...when(
      number !== undefined && isWaiting(said),
      'number',
      'A request has no number yet; write it as its reference.',
    ),
    ...when(
      requestedUnits !== undefined && status !== 'partial',
      'requestedUnits',
      'Only a partial approval has these.',
    ),
    ...when(expectedBy !== undefined && !isWaiting(said), 'expectedBy', 'The payer has answered already.'),
  ];
}

const BROUGHT: ReadonlySet<string> = new Set(['white-bag', 'clear-bag', 'manufacturer-free', 'replacement', 'trial']);

const supplyFaults = (said: SupplyStatementBody, today: string): readonly StatementFault[] => [
  ...when(isAfter(said.receivedOn, today), 'receivedOn', 'This day has not come yet.'),
  ...when(
    said.receivedOn !== undefined && !BROUGHT.has(said.supply),
    'receivedOn',
    'The center buys this drug itself.',
  ),
  ...when(
    said.expectedOn !== undefined && !BROUGHT.has(said.supply),
    'expectedOn',
    'The center buys this drug itself.',
  ),
];

/** Text order is date order. */
const isAfter = (a: string | undefined, b: string | undefined): boolean => a !== undefined && b !== undefined && a > b;

const when = (isWrong: boolean, path: Field | keyof SupplyStatementBody, message: string): readonly StatementFault[] =>
  isWrong ? [{ path, message }] : [];
