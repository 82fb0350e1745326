/** Who may say what about a visit. The server refuses by this table; the page only hides. */
import type { Role } from './role.schema.ts';

/** `attestation` is an approval, whole or in part: it can make a visit count as authorized. */
export type StatementRight = 'authorization' | 'attestation' | 'supply' | 'proceed-at-risk' | 'note' | 'case';

const ATTESTING: readonly Role[] = ['authorization-specialist', 'senior-specialist', 'peer-to-peer'];
const PAYER_DESK: readonly Role[] = [...ATTESTING, 'clerk', 'supervisor'];

const RIGHTS: Readonly<Record<StatementRight, readonly Role[]>> = {
  authorization: PAYER_DESK,
  attestation: ATTESTING,
  supply: [...ATTESTING, 'supervisor', 'pharmacist', 'pharmacy-manager'],
  'proceed-at-risk': ['senior-specialist', 'supervisor', 'pharmacy-manager', 'finance'],
  note: [
    ...PAYER_DESK,
    'scheduler',
    'registration',
    'financial-counselor',
    'pharmacist',
    'pharmacy-manager',
    'prescriber',
    'charge-nurse',
  ],
  case: PAYER_DESK,
};

export const maySay = (role: Role, right: StatementRight): boolean => RIGHTS[right].includes(role);

/** What was said by whom is for the staff; who has no role with us reads the decision alone. */
export const mayReadStatements = (role: Role): boolean => role !== 'patient' && role !== 'unknown';
