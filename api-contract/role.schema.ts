/** The roles a person can have, and which parts of a decision each may read. The server strips by this table. */
import { z } from 'zod';

export const role = z.enum([
  'scheduler',
  'authorization-specialist',
  'senior-specialist',
  'peer-to-peer',
  'infusion-nurse',
  'pharmacist',
  'prescriber',
  'finance',
  'compliance',
  'clerk',
  'registration',
  'supervisor',
  'charge-nurse',
  'pharmacy-technician',
  'pharmacy-manager',
  'billing',
  'financial-counselor',
  'patient',
  'unknown',
]);

export type Role = z.infer<typeof role>;

/** What one role reads of a decision. A patient reads none: the server opens no session for one. */
export interface Sight {
  /** Percentages with factors, words with a date, or no odds at all. */
  readonly likelihood: 'percentages' | 'words' | 'none';
  /** Dollars at risk of one visit. */
  readonly exposure: boolean;
  /** Who of the staff gets the case. */
  readonly routeTarget: boolean;
  /** Planned and discarded units of each drug. */
  readonly units: boolean;
}

const SPECIALIST: Sight = { likelihood: 'percentages', exposure: true, routeTarget: true, units: true };
const STAFF: Sight = { likelihood: 'words', exposure: false, routeTarget: true, units: true };

const SIGHT: Readonly<Record<Role, Sight>> = {
  scheduler: STAFF,
  'authorization-specialist': SPECIALIST,
  'senior-specialist': SPECIALIST,
  'peer-to-peer': SPECIALIST,
  'infusion-nurse': STAFF,
  pharmacist: STAFF,
  prescriber: STAFF,
  finance: STAFF,
  compliance: STAFF,
  clerk: STAFF,
  registration: STAFF,
  supervisor: STAFF,
  'charge-nurse': STAFF,
  'pharmacy-technician': STAFF,
  'pharmacy-manager': STAFF,
  billing: STAFF,
  'financial-counselor': STAFF,
  patient: { likelihood: 'none', exposure: false, routeTarget: false, units: false },
  unknown: { likelihood: 'none', exposure: false, routeTarget: false, units: true },
};

export const sightOf = (reader: Role): Sight => SIGHT[reader];
