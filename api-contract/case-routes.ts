/** Whose work a case is, by the way it was routed, and whose cases each role reads. Client and server read one table. */
import { z } from 'zod';
import { routeTarget } from './decision-words.schema.ts';
import type { Role } from './role.schema.ts';

/** Where a case lies: with one of the desks that decisions route to, or with those who chart and prepare drugs. */
export const caseRoute = z.enum([...routeTarget.options, 'charge-nurse', 'pharmacy']);

export type CaseRoute = z.infer<typeof caseRoute>;

/** Routes that no decision takes: gaps in charting take them. */
const CHARTING: readonly CaseRoute[] = ['charge-nurse', 'pharmacy'];

export const isCharting = (route: CaseRoute): boolean => CHARTING.includes(route);

/** Who charts or prepares drugs reads that work alone, and who works on authorizations none of it. */
const READS: Readonly<Partial<Record<Role, readonly CaseRoute[]>>> = {
  'charge-nurse': ['charge-nurse'],
  pharmacist: ['pharmacy'],
  'pharmacy-manager': ['pharmacy'],
};

/** Undefined for a supervisor, who reads all. */
export const readsRoutes = (role: Role): readonly CaseRoute[] | undefined =>
  role === 'supervisor' ? undefined : (READS[role] ?? caseRoute.options.filter((route) => !isCharting(route)));

export const readsRoute = (role: Role, route: string): boolean =>
  readsRoutes(role)?.some((one) => one === route) ?? true;

/** Whose work a route is. A senior specialist can also speak with the payer. */
const WORKS_ON: Readonly<Partial<Record<Role, readonly CaseRoute[]>>> = {
  'authorization-specialist': ['authorization'],
  'senior-specialist': ['senior', 'peer-to-peer'],
  'peer-to-peer': ['peer-to-peer'],
  clerk: ['clerk'],
  registration: ['eligibility'],
  'financial-counselor': ['eligibility'],
  'charge-nurse': ['charge-nurse'],
  pharmacist: ['pharmacy'],
  'pharmacy-manager': ['pharmacy'],
};

export const worksOn = (role: Role, route: string): boolean => WORKS_ON[role]?.some((one) => one === route) === true;
