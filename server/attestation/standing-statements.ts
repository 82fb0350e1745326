import { comparableNumber } from '../../domain/authorization/ledger.ts';
import type { AuthorizationStatement } from '../../api-contract/attestation.schema.ts';
import { isWaiting } from '../../api-contract/attestation-faults.ts';
import type { StaffStatement } from '../store/attestations.ts';

/** What was said of one authorization. */
export interface AuthorizationWord extends StaffStatement {
  readonly content: AuthorizationStatement;
}

/**
 * The words about authorizations that count: not retracted, and not replaced by a later word on the same request or the
 * same authorization. Takes them oldest first. A request that is asked again without a reference is the same request.
 */
export function standingWords(statements: readonly StaffStatement[]): readonly AuthorizationWord[] {
  const words = statements.filter(isAuthorizationWord).filter(({ retracted }) => retracted === undefined);
  return words.filter((word, position) => !words.slice(position + 1).some((later) => replaces(later, word)));
}

const isAuthorizationWord = (statement: StaffStatement): statement is AuthorizationWord =>
  statement.content.kind === 'authorization';

function replaces(later: AuthorizationWord, earlier: AuthorizationWord): boolean {
  if (later.order !== earlier.order || later.content.coverage !== earlier.content.coverage) return false;
  const [now, then] = [later.content, earlier.content];
  if (now.number !== undefined && then.number !== undefined) return isSame(now.number, then.number);
  if (now.reference !== undefined && then.reference !== undefined) return isSame(now.reference, then.reference);
  return isWaiting(then);
}

const isSame = (a: string, b: string): boolean => comparableNumber(a) === comparableNumber(b);
