import { createHash } from 'node:crypto';

import { newDecisionId, type CallRecord } from '../../server/store/decisions.ts';

/** The version that the decisions of `aCall` name. */
export const RULES_OF_CALLS = createHash('sha256').update('rules').digest('hex');

/** A hook call as the store takes it. */
export function aCall(overrides: Partial<CallRecord> = {}): CallRecord {
  return {
    id: newDecisionId(),
    tenant: 'clinic',
    service: 'infusion-booking',
    hookInstance: 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea',
    receivedAt: new Date('2026-11-21T15:00:00.000Z'),
    answeredAt: new Date('2026-11-21T15:00:00.087Z'),
    today: '2026-11-21',
    role: 'scheduler',
    decision: '{"verdict":"at-risk","odds":0.25}',
    snapshot: '{ "visits": [], "priorUses": [], "note": "übrig" }',
    rulesVersion: RULES_OF_CALLS,
    cards: [{ summary: 'Keytruda (J9271)', links: [] }],
    ...overrides,
  };
}
