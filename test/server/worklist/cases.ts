/** Cases for tests of the worklist. */
import type { NewCase } from '../../../server/store/open-case.ts';

export const NOON = new Date('2026-11-22T17:00:00Z');
export const TODAY = '2026-11-22';

export const aCase = (overrides: Partial<NewCase> = {}): NewCase => ({
  tenant: 'clinic',
  patientRef: 'Patient/p1',
  visitDate: '2026-12-15',
  appointmentKey: 'Appointment/a1',
  workKind: 'authorization',
  route: 'senior',
  why: 'Authorization ends before the visit',
  openedAt: NOON,
  ...overrides,
});
