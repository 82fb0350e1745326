import type { HookUser } from '../../cds-hooks/hook-service.ts';

/** How a person is named in every row and record, as `Practitioner/p1`. */
export const userRefOf = ({ type, id }: HookUser): string => `${type}/${id}`;
