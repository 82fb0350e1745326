import { describe, expect, it } from 'vitest';
import { FAULT_CHOICES, faultChoiceOf } from '../../../sandbox/screens/view/fault-choice.ts';
import { TOUR } from '../../../sandbox/screens/view/tour.ts';
import { STORIES } from '../../../sandbox/stories/all-stories.ts';
import { STAFF } from '../../../sandbox/stories/clinic.ts';

describe('the tour', () => {
  it('visits each person once, all of whom work here, and at last the patient', () => {
    const roles = TOUR.map(({ role }) => role);
    expect(new Set(roles).size).toBe(roles.length);
    expect(roles.at(-1)).toBe('patient');
    for (const role of roles.slice(0, -1)) expect(STAFF.map((member) => member.role)).toContain(role);
  });

  it('opens a chart that exists, or the app', () => {
    const stories = STORIES.map(({ id }) => id);
    for (const { patient, opensApp = false } of TOUR)
      expect(patient === undefined ? opensApp : stories.includes(patient)).toBe(true);
  });

  it('can be read in five minutes: at two hundred words a minute, with half of the time for looking', () => {
    const words = TOUR.flatMap(({ todo, look, why }) => `${todo} ${look} ${why}`.split(/\s+/));
    expect(words.length).toBeLessThanOrEqual(500);
  });
});

describe('the faults that a visitor may choose', () => {
  it.each(FAULT_CHOICES.map((choice) => [choice.label, choice] as const))(
    'shows %s as what was chosen',
    (_, choice) => {
      expect(faultChoiceOf(choice.settings).value).toBe(choice.value);
    },
  );

  it('never hides a fault behind what the hooks send along', () => {
    for (const { value, settings } of FAULT_CHOICES)
      expect([value, settings['no-prefetch'] === true]).toEqual([value, value !== 'works']);
  });
});
