/**
 * The two ways in which EHRs are known to draw cards. The first shows labels and renders markdown; the second shows
 * the detail as bare text and hides the labels of suggestions and links: people read the action's description.
 */
import type { Card } from '../../screens-api/screens.schema.ts';
import type { ShapeName } from '../ui/shape.tsx';

export type CardLook = 'labels-and-markdown' | 'plain-text';

export const CARD_LOOKS: readonly { readonly value: CardLook; readonly label: string }[] = [
  { value: 'labels-and-markdown', label: 'Labels and markdown' },
  { value: 'plain-text', label: 'Plain text, labels hidden' },
];

type Suggestion = NonNullable<Card['suggestions']>[number];
type Link = NonNullable<Card['links']>[number];

export function suggestionText({ label, actions = [] }: Suggestion, look: CardLook): string {
  if (look === 'labels-and-markdown') return label;
  const described = actions.map(({ description }) => description).join('; ');
  return described === '' ? 'Accept the suggestion' : described;
}

export function linkText({ label, type }: Link, look: CardLook): string {
  if (look === 'labels-and-markdown') return label;
  return type === 'smart' ? 'Open the linked app' : 'Open the linked page';
}

export interface IndicatorLook {
  readonly word: string;
  readonly shape: ShapeName;
  readonly tone: 'info' | 'action' | 'stop' | 'unknown';
}

/** An indicator that the specification does not have is shown as such, never as harmless. */
export function indicatorLook(indicator: string): IndicatorLook {
  return INDICATORS.get(indicator) ?? { word: `Unknown urgency: ${indicator}`, shape: 'question', tone: 'unknown' };
}

const INDICATORS: ReadonlyMap<string, IndicatorLook> = new Map([
  ['info', { word: 'Information', shape: 'circle-i', tone: 'info' }],
  ['warning', { word: 'Warning', shape: 'triangle', tone: 'action' }],
  ['critical', { word: 'Critical', shape: 'octagon', tone: 'stop' }],
]);
