import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { exactJson } from '../../../domain/kernel/exact-json.ts';
import type { PlainDate } from '../../../domain/kernel/plain-date.ts';
import { visitsOfDay } from '../../../server/waste/visits-of-day.ts';
import { aCall } from '../../support/a-call.ts';
import { openTestDatabase, type TestDatabase } from '../../support/postgres-engines.ts';

const DAY = '2026-11-21' as PlainDate;
const PATIENTS = 50;

describe('The visits of a day on which many were booked for later days', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase('postgres');
    const snapshot = exactJson.stringify({ visits: [{ date: '2026-12-15', ref: 'Appointment/a1' }], priorUses: [] });
    for (let at = 0; at < PATIENTS; at += 1)
      await database.store.decisions.keepDecision(
        aCall({ tenant: 'many', today: DAY, patientRef: `Patient/${String(at)}`, snapshot }),
      );
  });
  afterAll(() => database.store.close());

  it('hold few records at a time, and read what says nothing of the day once only', async () => {
    const { db, decisions } = database.store;
    const counts = { reads: 0, now: 0, most: 0 };
    const findDecision: typeof decisions.findDecision = async (...asked) => {
      counts.reads += 1;
      counts.now += 1;
      counts.most = Math.max(counts.most, counts.now);
      const found = await decisions.findDecision(...asked);
      counts.now -= 1;
      return found;
    };
    const query = { db, decisions: { findDecision }, tenant: 'many', day: DAY };
    expect(await visitsOfDay(query)).toEqual([]);
    expect(counts).toMatchObject({ reads: PATIENTS, most: 16 });
    expect(await visitsOfDay(query)).toEqual([]);
    expect(counts.reads).toBe(PATIENTS);
  });
});
