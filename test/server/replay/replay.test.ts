import { createHash } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';

import { decide } from '../../../domain/decision/decide.ts';
import { exampleSnapshot } from '../../../domain/decision/example-course.ts';
import { ruleBook } from '../../../domain/decision/rule-book.ts';
import { exactJson } from '../../../domain/kernel/exact-json.ts';
import type { Snapshot } from '../../../domain/visit/snapshot.ts';
import { replayDecisions, type Replayed } from '../../../server/replay/replay-decisions.ts';
import { sealBatch } from '../../../server/audit/seal.ts';
import { deleteBodies } from '../../../server/store/audit.ts';
import { loadRulesBundle, type RulesBundle } from '../../../server/rules-bundle.ts';
import { compressText } from '../../../server/store/compressed-text.ts';
import { newDecisionId } from '../../../server/store/decisions.ts';
import { describeOnBothEngines, type TestDatabase } from '../../support/postgres-engines.ts';

let today: RulesBundle;
beforeAll(async () => {
  today = await loadRulesBundle();
});

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

function withDearerPrices(): Snapshot {
  const { knowledge, ...rest } = exampleSnapshot();
  const limits = knowledge.limits.map((limit) => ({ ...limit, microDollarsPerUnit: 999_990_000n }));
  return { ...rest, knowledge: { ...knowledge, limits } };
}

interface KeptParts {
  readonly snapshot?: string;
  readonly decision?: string;
  readonly rulesVersion?: string;
}

async function keep({ store }: TestDatabase, parts: KeptParts = {}): Promise<string> {
  const id = newDecisionId();
  const snapshot = exampleSnapshot();
  const kept = await store.decisions.keepDecision({
    id,
    tenant: `tenant-${id}`,
    service: 'infusion-booking',
    hookInstance: id,
    receivedAt: new Date(),
    answeredAt: new Date(),
    today: snapshot.today,
    role: 'scheduler',
    snapshot: exactJson.stringify(snapshot),
    decision: exactJson.stringify(decide(ruleBook, snapshot, today.version)),
    rulesVersion: today.version,
    cards: [],
    ...parts,
  });
  expect(kept).toEqual({ ok: true });
  return id;
}

async function replay({ store }: TestDatabase, ...ids: string[]): Promise<Replayed[]> {
  const lines: Replayed[] = [];
  await replayDecisions(store.db, ids, (line) => lines.push(line));
  return lines;
}

describeOnBothEngines('Replay', (database) => {
  beforeAll(async () => {
    await database().store.decisions.keepRuleBundle(today.version, today.text);
  });

  it('makes a kept decision again to the byte', async () => {
    const id = await keep(database());
    expect(await replay(database(), id)).toEqual([{ id, same: true }]);
  });

  it('runs the rules of that day after rules and prices have changed', async () => {
    const rules = "export const decideText = (snapshot, rules) => 'decided by old rules ' + rules + snapshot.length;";
    const version = sha256(rules);
    await database().store.decisions.keepRuleBundle(version, rules);
    const snapshot = exactJson.stringify(exampleSnapshot());
    const decision = `decided by old rules ${version}${String(snapshot.length)}`;
    const old = await keep(database(), { rulesVersion: version, decision, snapshot });
    const ofToday = await keep(database());
    // The same snapshot under dearer prices decides otherwise today; the kept one still says what it said.
    const dearer = exactJson.stringify(withDearerPrices());
    const repriced = await keep(database(), { snapshot: dearer });
    expect(await replay(database(), old, ofToday, repriced)).toEqual([
      { id: old, same: true },
      { id: ofToday, same: true },
      { id: repriced, same: false },
    ]);
  });

  it('tells of a snapshot, a decision or bytes that were changed afterwards', async () => {
    const { db } = database().store;
    const [snapshot, decision, bytes] = [await keep(database()), await keep(database()), await keep(database())];
    const moved = exactJson.stringify({ ...exampleSnapshot(), today: '2031-01-01' });
    await db
      .updateTable('cds_call')
      .set({ snapshot: compressText(moved) })
      .where('id', '=', snapshot)
      .execute();
    await db
      .updateTable('cds_call')
      .set({ decision: compressText('{}') })
      .where('id', '=', decision)
      .execute();
    await db
      .updateTable('cds_call')
      .set({ snapshot: Buffer.from('no brotli') })
      .where('id', '=', bytes)
      .execute();
    expect(await replay(database(), snapshot, decision, bytes)).toEqual([
      { id: snapshot, same: false },
      { id: decision, same: false },
      { id: bytes, same: false, error: 'the kept bytes cannot be read' },
    ]);
  });

  it('says when the decision, or its rules, are not there or not what they were', async () => {
    const missing = await keep(database(), { rulesVersion: sha256('never kept') });
    const broken = sha256('broken');
    await database()
      .store.db.insertInto('rule_bundle')
      .values({ version: broken, bundle: compressText('export const decideText = () => "{}";') })
      .execute();
    const forged = await keep(database(), { rulesVersion: broken });
    expect(await replay(database(), 'nobody', missing, forged)).toEqual([
      { id: 'nobody', same: false, error: 'unknown' },
      { id: missing, same: false, error: 'the rules that decided it are not kept' },
      { id: forged, same: false, error: 'the kept rules are not those that decided it' },
    ]);
  });

  it('says of a decision that was deleted when and why, and of one that is simply gone that it is', async () => {
    const { store } = database();
    const [deleted, gone] = [await keep(database()), await keep(database())];
    while ((await sealBatch(store.db)) !== undefined);
    const why = 'retention: decisionDays 30';
    const deletion = { ids: [deleted], why, at: new Date('2026-11-22T08:20:00Z'), tenant: `tenant-${deleted}` };
    expect(await deleteBodies(store.db, deletion)).toBe(1);
    await store.db.deleteFrom('cds_call').where('id', '=', gone).execute();
    expect((await replay(database(), deleted, gone)).map(({ error }) => error)).toEqual([
      'deleted on 2026-11-22 (retention: decisionDays 30): nothing of it is left to run',
      'it was recorded and is gone, and no deletion of it was recorded: run chairready audit verify',
    ]);
  });

  it('survives rules that throw, are no program, or reach for files beside them', async () => {
    const { decisions } = database().store;
    const texts = [
      'export const decideText = () => { throw new RangeError("secret"); };',
      'this is no program',
      'export { decideText } from "./domain/decision/replay-entry.ts";',
    ];
    for (const text of texts) await decisions.keepRuleBundle(sha256(text), text);
    const ids = await Promise.all(texts.map((text) => keep(database(), { rulesVersion: sha256(text) })));
    const lines = await replay(database(), ...ids);
    expect(lines.map(({ same }) => same)).toEqual([false, false, false]);
    expect(lines[0]?.error).toBe('the kept rules could not decide (RangeError)');
    expect(lines[1]?.error).toBe('the kept rules could not decide (SyntaxError)');
    expect(lines[2]?.error).toMatch(/could not decide/);
  });
});
