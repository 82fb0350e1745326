import type { Brand } from './brand.ts';
import type { NonEmpty } from './non-empty.ts';
import type { Result } from './result.ts';
import { ok, problem } from './result.ts';

/** A National Drug Code in the 11-digit billing form (5-4-2, no hyphens). */
export type Ndc11 = Brand<string, 'Ndc11'>;

export type NdcProblem =
  | { readonly code: 'not-an-ndc'; readonly text: string }
  /** Ten digits without hyphens fit three products: the table decides, never a guess. */
  | { readonly code: 'ambiguous-ten-digits'; readonly candidates: NonEmpty<Ndc11> }
  /** The 6-4-2 form that FDA assigns from 2033 on: kept as it is, not billable as eleven digits. */
  | { readonly code: 'twelve-digits'; readonly ndc12: string };

const SEGMENTS: Readonly<Record<string, true>> = { '4-4-2': true, '5-3-2': true, '5-4-1': true, '5-4-2': true };

/** Reads 4-4-2, 5-3-2, 5-4-1 and 5-4-2 with hyphens, eleven bare digits, a leading claim qualifier N4 and legacy asterisks. */
export function parseNdc(text: string): Result<Ndc11, NdcProblem> {
  const cleaned = text.replace(/\s/g, '').replace(/^N4/i, '').replace(/\*/g, '0');
  if (/^\d{11}$/.test(cleaned)) return ok(cleaned as Ndc11);
  if (/^\d{10}$/.test(cleaned))
    return problem({ code: 'ambiguous-ten-digits', candidates: tenDigitCandidates(cleaned) });
  if (/^\d{6}-?\d{4}-?\d{2}$/.test(cleaned))
    return problem({ code: 'twelve-digits', ndc12: cleaned.replace(/-/g, '') });
  return fromSegments(cleaned.split('-'), text);
}

/** A literal of our own source; throws on a wrong one. */
export function ndc11(text: string): Ndc11 {
  const parsed = parseNdc(text);
  if (!parsed.ok) throw new Error(`not an NDC literal: ${text}`);
  return parsed.value;
}

/** "50242-0040-62", the way billing systems print it. */
export const ndcText = (ndc: Ndc11): string => `${ndc.slice(0, 5)}-${ndc.slice(5, 9)}-${ndc.slice(9)}`;

function fromSegments(segments: readonly string[], text: string): Result<Ndc11, NdcProblem> {
  const shape = segments.map((segment) => segment.length).join('-');
  const [labeler, product, pack] = segments;
  const readable = SEGMENTS[shape] === true && segments.every((segment) => /^\d+$/.test(segment));
  if (!readable || labeler === undefined || product === undefined || pack === undefined) {
    return problem({ code: 'not-an-ndc', text: text.slice(0, 20) });
  }
  return ok((labeler.padStart(5, '0') + product.padStart(4, '0') + pack.padStart(2, '0')) as Ndc11);
}

const tenDigitCandidates = (digits: string): NonEmpty<Ndc11> => [
  `0${digits}` as Ndc11,
  `${digits.slice(0, 5)}0${digits.slice(5)}` as Ndc11,
  `${digits.slice(0, 9)}0${digits.slice(9)}` as Ndc11,
];
