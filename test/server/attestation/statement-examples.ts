/** Statements for tests: said on 2026-12-01 by Sam Okafor about one order, unless told otherwise. */
import type { AuthorizationStatement } from '../../../api-contract/attestation.schema.ts';
import { plainDate } from '../../../domain/kernel/plain-date.ts';
import { hcpcs } from '../../../domain/kernel/hcpcs-code.ts';
import type { StaffStatement } from '../../../server/store/attestations.ts';

export const anAnswer = (change: Partial<AuthorizationStatement> = {}): AuthorizationStatement => ({
  kind: 'authorization',
  coverage: 'Coverage/c1',
  status: 'submitted',
  channel: 'portal',
  submittedOn: '2026-12-01',
  ...change,
});

export const aStatement = (id: string, change: Partial<StaffStatement> = {}): StaffStatement => ({
  id,
  appointment: 'Appointment/a1',
  order: 'MedicationRequest/m1',
  content: anAnswer(),
  payer: { identifiers: [], names: ['Sunrise Health Plan'] },
  memberId: 'S-1001',
  products: [hcpcs('J9271')],
  at: new Date('2026-12-01T15:00:00Z'),
  on: plainDate('2026-12-01'),
  by: { ref: 'Practitioner/s1', name: 'Sam Okafor', role: 'authorization-specialist' },
  ...change,
});

export const RETRACTED = {
  at: new Date('2026-12-01T16:00:00Z'),
  by: { ref: 'Practitioner/s1', role: 'authorization-specialist' },
  reason: 'Wrong chart',
};
