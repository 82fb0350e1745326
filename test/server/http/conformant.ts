import { expect } from 'vitest';
import type { Card } from '../../../cds-hooks/card-wire.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The invariants of the HL7 logical model CDSHooksResponse, and the promises of our own contract. */
export function expectConformant(response: unknown): readonly Card[] {
  const { cards, ...rest } = response as { readonly cards: readonly Card[] };
  expect(rest).toEqual({});
  expect(JSON.stringify(cards)).not.toMatch(/:null|:\[\]|:\{\}|:""/);
  const uuids = cards.flatMap((card) => [card.uuid, ...(card.suggestions ?? []).map(({ uuid }) => uuid)]);
  expect(new Set(uuids).size).toBe(uuids.length);
  for (const uuid of uuids) expect(uuid).toMatch(UUID);
  const authorizations = cards.filter(({ source }) => !['waste', 'margin'].includes(source.topic.code));
  expect(authorizations.length).toBeLessThanOrEqual(1);
  for (const card of cards) expectCard(card);
  return cards;
}

/** Strict clients refuse a card with any other member: what is more belongs into `extension`. */
const CARD_MEMBERS: ReadonlySet<string> = new Set([
  ...['uuid', 'summary', 'detail', 'indicator', 'source', 'suggestions', 'selectionBehavior', 'overrideReasons'],
  ...['links', 'extension'],
]);

function expectCard(card: Card): void {
  expect(Object.keys(card).filter((name) => !CARD_MEMBERS.has(name))).toEqual([]);
  expect(Array.from(card.summary).length).toBeLessThan(140);
  expect(['info', 'warning']).toContain(card.indicator);
  expect(card.source.label).toBe('ChairReady');
  expect(card.source.topic.system).toBe('urn:chairready:topic');
  expect(card.source.topic.code).toMatch(/^[a-z]{1,100}$/);
  expect(card.detail).not.toMatch(/<[a-z]/i);
  for (const { code, system, display } of card.overrideReasons)
    expect([code, system, display].every((text) => text !== '')).toBe(true);
  expect(card.selectionBehavior).toBe(card.suggestions === undefined ? undefined : 'any');
  for (const { label, actions, ...members } of card.suggestions ?? []) {
    expect(Object.keys(members)).toEqual(['uuid']);
    expect(label).not.toBe('');
    expect(actions).toHaveLength(1);
    expect(actions[0].type).toBe('create');
    expect(actions[0].description).not.toBe('');
  }
  for (const { type, url, appContext, ...members } of card.links) {
    expect(Object.keys(members)).toEqual(['label']);
    expect(type).toBe('smart');
    expect(url).toMatch(/^https?:\/\/[^?#]+\/launch$/);
    expect(appContext).toMatch(/^\{"decision":"[0-9a-f]{32}"\}$/);
  }
}
