/** Who gets a case that may not lie unowned: of those who do this work and are in, the one with most room. */
import type { Role } from '../../api-contract/role.schema.ts';
import { worksOn } from '../../api-contract/case-routes.ts';

/** One person of `tenants[].staff`, with what they have to do until the case is due. */
export interface StaffLoad {
  readonly id: string;
  readonly roles: readonly Role[];
  readonly capacityPerDay: number;
  /** Open cases of theirs that are due by then. */
  readonly due: number;
  readonly isAway: boolean;
}

/**
 * Undefined where nobody does such work. Room is counted over the open days until the case is due, today included; with
 * nobody having room, the least burdened has it, because a critical case is never nobody's. Ties go by id.
 */
export function chooseOwner(staff: readonly StaffLoad[], route: string, openDays: number): string | undefined {
  const able = staff.filter(({ roles, isAway }) => !isAway && roles.some((role) => worksOn(role, route)));
  const burden = ({ due, capacityPerDay }: StaffLoad): number => due / (capacityPerDay * Math.max(1, openDays));
  const [least] = [...able].sort((a, b) => burden(a) - burden(b) || (a.id < b.id ? -1 : 1));
  return least?.id;
}
