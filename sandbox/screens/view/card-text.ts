/**
 * The part of GitHub-Flavored Markdown that cards use: paragraphs, lists, bold, code. Everything else, HTML and
 * links included, stays the text it is: a card comes from another system and may not put anything into this page.
 */
export interface Span {
  readonly text: string;
  readonly look: 'plain' | 'strong' | 'code';
}

export type Line = readonly Span[];

export type Block =
  | { readonly kind: 'paragraph'; readonly lines: readonly Line[] }
  | { readonly kind: 'list'; readonly isOrdered: boolean; readonly items: readonly Line[] };

export function blocksOf(markdown: string): readonly Block[] {
  const blocks: Block[] = [];
  let isOpen = false;
  for (const line of markdown.split(/\r?\n/)) {
    const last = isOpen ? blocks.pop() : undefined;
    isOpen = line.trim() !== '';
    blocks.push(...(isOpen ? joined(last, blockOf(line)) : last === undefined ? [] : [last]));
  }
  return blocks;
}

/** `**bold**`, `__bold__` and `code`; a mark without its partner stays as written. */
export function spansOf(text: string): Line {
  return text
    .split(/(\*\*[^*]+\*\*|__[^_]+__|`[^`]+`)/)
    .filter((part) => part !== '')
    .map(spanOf);
}

const BULLET = /^\s*[-*+]\s+(.*)$/;
const NUMBER = /^\s*\d+[.)]\s+(.*)$/;
const HEADING = /^#{1,6}\s+(.*)$/;

function blockOf(line: string): Block {
  const bullet = BULLET.exec(line)?.[1];
  if (bullet !== undefined) return { kind: 'list', isOrdered: false, items: [spansOf(bullet)] };
  const numbered = NUMBER.exec(line)?.[1];
  if (numbered !== undefined) return { kind: 'list', isOrdered: true, items: [spansOf(numbered)] };
  const heading = HEADING.exec(line)?.[1];
  if (heading !== undefined) return { kind: 'paragraph', lines: [[{ text: heading, look: 'strong' }]] };
  return { kind: 'paragraph', lines: [spansOf(line.trim())] };
}

/** Neighbors of one kind become one block. */
function joined(before: Block | undefined, next: Block): readonly Block[] {
  if (before === undefined) return [next];
  if (before.kind === 'paragraph' && next.kind === 'paragraph')
    return [{ kind: 'paragraph', lines: [...before.lines, ...next.lines] }];
  if (before.kind === 'list' && next.kind === 'list' && before.isOrdered === next.isOrdered)
    return [{ ...before, items: [...before.items, ...next.items] }];
  return [before, next];
}

function spanOf(part: string): Span {
  const strong = /^(\*\*|__)(.+)\1$/.exec(part)?.[2];
  if (strong !== undefined) return { text: strong, look: 'strong' };
  const code = /^`([^`]+)`$/.exec(part)?.[1];
  return code === undefined ? { text: part, look: 'plain' } : { text: code, look: 'code' };
}
