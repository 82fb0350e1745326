import type { WastePolicyView } from '../../api-contract/waste.schema.ts';
import type { Role } from '../../api-contract/role.schema.ts';
import type { AppSession } from '../http/session-facts.ts';
import { userRefOf } from '../auth/user-ref.ts';

const PREPARERS: ReadonlySet<Role> = new Set<Role>(['pharmacist', 'pharmacy-technician', 'pharmacy-manager']);

export const mayPrepare = (role: Role): boolean => PREPARERS.has(role);

/** Who of the signed-in people may do what, by the site's policy. */
export function wasteRights({ desk, role, user }: Pick<AppSession, 'desk' | 'role' | 'user'>): WastePolicyView {
  const { signers, witnesses, witness, sharing } = desk.tenant.waste;
  return {
    maySign: signers.includes(role),
    mayWitness: witnesses.includes(role),
    mayPrepare: mayPrepare(role),
    mayExport: role === 'billing',
    witness,
    sharing,
    user: userRefOf(user),
  };
}
