import type { HcpcsCode } from '../../domain/kernel/hcpcs-code.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import type { Rational } from '../../domain/kernel/rational.ts';
import { decimalText, divide, isPositive, rational, smaller } from '../../domain/kernel/rational.ts';
import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import type { AuthorizationDecision, AuthorizationEvidence } from '../../domain/visit/authorization-evidence.ts';
import { authorizationNumber } from '../../fhir/authorization/authorization-number.ts';
import { definedOnly } from '../assessment/defined-only.ts';
import type { CsvRow } from './csv-rows.ts';
import { periodIn } from './price-rows.ts';
import type { RowCells } from './row-cells.ts';
import { cellsOf } from './row-cells.ts';
import type { NamedPatient } from './who.ts';
import { namedPatient, payerNamed } from './who.ts';

/** One row of the feed as the ledger keeps it; whose it is is decided when a patient asks. */
export interface FeedRow {
  readonly named: NamedPatient;
  readonly payer?: string;
  readonly evidence: AuthorizationEvidence;
  /** What to tell whoever made the file; the row counts all the same. */
  readonly warnings: readonly string[];
}

/** Reads one row of the authorization feed. `reference` becomes its raw reference: `import/12#34`. Pure. */
export function feedRow(row: CsvRow, reference: string): Result<FeedRow, string> {
  const cells = cellsOf(row);
  const status = statusOf(cells);
  const named = namedPatient(cells);
  const payer = cells.text('payer');
  const warnings: string[] = [];
  const grant = grantOf(cells, status, warnings);
  const facts = { ...plainFacts(cells), ...grant, ...datesOf(cells), ...restrictions(cells), ...requestOf(cells) };
  const number = authorizationNumber(cells.text('number'));
  const reason = cells.reason();
  if (reason !== undefined || status === undefined) return problem(reason ?? 'status is blank');
  if (status === 'approved' && number === undefined) warnings.push('approved without a number: never counts as valid');
  if (payer === undefined) warnings.push('payer is blank: never counts as valid');
  return ok({
    named,
    ...definedOnly({ payer }),
    evidence: {
      id: reference,
      raw: reference,
      source: 'feed',
      strength: 'recorded',
      decision: DECISIONS[status],
      decisionCode: status,
      ...facts,
      ...definedOnly({ number, memberId: named.memberId, payer: payer === undefined ? undefined : payerNamed(payer) }),
      orders: [],
      reasons: [],
      asksFor: [],
    },
    warnings,
  });
}

const DECISIONS = {
  approved: 'approved',
  partial: 'approved-in-part',
  denied: 'denied',
  pending: 'pended',
  cancelled: 'void',
} as const satisfies Record<string, AuthorizationDecision>;
type Status = keyof typeof DECISIONS;
const STATUSES: readonly Status[] = ['approved', 'partial', 'denied', 'pending', 'cancelled'];

function statusOf(cells: RowCells): Status | undefined {
  cells.need('status');
  return cells.oneOf('status', STATUSES);
}

const plainFacts = (
  cells: RowCells,
): { readonly products: readonly HcpcsCode[]; readonly diagnoses: readonly string[] } => ({
  products: cells.codes('hcpcs'),
  diagnoses: diagnosesOf(cells),
});

const ICD10 = /^[A-Z]\d[0-9A-Z](?:\.?[0-9A-Z]{1,4})?$/;

/** With the dot that payers' files leave out. */
function diagnosesOf(cells: RowCells): readonly string[] {
  const written = cells.list('icd10').map((code) => code.toUpperCase());
  if (!written.every((code) => ICD10.test(code))) cells.fault('icd10 is not a list of ICD-10-CM codes separated by |');
  return written.map((code) =>
    code.length > 3 && !code.includes('.') ? `${code.slice(0, 3)}.${code.slice(3)}` : code,
  );
}

type Grant = Pick<AuthorizationEvidence, 'quantity' | 'unitsPerDose'>;

/**
 * Units or visits. Where both are given both bind: so many visits, each of at most its share of the units. A partial
 * approval that does not say how much it grants cannot be counted.
 */
function grantOf(cells: RowCells, status: Status | undefined, warnings: string[]): Grant {
  const [units, visits] = [cells.decimal('units'), cells.count('visits')];
  const unitsPerDose = cells.positive('units_per_dose');
  const most = definedOnly({ unitsPerDose });
  if (visits !== undefined) {
    const share = units === undefined || visits === 0 ? undefined : divide(units, rational(visits));
    return { quantity: { basis: 'visits', value: rational(visits) }, ...mostPerVisit(share, unitsPerDose, warnings) };
  }
  if (units !== undefined) return { quantity: { basis: 'units', value: units }, ...most };
  return status === 'partial' ? { quantity: { basis: 'unreadable' }, ...most } : most;
}

function mostPerVisit(share: Rational | undefined, given: Rational | undefined, warnings: string[]): Grant {
  if (share === undefined || !isPositive(share)) return definedOnly({ unitsPerDose: given });
  const most = given === undefined ? share : smaller(share, given);
  warnings.push(`units and visits are both given: counted in visits of at most ${decimalText(most)} units each`);
  return { unitsPerDose: most };
}

type Dates = Pick<AuthorizationEvidence, 'period' | 'created' | 'createdAt' | 'decidedOn' | 'submittedOn'>;

/** It was made when it was issued, else when it was decided, else when it was asked for. */
function datesOf(cells: RowCells): Dates {
  const { from, to } = periodIn(cells);
  const [asked, decided] = [cells.moment('requested_at'), cells.moment('decided_at')];
  const made = cells.moment('issued') ?? decided ?? asked;
  return {
    period: definedOnly({ from, to }),
    ...(made === undefined ? {} : { created: made.on, ...definedOnly({ createdAt: made.at }) }),
    ...definedOnly({ decidedOn: decided?.on, submittedOn: asked?.on }),
  };
}

type Restrictions = Pick<AuthorizationEvidence, 'place' | 'provider' | 'intervalDays' | 'weightKg'>;

function restrictions(cells: RowCells): Restrictions {
  const placeOfService = cells.matching('place_of_service', /^\d{2}$/, 'one two-digit place of service');
  const site = cells.matching('site_npi', /^\d{10}$/, 'a ten-digit NPI');
  const provider = cells.matching('provider_npi', /^\d{10}$/, 'a ten-digit NPI');
  const place = definedOnly({ npi: site, placeOfService });
  return {
    ...(Object.keys(place).length === 0 ? {} : { place }),
    ...(provider === undefined ? {} : { provider: { npi: provider } }),
    ...definedOnly({ intervalDays: intervalOf(cells), weightKg: cells.positive('weight_kg') }),
  };
}

function intervalOf(cells: RowCells): number | undefined {
  const days = cells.count('interval_days');
  if (days === 0) cells.fault('interval_days is zero');
  return days;
}

const requestOf = (cells: RowCells): Pick<AuthorizationEvidence, 'requested'> => {
  const units = cells.decimal('requested_units');
  return units === undefined ? {} : { requested: { units } };
};

/** The days between which a row is in force, for the table's own columns. */
export const periodOf = ({ evidence: { period } }: FeedRow): { readonly from?: PlainDate; readonly to?: PlainDate } =>
  period;
