/**
 * Parses JSON from outside; throws a SyntaxError where it is none. Escapes can write what is no text: a NUL, which no
 * PostgreSQL text holds, and half of a surrogate pair, which no UTF-8 holds. Each is read as U+FFFD, so that one odd
 * character in a name loses nobody a warning.
 */
export const parseWellFormed = (text: string): unknown =>
  text.includes('\\u') && ODD_ESCAPE.test(text) ? JSON.parse(text, wellFormed) : JSON.parse(text);

/** A reviver for `JSON.parse`. */
export const wellFormed = (_key: string, value: unknown): unknown =>
  typeof value === 'string' ? value.replaceAll('\u0000', REPLACEMENT).replace(HALF_PAIR, REPLACEMENT) : value;

/** May be one half of a proper pair: the reviver tells. */
const ODD_ESCAPE = /\\u(?:0000|d[89a-f])/i;

const HALF_PAIR = /\p{Surrogate}/gu;

const REPLACEMENT = '\uFFFD';
