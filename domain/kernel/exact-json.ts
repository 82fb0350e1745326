/**
 * JSON that keeps bigints, so that a snapshot read back is the snapshot that was decided.
 * A bigint becomes `{"$n":"123"}`; nothing else in a snapshot has a key `$n`.
 */
export const exactJson = {
  stringify: (value: unknown): string => JSON.stringify(value, keepBigint),
  parse: (text: string): unknown => withBigints(JSON.parse(text)),
};

const keepBigint = (_key: string, value: unknown): unknown =>
  typeof value === 'bigint' ? { $n: value.toString() } : value;

/** Changes in place what was parsed a moment ago and nobody else holds: a third of the time of a reviver, which is asked about every text and number too. */
function withBigints(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('$n' in value && typeof value.$n === 'string') return BigInt(value.$n);
  const members = value as Record<string, unknown>;
  for (const name in members) {
    const member = members[name];
    if (typeof member === 'object' && member !== null) members[name] = withBigints(member);
  }
  return value;
}

/** Text that `exactJson.stringify` wrote of a value of one type, which the brand remembers. */
export type Written<Value> = string & { readonly __written: Value };

export const write = <Value>(value: Value): Written<Value> => exactJson.stringify(value) as Written<Value>;

/** The value again; sound because only `write` makes such text, or a store that kept it to the byte. */
export const readBack = <Value>(text: Written<Value>): Value => exactJson.parse(text) as Value;
