/**
 * Which of the EHR's wishes for colors and font (`smart_style_url`, SMART App Launch 2.2) are followed: those with which
 * every text stays readable. Colors of success and error are not taken: here each color has one meaning. Pure.
 */

/** Custom properties of the page as they are now: `--cr-ground`, `--cr-text` and so on. */
export type TokenOf = (name: string) => string;

const TEXTS = ['--cr-text', '--cr-muted', '--cr-link'] as const;
const LEAST_OF_TEXT = 4.5;
const LEAST_OF_SHAPES = 3;

/** What to set, by custom property; empty where nothing is followed. */
export function tokensOfStyle(style: unknown, tokenOf: TokenOf): Readonly<Record<string, string>> {
  if (typeof style !== 'object' || style === null) return {};
  const wishes = style as Readonly<Record<string, unknown>>;
  const own = [tokenOf('--cr-ground'), tokenOf('--cr-surface')];
  const ground = colorIn(wishes, 'color_background', TEXTS.map(tokenOf), LEAST_OF_TEXT);
  const grounds = ground === undefined ? own : [...own, ground];
  return defined({
    '--cr-ground': ground,
    '--cr-text': colorIn(wishes, 'color_text', grounds, LEAST_OF_TEXT),
    '--cr-focus': colorIn(wishes, 'color_highlight', grounds, LEAST_OF_SHAPES),
    '--mantine-font-family': fontIn(wishes['font_family_body']),
  });
}

const defined = (tokens: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(tokens).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));

/** The wished color, if it stands out from each of the others as much as it must. */
function colorIn(
  wishes: Readonly<Record<string, unknown>>,
  name: string,
  others: readonly string[],
  least: number,
): string | undefined {
  const wish = wishes[name];
  return typeof wish === 'string' && others.every((other) => contrast(wish, other) >= least) ? wish : undefined;
}

/** Names of fonts and nothing else: no address and no function may come with it. Ours stand behind. */
const fontIn = (value: unknown): string | undefined =>
  typeof value === 'string' && /^[\w\s,'"-]{1,200}$/.test(value) ? `${value}, system-ui, sans-serif` : undefined;

/** Relative contrast as WCAG 2.2 defines it; 0 where one of the two is no plain hexadecimal color. */
export function contrast(one: string, other: string): number {
  const [a, b] = [luminance(one), luminance(other)];
  return a === undefined || b === undefined ? 0 : (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

function luminance(color: string): number | undefined {
  const channels = channelsOf(color.trim());
  if (channels === undefined) return undefined;
  const [red = 0, green = 0, blue = 0] = channels.map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function channelsOf(color: string): readonly number[] | undefined {
  const [, short, long] = /^#(?:([0-9a-f]{3})|([0-9a-f]{6}))$/i.exec(color) ?? [];
  const digits = long ?? short?.replace(/./g, '$&$&');
  return digits === undefined ? undefined : [0, 2, 4].map((at) => Number.parseInt(digits.slice(at, at + 2), 16));
}
