/** The guided tour: one stop per person, about five minutes altogether. Each stop opens the right screen by itself. */
import type { Activity } from './activity.ts';

export interface TourStop {
  /** The person's role, as the state lists it, or the patient. */
  readonly role: string;
  readonly title: string;
  /** A story; none where the stop is in the app alone. */
  readonly patient?: string;
  readonly activity: Activity;
  /** Whether the app opens at once, without a patient. */
  readonly opensApp?: boolean;
  readonly todo: string;
  readonly look: string;
  readonly why: string;
}

export const TOUR: readonly TourStop[] = [
  {
    role: 'scheduler',
    title: 'The scheduler books',
    patient: 'expires-before-third-cycle',
    activity: 'book',
    todo: 'Choose Series, then the first free slot.',
    look: 'One card: the drug, the day on which the authorization ends, the third visit, and one next step.',
    why: 'The gap is found when the series is booked, weeks before the visit that nobody would pay for. Where all is well, no card appears at all.',
  },
  {
    role: 'authorization-specialist',
    title: 'The specialist gets the work',
    activity: 'book',
    opensApp: true,
    todo: 'The app opens with the worklist. Open the case on top, with the mouse or with Enter.',
    look: 'Once the series of the first stop is booked: its case, with its owner, its due date and what is missing.',
    why: 'The warning does not end as a message somebody has to remember: the visit is a case with a date.',
  },
  {
    role: 'senior-specialist',
    title: 'The senior specialist reads the evidence',
    patient: 'denied-peer-to-peer-open',
    activity: 'chart',
    todo: 'Press “Open ChairReady” in the patient’s header.',
    look: 'The denial, the days left to call the payer, each sentence with its source.',
    why: 'Senior time is scarce. The app says which visits are worth it and what to say on the telephone.',
  },
  {
    role: 'pharmacist',
    title: 'The pharmacist verifies',
    patient: 'in-the-chair-today',
    activity: 'verify',
    todo: 'Read the card, then press “Verify and mix”.',
    look: 'The vials with the least rest, and what stays in them. With “Nobody asked the payer” the card says to hold the mixing.',
    why: 'Once mixed, a drug cannot go back. This is the last moment at which a missing authorization costs nothing.',
  },
  {
    role: 'charge-nurse',
    title: 'The charge nurse receives the patient',
    patient: 'in-the-chair-today',
    activity: 'check-in',
    todo: 'Press “Check in”.',
    look: 'No warning: the visit is authorized. A card for information names the vials; nothing stops anybody.',
    why: 'A warning is worth reading where it is rare. The line at the bottom says each time that ChairReady was asked.',
  },
  {
    role: 'infusion-nurse',
    title: 'The nurse charts the dose',
    patient: 'in-the-chair-today',
    activity: 'give',
    todo: 'Type 270 mg as given and press “Chart the dose”. Then “Open in ChairReady” on the card, “Chart what this visit leaves over”, and sign.',
    look: 'What was opened, given and thrown away, with the lines for the claim, filled in already.',
    why: 'Unrecorded waste is lost money, and a nurse has other things to do: two actions, ten seconds.',
  },
  {
    role: 'finance',
    title: 'Finance looks at the margin',
    activity: 'book',
    opensApp: true,
    todo: 'Look at what the app opens with.',
    look: 'Margin by drug, payer and site with its working; never by patient. Where a price list is missing, no figure is made up.',
    why: 'Dollars are shown to those whose work they are. No nurse, scheduler, prescriber or patient sees one.',
  },
  {
    role: 'compliance',
    title: 'Compliance asks why',
    activity: 'book',
    opensApp: true,
    todo: 'Choose “decision” under What, press Search, and follow “Replay decision” of any line.',
    look: 'The same answer again, from the kept facts and the kept rules; every override with its reason.',
    why: 'A decision that nobody can explain a year later protects nobody.',
  },
  {
    role: 'patient',
    title: 'The patient books for themselves',
    patient: 'no-authorization',
    activity: 'book',
    todo: 'Choose a free slot.',
    look: 'No card, although the authorization is missing. “Behind the scenes” shows that the hook fired.',
    why: 'Open questions with a payer are the staff’s to settle; a patient who reads them might stay at home.',
  },
];
