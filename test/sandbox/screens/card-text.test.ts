import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Block } from '../../../sandbox/screens/view/card-text.ts';
import { blocksOf, spansOf } from '../../../sandbox/screens/view/card-text.ts';

const plain = (text: string) => ({ text, look: 'plain' as const });

describe('the markdown of a card', () => {
  it('becomes a list, then a paragraph of several lines', () => {
    expect(blocksOf('- first\n- second\n\nNext step: call.\nEvaluated Nov 21.')).toEqual([
      { kind: 'list', isOrdered: false, items: [[plain('first')], [plain('second')]] },
      { kind: 'paragraph', lines: [[plain('Next step: call.')], [plain('Evaluated Nov 21.')]] },
    ]);
  });

  it('keeps paragraphs apart that an empty line separates, and joins those without one', () => {
    expect(blocksOf('one\n\ntwo')).toHaveLength(2);
    expect(blocksOf('one\ntwo')).toHaveLength(1);
  });

  it('keeps a numbered list apart from a bulleted one', () => {
    expect(blocksOf('1. one\n- two').map((block) => block.kind === 'list' && block.isOrdered)).toEqual([true, false]);
  });

  it('knows bold and code, and a heading as a bold line', () => {
    expect(spansOf('ends **Dec 26** in `R2`')).toEqual([
      plain('ends '),
      { text: 'Dec 26', look: 'strong' },
      plain(' in '),
      { text: 'R2', look: 'code' },
    ]);
    expect(blocksOf('## Findings')).toEqual([{ kind: 'paragraph', lines: [[{ text: 'Findings', look: 'strong' }]] }]);
  });

  it('leaves a mark without its partner, HTML and links as they were written', () => {
    expect(spansOf('2 ** 3')).toEqual([plain('2 ** 3')]);
    expect(spansOf('<img src=x onerror=alert(1)>')).toEqual([plain('<img src=x onerror=alert(1)>')]);
    expect(spansOf('[here](javascript:alert(1))')).toEqual([plain('[here](javascript:alert(1))')]);
  });

  it('loses no letter, whatever is sent', () => {
    const letters = (text: string): string => text.replaceAll(/[^\p{L}]/gu, '');
    const shown = (blocks: readonly Block[]): string =>
      blocks
        .flatMap((block) => (block.kind === 'list' ? block.items : block.lines))
        .flat()
        .map(({ text }) => text)
        .join('');
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'é', '*', '_', '`', '-', '#', ' ', '\n', '1', '.') }),
        (text) => {
          expect(letters(shown(blocksOf(text)))).toBe(letters(text));
        },
      ),
    );
  });
});
