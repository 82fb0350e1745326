/** The pages of the app and who has them. The server says so at log-in, and refuses the calls behind a page that is not theirs. */
import { z } from 'zod';
import type { Role } from './role.schema.ts';

export const page = z.enum([
  'visit',
  'board',
  'worklist',
  'supervisor',
  'readiness',
  'changes',
  'waste',
  'margin',
  'imports',
  'alerts',
  'audit',
  'settings',
]);

export type Page = z.infer<typeof page>;

/** Pages that exist; a page is named here in the change that brings it. */
const BUILT: ReadonlySet<Page> = new Set<Page>([
  'visit',
  'board',
  'readiness',
  'changes',
  'alerts',
  'audit',
  'waste',
  'worklist',
  'supervisor',
  'margin',
  'imports',
  'settings',
]);

const AUTHORIZATION: readonly Page[] = ['worklist', 'board', 'readiness', 'changes', 'visit'];
const FRONT_DESK: readonly Page[] = ['board', 'worklist', 'readiness', 'visit'];
const PHARMACY: readonly Page[] = ['margin', 'waste', 'worklist', 'board', 'readiness', 'visit'];

/** The first page that is built is where the role begins. A nurse has what charting needs and nothing else to learn. */
const PAGES: Readonly<Record<Role, readonly Page[]>> = {
  scheduler: ['board', 'readiness', 'changes', 'visit'],
  'authorization-specialist': AUTHORIZATION,
  'senior-specialist': [...AUTHORIZATION, 'imports'],
  'peer-to-peer': AUTHORIZATION,
  'infusion-nurse': ['waste', 'visit'],
  pharmacist: [...PHARMACY, 'imports'],
  prescriber: ['visit'],
  finance: ['margin', 'imports', 'visit'],
  compliance: ['audit', 'alerts', 'settings', 'visit'],
  clerk: FRONT_DESK,
  registration: FRONT_DESK,
  supervisor: ['supervisor', 'worklist', 'board', 'readiness', 'changes', 'alerts', 'settings', 'imports', 'visit'],
  'charge-nurse': ['readiness', 'waste', 'worklist', 'board', 'visit'],
  'pharmacy-technician': ['waste', 'imports', 'visit'],
  'pharmacy-manager': [...PHARMACY, 'imports', 'alerts'],
  billing: ['waste', 'visit'],
  'financial-counselor': ['board', 'visit'],
  patient: [],
  unknown: ['visit'],
};

/** What a role may open, its home first. */
export const pagesOf = (role: Role): Page[] => PAGES[role].filter((one) => BUILT.has(one));

export const mayOpen = (role: Role, asked: Page): boolean => pagesOf(role).includes(asked);
