/** The words, shapes and colors of charting: what a drug or a visit still needs. */
import type {
  Circumstance,
  DrugToChart,
  DrugToSign,
  VialEntry,
  WasteGapView,
  WasteState,
  WireQuantity,
} from '../../../api-contract/waste.schema.ts';
import type { Wording } from '../../ui/wording.ts';

export const WASTE_STATE: Readonly<Record<WasteState, Wording>> = {
  'to-chart': { word: 'Ready to sign', tone: 'info', shape: 'circle-i' },
  'not-ready': { word: 'Planned, not confirmed', tone: 'unknown', shape: 'dash' },
  reopened: { word: 'Reopened', tone: 'action', shape: 'triangle' },
  'awaiting-witness': { word: 'Needs a witness', tone: 'action', shape: 'hourglass' },
  signed: { word: 'Signed', tone: 'confirmed', shape: 'check' },
  'nothing-to-chart': { word: 'Nothing to chart', tone: 'confirmed', shape: 'ring-check' },
  'cannot-tell': { word: 'Cannot tell', tone: 'unknown', shape: 'question' },
};

/** What is being changed, or confirmed, and waits for the signature. */
export const CHANGING: Wording = { word: 'Not signed yet', tone: 'info', shape: 'circle-i' };

export const GAP: Readonly<Record<WasteGapView['kind'], string>> = {
  'not-charted': 'Given, not charted',
  'not-signed': 'Never signed',
  reopened: 'Reopened',
  'awaiting-witness': 'Needs a witness',
  'does-not-add-up': 'Does not fit',
  'remainder-expired': 'Remainder out of time',
};

export const CIRCUMSTANCE: Readonly<Record<Circumstance, string>> = {
  'as-planned': 'Given as prepared',
  interrupted: 'Cut short',
  refused: 'Refused: nothing was given',
  spilled: 'Spilled or lost',
  overfill: 'More than the label: overfill',
  'other-amount': 'Another amount',
};

/** What each reason for a look by billing is called. */
export const REVIEW: Readonly<Record<string, string>> = {
  interrupted: 'The infusion was cut short',
  overfill: 'More was given than the labels hold',
  'given-differs-from-dose': 'Given and prepared amounts differ',
  'mixed-containers': 'Single-dose and multi-dose vials together',
  'status-indicator': 'The payment status does not fit the setting',
  'container-differs': 'A single-dose vial of a code known in multi-dose vials only',
  'before-2017': 'Before 2017',
  spilled: 'Drug was spilled',
};

export const amountWords = ({ value, unit }: WireQuantity): string => `${value} ${unit}`;

export const vialWords = ({ content, count, container, shared }: VialEntry): string =>
  shared === true
    ? `${amountWords(content)} of a shared vial`
    : `${String(count)} × ${amountWords(content)}${container === 'multi-dose' ? ' (multi-dose)' : ''}`;

export const vialsWords = (vials: readonly VialEntry[]): string => vials.map(vialWords).join(' + ');

export const lotsWords = (vials: readonly VialEntry[]): string =>
  [...new Set(vials.map(({ lot }) => lot).filter((lot) => lot !== undefined && lot !== ''))].join(', ');

/** What would be signed if nothing is changed; undefined where nothing can be signed. */
export function unchanged({ line, version, proposal, record, state }: DrugToChart): DrugToSign | undefined {
  // A record that was reopened starts from what is known now, a correction from what was signed.
  const signed = record?.after;
  const from = state === 'reopened' ? (proposal ?? signed) : (signed ?? proposal);
  if (from === undefined) return undefined;
  const { vials, dose, given, circumstance } = from;
  // Vials that were confirmed under the signature that is corrected need no second word.
  const confirmed = signed !== undefined && from === signed && signed.vialsFrom === 'confirmed';
  return { line, version, vials, dose, given, circumstance, confirmed };
}

export const isToSign = ({ state }: Pick<DrugToChart, 'state'>): boolean =>
  state === 'to-chart' || state === 'not-ready' || state === 'reopened';
