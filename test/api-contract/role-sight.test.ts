import { describe, expect, it } from 'vitest';
import type { Role } from '../../api-contract/role.schema.ts';
import { role, sightOf } from '../../api-contract/role.schema.ts';

const rolesWith = (sees: (each: Role) => boolean): Role[] => role.options.filter(sees);
const AUTHORIZATION_STAFF = ['authorization-specialist', 'senior-specialist', 'peer-to-peer'];

describe('what a role may see of a decision', () => {
  it('shows dollars at risk to authorization staff and to nobody else', () => {
    expect(rolesWith((each) => sightOf(each).exposure)).toEqual(AUTHORIZATION_STAFF);
  });

  it('shows percentages to authorization staff and to nobody else', () => {
    expect(rolesWith((each) => sightOf(each).likelihood === 'percentages')).toEqual(AUTHORIZATION_STAFF);
  });

  it('shows schedulers, nurses and prescribers words', () => {
    const readers: Role[] = ['scheduler', 'infusion-nurse', 'charge-nurse', 'prescriber'];
    expect(readers.map((each) => sightOf(each).likelihood)).toEqual(readers.map(() => 'words'));
  });

  it('shows a role that is not known neither odds nor staffing', () => {
    expect(sightOf('unknown')).toEqual({ likelihood: 'none', exposure: false, routeTarget: false, units: true });
  });

  it('shows a patient nothing of it', () => {
    expect(sightOf('patient')).toEqual({ likelihood: 'none', exposure: false, routeTarget: false, units: false });
  });
});
