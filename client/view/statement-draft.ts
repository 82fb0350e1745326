/** What stands in a form as text, and the statement that it makes, or the fields that will not do. */
import { statementFaults } from '../../api-contract/attestation-faults.ts';
import type { AnswerStatus, StatementContent } from '../../api-contract/attestation.schema.ts';
import { statementContent } from '../../api-contract/attestation.schema.ts';

/** Every field of every form; a field that the form does not show is not sent. */
export interface StatementDraft {
  readonly kind: StatementContent['kind'];
  readonly fields: Readonly<Partial<Record<DraftField, string>>>;
}

export type DraftField =
  | 'coverage'
  | 'status'
  | 'channel'
  | 'submittedOn'
  | 'decidedOn'
  | 'expectedBy'
  | 'number'
  | 'reference'
  | 'representative'
  | 'reason'
  | 'documents'
  | 'basis'
  | 'amount'
  | 'requestedUnits'
  | 'from'
  | 'to'
  | 'supply'
  | 'scope'
  | 'expectedOn'
  | 'receivedOn'
  | 'text';

export type DraftFaults = Readonly<Partial<Record<DraftField, string>>>;

export type ReadDraft =
  | { readonly kind: 'ready'; readonly said: StatementContent }
  | { readonly kind: 'faults'; readonly faults: DraftFaults };

/** `today` is the site's calendar day. */
export function readDraft(draft: StatementDraft, today: string): ReadDraft {
  const parsed = statementContent.safeParse(writtenOf(draft));
  const issues = parsed.success
    ? statementFaults(parsed.data, today)
    : parsed.error.issues.map(({ path, message }) => ({ path: path.map(String).join('.'), message }));
  if (parsed.success && issues.length === 0) return { kind: 'ready', said: parsed.data };
  return { kind: 'faults', faults: faultsByField(issues) };
}

/** The first fault of each field; `path` as the server names it, with or without `said.` before it. */
export function faultsByField(issues: readonly { readonly path: string; readonly message: string }[]): DraftFaults {
  const faults: Partial<Record<DraftField, string>> = {};
  for (const { path, message } of issues) faults[fieldOf(path)] ??= message;
  return faults;
}

const DRAFT_FIELD: Readonly<Record<string, DraftField>> = {
  quantity: 'amount',
  'quantity.amount': 'amount',
  'quantity.basis': 'basis',
};

function fieldOf(path: string): DraftField {
  const within = path.replace(/^said\./, '');
  return DRAFT_FIELD[within] ?? (within.split('.')[0] as DraftField);
}

/** Fields that each answer of a payer has; the others keep their text and are not sent. */
export const FIELDS_OF_STATUS: Readonly<Record<AnswerStatus, readonly DraftField[]>> = {
  submitted: ['submittedOn', 'expectedBy', 'reference', 'representative', 'basis', 'amount', 'documents'],
  pended: ['reason', 'submittedOn', 'expectedBy', 'reference', 'representative', 'documents'],
  approved: ['number', 'from', 'to', 'basis', 'amount', 'decidedOn', 'reference', 'representative'],
  partial: ['number', 'from', 'to', 'basis', 'amount', 'requestedUnits', 'decidedOn', 'reference', 'representative'],
  denied: ['decidedOn', 'reason', 'reference', 'representative'],
};

export const statusOf = ({ fields }: StatementDraft): AnswerStatus => (fields.status ?? 'submitted') as AnswerStatus;

/** An empty field is one that was not filled in; only of what must be filled in is emptiness itself the fault. */
function writtenOf(draft: StatementDraft): Readonly<Record<string, unknown>> {
  const { kind, fields } = draft;
  switch (kind) {
    case 'authorization':
      return authorizationOf(draft);
    case 'supply': {
      const { supply, scope, reason = '' } = fields;
      return { kind, supply, scope, reason, ...filled(fields, ['expectedOn', 'receivedOn']) };
    }
    case 'proceed-at-risk':
      return { kind, reason: fields.reason ?? '' };
    case 'note':
      return { kind, text: fields.text ?? '' };
  }
}

function authorizationOf(draft: StatementDraft): Readonly<Record<string, unknown>> {
  const { kind, fields } = draft;
  const status = statusOf(draft);
  const shown = FIELDS_OF_STATUS[status];
  const plain = shown.filter((field) => field !== 'basis' && field !== 'amount' && field !== 'documents');
  const { coverage, channel, basis = 'units', amount } = fields;
  return {
    ...{ kind, status, coverage, channel },
    ...filled(fields, plain),
    ...(shown.includes('amount') && isFilled(amount) ? { quantity: { basis, amount } } : {}),
    ...(shown.includes('documents') && isFilled(fields.documents) ? { documents: linesOf(fields.documents) } : {}),
  };
}

const filled = (fields: StatementDraft['fields'], names: readonly DraftField[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = fields[name];
      return isFilled(value) ? [[name, value]] : [];
    }),
  );

const isFilled = (value: string | undefined): value is string => value !== undefined && value.trim() !== '';

const linesOf = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** What somebody typed, to be copied where it cannot be sent: label and value in lines. */
export const typedText = ({ fields }: StatementDraft, labels: Readonly<Partial<Record<DraftField, string>>>): string =>
  Object.entries(fields)
    .filter(([, value]) => isFilled(value))
    .map(([name, value]) => `${labels[name as DraftField] ?? name}: ${value}`)
    .join('\n');
