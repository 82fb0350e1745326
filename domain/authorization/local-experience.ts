import type { HcpcsCode } from '../kernel/hcpcs-code.ts';
import type { CoverageFacts } from '../visit/coverage.ts';
import type { LocalAnswer } from '../visit/local-cases.ts';
import { isSamePayer } from '../visit/payer.ts';
import type { Snapshot } from '../visit/snapshot.ts';
import { isSameProduct } from './course-index.ts';

/** What the clinic's own requests to the payer that pays, for this drug under any of its codes, have come to. */
export interface LocalExperience {
  readonly decided: number;
  readonly approved: number;
  readonly answers: readonly LocalAnswer[];
}

/** Below so many local cases every figure is said to be a starting estimate. */
export const CASES_TO_SPEAK_OF = 30;

/** Local counts weigh less than this many cases of the starting estimate until there are as many of them. */
export const PRIOR_STRENGTH = 20;

export const noExperience: LocalExperience = { decided: 0, approved: 0, answers: [] };

/** A payer that only may be the same one counts for nothing. */
export function localExperience(
  snapshot: Snapshot,
  { payer }: Pick<CoverageFacts, 'payer'>,
  hcpcs: HcpcsCode | undefined,
): LocalExperience {
  const { localCases } = snapshot.knowledge;
  if (localCases === undefined || payer === undefined || hcpcs === undefined) return noExperience;
  return localCases
    .filter((cases) => isSameProduct({ snapshot }, cases.hcpcs, hcpcs) && isSamePayer(cases.payer, payer) === true)
    .reduce<LocalExperience>(
      (sum, { decided, approved, answers }) => ({
        decided: sum.decided + decided,
        approved: sum.approved + approved,
        answers: [...sum.answers, ...answers],
      }),
      noExperience,
    );
}
