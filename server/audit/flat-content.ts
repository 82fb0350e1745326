/** A nested value as its fields by path, each as text, so that two states can be compared field by field. */
import { exactJson } from '../../domain/kernel/exact-json.ts';
import type { ConfigurationContent } from '../store/operation-tables.ts';

/** `{ cards: { silent: true } }` becomes `{ 'cards.silent': 'true' }`; lists and exact numbers stay whole. */
export const flatContent = (value: Readonly<Record<string, unknown>>): ConfigurationContent =>
  Object.fromEntries(Object.entries(value).flatMap(([name, inner]) => fieldsOf(name, inner)));

function fieldsOf(path: string, value: unknown): readonly (readonly [string, string])[] {
  if (value === undefined) return [];
  return isNested(value)
    ? Object.entries(value).flatMap(([name, inner]) => fieldsOf(`${path}.${name}`, inner))
    : [[path, exactJson.stringify(value)]];
}

const isNested = (value: unknown): value is object =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !Object.values(value).some((inner) => typeof inner === 'bigint');
