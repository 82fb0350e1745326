/** Who may be signed in: the staff, and the patient who books for themselves. */
import type { State } from '../../screens-api/screens.schema.ts';

/** In the select; becomes `Patient/...` of whichever chart is open. */
export const THE_PATIENT = 'patient';

export interface UserChoice {
  readonly value: string;
  readonly label: string;
}

/** `Nadia Okonkwo, scheduler`; the scheduler is first in the list of the state and therefore the default. */
export const userChoices = ({ users }: Pick<State, 'users'>): readonly UserChoice[] => [
  ...users.map(({ reference, name, role }) => ({ value: reference, label: `${name}, ${roleText(role)}` })),
  { value: THE_PATIENT, label: 'The patient (self-scheduling)' },
];

/** The reference that goes into the hook and the launch. */
export const userReference = (choice: string, patient: string): string =>
  choice === THE_PATIENT ? `Patient/${patient}` : choice;

export const roleText = (role: string): string =>
  role === 'peer-to-peer' ? 'peer-to-peer nurse' : role.replaceAll('-', ' ');
