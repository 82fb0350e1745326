import type { Brand } from './brand.ts';
import type { Result } from './result.ts';
import { ok, problem } from './result.ts';

/** A HCPCS Level II code, one letter and four digits ("J9271"). What it means comes from the dated table, never from the code. */
export type HcpcsCode = Brand<string, 'HcpcsCode'>;

export type HcpcsProblem = { readonly code: 'not-a-hcpcs-code'; readonly text: string };

const SHAPE = /^[A-V]\d{4}$/;

export function parseHcpcs(text: string): Result<HcpcsCode, HcpcsProblem> {
  const code = text.trim().toUpperCase();
  return SHAPE.test(code) ? ok(code as HcpcsCode) : problem({ code: 'not-a-hcpcs-code', text: text.slice(0, 20) });
}

/** A literal of our own source; throws on a wrong one. */
export function hcpcs(text: string): HcpcsCode {
  const parsed = parseHcpcs(text);
  if (!parsed.ok) throw new Error(`not a HCPCS literal: ${text}`);
  return parsed.value;
}

/** Not-otherwise-classified codes: the claim needs the NDC and a person looks at each. */
const UNLISTED: ReadonlySet<string> = new Set(['J3490', 'J3590', 'J7999', 'J8999', 'J9999', 'C9399']);

export const isUnlisted = (code: HcpcsCode): boolean => UNLISTED.has(code);
