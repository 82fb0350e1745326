import type { PayerFacts } from '../../domain/visit/payer.ts';
import type { RowCells } from './row-cells.ts';

/** How a file names a patient: as the EHR does, as another system does, or by the payer's member number. */
export interface NamedPatient {
  /** `Patient/id` or `system|value`. */
  readonly patient?: string;
  readonly memberId?: string;
}

const REFERENCE = /^Patient\/[A-Za-z0-9.-]{1,64}$/;
const IDENTIFIER = /^[^|\s][^|]*\|[^|]*[^|\s]$/;

/** Reads `patient` and `member_id`; one of them is needed. */
export function namedPatient(cells: RowCells): NamedPatient {
  const patient = cells.text('patient');
  const memberId = cells.text('member_id');
  if (patient !== undefined && !REFERENCE.test(patient) && !IDENTIFIER.test(patient))
    cells.fault('patient is neither Patient/id nor system|value');
  if (patient === undefined && memberId === undefined) cells.fault('patient and member_id are both blank');
  return { ...(patient === undefined ? {} : { patient }), ...(memberId === undefined ? {} : { memberId }) };
}

/** `system|value` is an identifier, anything else a name. */
export const payerNamed = (payer: string): PayerFacts =>
  IDENTIFIER.test(payer) ? { identifiers: [payer], names: [] } : { identifiers: [], names: [payer] };

/** The patient that a record is about, as far as rows of a file can be matched to one. */
export interface KnownPatient {
  /** `Patient/p1`. */
  readonly ref: string;
  /** `system|value`. */
  readonly identifiers: readonly string[];
  /** Member numbers on the patient's coverages, each with its payer. */
  readonly memberIds: readonly { readonly id: string; readonly payer?: PayerFacts }[];
}

/**
 * Whether a row is about the patient by the name it gives: `yes`; `no` where it names somebody else of the same
 * numbering; `unsaid` where it names nobody; `unknown` where it names somebody in a numbering that the record lacks.
 */
export function isAbout(patient: KnownPatient, named: string | undefined): 'yes' | 'no' | 'unsaid' | 'unknown' {
  if (named === undefined) return 'unsaid';
  if (named === patient.ref || patient.identifiers.includes(named)) return 'yes';
  if (REFERENCE.test(named)) return 'no';
  return patient.identifiers.some((own) => systemOf(own) === systemOf(named)) ? 'no' : 'unknown';
}

const systemOf = (identifier: string): string => identifier.slice(0, identifier.lastIndexOf('|'));
