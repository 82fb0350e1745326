/** Who can be given a case: the staff of the configuration, and whoever has opened the worklist in a role that works on it. */
import type { Role } from '../../api-contract/role.schema.ts';
import { role as roleSchema } from '../../api-contract/role.schema.ts';
import type { Tenant } from '../config/config.schema.ts';
import type { StaffMember } from '../store/staff.ts';

export interface CaseWorker {
  readonly ref: string;
  readonly roles: readonly Role[];
  /** Cases a day; undefined where the configuration names none. */
  readonly capacityPerDay?: number;
}

const WORKERS: ReadonlySet<Role> = new Set<Role>([
  'authorization-specialist',
  'senior-specialist',
  'peer-to-peer',
  'clerk',
  'registration',
  'financial-counselor',
  'supervisor',
  'charge-nurse',
  'pharmacist',
  'pharmacy-manager',
]);

export function caseStaff(tenant: Tenant, seen: readonly StaffMember[]): readonly CaseWorker[] {
  const workers = new Map(
    [...seenWorkers(seen), ...mapped(tenant), ...configured(tenant)].map((one) => [one.ref, one]),
  );
  return [...workers.values()].sort((a, b) => (a.ref < b.ref ? -1 : 1));
}

const seenWorkers = (seen: readonly StaffMember[]): CaseWorker[] =>
  seen.flatMap(({ user_ref, role }) => {
    const known = roleSchema.safeParse(role);
    return known.success && WORKERS.has(known.data) ? [{ ref: user_ref, roles: [known.data] }] : [];
  });

/** Codes of occupations stand in the map too. */
const mapped = ({ roles }: Tenant): CaseWorker[] =>
  Object.entries(roles).flatMap(([ref, role]) =>
    WORKERS.has(role) && !ref.startsWith('code:') ? [{ ref, roles: [role] }] : [],
  );

const configured = ({ staff }: Tenant): CaseWorker[] =>
  staff.flatMap(({ id, roles, capacityPerDay }) =>
    roles.some((role) => WORKERS.has(role)) ? [{ ref: id, roles, capacityPerDay }] : [],
  );
