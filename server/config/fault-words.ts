/** What is wrong with a field, in the words of somebody who writes a configuration file. */

const KINDS: ReadonlyMap<string, string> = new Map([
  ['array', 'a list [...]'],
  ['object', 'an object {...}'],
  ['record', 'an object {...}'],
  ['string', 'a text in quotes'],
  ['number', 'a number without quotes'],
  ['int', 'a whole number'],
  ['boolean', 'true or false, without quotes'],
]);

const kindOf = (kind: string): string => KINDS.get(kind) ?? kind;

/** The schema's own words, made plain where they speak of types; everything else says already what would be right. */
export function plainFault(message: string): string {
  const [, expected = '', received = ''] = /^Invalid input: expected (\w+), received (\w+)$/.exec(message) ?? [];
  if (expected === '') return message;
  if (received === 'undefined') return `is missing: ${kindOf(expected)} must stand here`;
  return `must be ${kindOf(expected)}, but is ${kindOf(received)}`;
}
