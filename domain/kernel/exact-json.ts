/**
 * JSON that keeps bigints, so that a snapshot read back is the snapshot that was decided.
 * A bigint becomes `{"$n":"123"}`; nothing else in a snapshot has a key `$n`.
 */
export const exactJson = {
  stringify: (value: unknown): string => JSON.stringify(value, keepBigint),
  parse: (text: string): unknown => JSON.parse(text, reviveBigint),
};

const keepBigint = (_key: string, value: unknown): unknown =>
  typeof value === 'bigint' ? { $n: value.toString() } : value;

function reviveBigint(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('$n' in value)) return value;
  return typeof value.$n === 'string' ? BigInt(value.$n) : value;
}

/** Text that `exactJson.stringify` wrote of a value of one type, which the brand remembers. */
export type Written<Value> = string & { readonly __written: Value };

export const write = <Value>(value: Value): Written<Value> => exactJson.stringify(value) as Written<Value>;

/** The value again; sound because only `write` makes such text, or a store that kept it to the byte. */
export const readBack = <Value>(text: Written<Value>): Value => exactJson.parse(text) as Value;
