import type { UnauthorizedDoses } from '../decision/decision.ts';
import { groupBy } from '../kernel/group-by.ts';
import type { NonEmpty } from '../kernel/non-empty.ts';
import { isNonEmpty } from '../kernel/non-empty.ts';
import type { PlainDate } from '../kernel/plain-date.ts';
import { earlier } from '../kernel/plain-date.ts';
import type { RetroAuthorization } from './drug-case.ts';
import { unbookedDosesWereAuthorized } from './given-doses-were-authorized.rule.ts';

/**
 * Doses given on no valid authorization whose drug is not booked again, product by product: nobody would hear of them at
 * a visit. Takes them the most pressing first, as they come.
 */
export const unbookedDoses = (untold: readonly RetroAuthorization[], today: PlainDate): readonly UnauthorizedDoses[] =>
  [...groupBy(untold, ({ hcpcs }) => hcpcs).values()].filter(isNonEmpty).map((doses) => toldOf(doses, today));

function toldOf(doses: NonEmpty<RetroAuthorization>, today: PlainDate): UnauthorizedDoses {
  const [{ hcpcs, name, given, payer }] = doses;
  const due = doses.flatMap(({ dueBy }) => dueBy ?? []);
  return {
    hcpcs,
    name,
    payer,
    given,
    uses: doses.map(({ use }) => use),
    finding: unbookedDosesWereAuthorized.ask({ retro: doses, given: undefined, isNextOfDrug: true, today }),
    route: {
      to: 'authorization',
      why: 'A dose was given without a valid authorization.',
      ...(isNonEmpty(due) ? { dueBy: due.reduce(earlier) } : {}),
    },
  };
}
