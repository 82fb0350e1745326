/** What people are called: as the EHR named them when they last opened a page, else as configured, else by their id. */
import type { Kysely } from 'kysely';
import type { Role } from '../../api-contract/role.schema.ts';
import type { Tenant } from '../config/config.schema.ts';
import type { Database } from '../store/database.ts';
import { staffOf } from '../store/staff.ts';

export type NameOf = (userRef: string) => string;

export type KnownName = (userRef: string) => string | undefined;

export interface StaffNames {
  readonly nameOf: NameOf;
  /** Undefined where nothing but the id is known. */
  readonly knownName: KnownName;
  /** Everybody whom configuration or a log-in gives the role, in order of name. */
  readonly withRole: (role: Role) => readonly string[];
}

export async function staffNames(db: Kysely<Database>, tenant: Tenant): Promise<StaffNames> {
  const seen = await staffOf(db, tenant.id);
  const names = new Map(seen.map(({ user_ref, name }) => [user_ref, name]));
  const knownName: KnownName = (userRef) => names.get(userRef) ?? tenant.names[userRef];
  const nameOf: NameOf = (userRef) => knownName(userRef) ?? userRef.slice(userRef.lastIndexOf('/') + 1);
  return {
    ...{ nameOf, knownName },
    withRole: (role) =>
      [...new Set([...configured(tenant, role), ...seen.filter((one) => one.role === role).map((one) => one.user_ref)])]
        .map(nameOf)
        .sort(),
  };
}

/** Of the role map only people: codes of occupations stand in it too. */
const configured = ({ staff, roles }: Tenant, role: Role): string[] => [
  ...staff.filter((one) => one.roles.includes(role)).map(({ id }) => id),
  ...Object.entries(roles).flatMap(([key, value]) => (value === role && !key.startsWith('code:') ? [key] : [])),
];
