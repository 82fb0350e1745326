/** The words, shapes and tones of margins: a loss is work for whoever buys, never harm to a patient. */
import type { FlipView, MarginRow } from '../../../api-contract/margin.schema.ts';
import type { Wording } from '../../ui/wording.ts';

type Band = FlipView['nowBand'];

export const BAND: Readonly<Record<Band, Wording>> = {
  loss: { word: 'Loses', tone: 'action', shape: 'triangle' },
  thin: { word: 'Thin, under 2 %', tone: 'info', shape: 'circle-i' },
  sound: { word: 'Earns', tone: 'confirmed', shape: 'check' },
  none: { word: 'No figure', tone: 'unknown', shape: 'question' },
};

export const CHANGE: Readonly<Record<FlipView['change'], string>> = {
  'turned-negative': 'Turns to a loss',
  'turned-positive': 'Turns to a gain',
  'band-fell': 'Falls below 2 %',
  'band-rose': 'Rises above 2 %',
  'figure-lost': 'Has no figure any more',
};

export const bandOfRow = ({ figure }: MarginRow): Band => figure?.band ?? 'none';

/** "J9271 Keytruda": the code once. */
export const drugName = ({ hcpcs, drug }: { readonly hcpcs: string; readonly drug: string }): string =>
  drug.includes(hcpcs) ? drug : `${drug} (${hcpcs})`;

const PRODUCT: Readonly<Record<string, string>> = {
  commercial: 'commercial',
  'medicare-advantage': 'Medicare Advantage',
  'medicare-ffs': 'Medicare fee-for-service',
  'medicaid-managed': 'Medicaid managed care',
  'medicaid-ffs': 'Medicaid fee-for-service',
  exchange: 'exchange',
};

export const productText = (product: string): string => PRODUCT[product] ?? product;
