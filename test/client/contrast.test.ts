import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('../../client/ui/tokens.css', import.meta.url), 'utf8');
const [lightPart = '', darkPart = ''] = css.split('@media (prefers-color-scheme: dark)');
const tokensOf = (part: string) =>
  new Map([...part.matchAll(/--cr-([a-z-]+):\s*(#[0-9a-f]{6})/g)].map((match) => [match[1] ?? '', match[2] ?? '']));
const light = tokensOf(lightPart);
const schemes = [
  ['light', light],
  ['dark', new Map([...light, ...tokensOf(darkPart)])],
] as const;

/** WCAG 2.2, relative luminance and contrast ratio. */
function luminance(color: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(color.slice(at, at + 2), 16) / 255)
    .map((channel) => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(tokens: ReadonlyMap<string, string>, a: string, b: string): number {
  const [one, other] = [luminance(tokens.get(a) ?? '#000000'), luminance(tokens.get(b) ?? '#000000')];
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}

const TEXT = [
  ['text', 'ground'],
  ['text', 'surface'],
  ['text', 'action-ground'],
  ['muted', 'ground'],
  ['muted', 'surface'],
  ['link', 'surface'],
  ['link', 'ground'],
  ['confirmed', 'confirmed-ground'],
  ['action', 'action-ground'],
  ['info', 'info-ground'],
  ['unknown', 'unknown-ground'],
] as const;

const GRAPHICS = [
  ['used', 'surface'],
  ['this', 'surface'],
  ['later-line', 'later-ground'],
  ['short-line', 'short-ground'],
  ['line-strong', 'surface'],
  ['action-edge', 'surface'],
  ['focus', 'ground'],
] as const;

describe.each(schemes)('the %s colors', (_name, tokens) => {
  it('are all known', () => {
    expect([...TEXT, ...GRAPHICS].flat().filter((name) => !tokens.has(name))).toEqual([]);
  });

  it.each(TEXT)('give text %s on %s at least 4.5 to 1', (text, ground) => {
    expect(contrast(tokens, text, ground)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(GRAPHICS)('give the shape %s on %s at least 3 to 1', (shape, ground) => {
    expect(contrast(tokens, shape, ground)).toBeGreaterThanOrEqual(3);
  });
});
