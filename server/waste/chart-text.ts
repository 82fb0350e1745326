import type { VialEntry, WasteCharting, WireQuantity } from '../../api-contract/waste.schema.ts';
import { dateText, plainDate } from '../../domain/kernel/plain-date.ts';

/** Who signed which version of what, and who saw it. */
export interface ChartedSignature {
  readonly date: string;
  readonly kind: 'signed' | 'corrected' | 'entered-in-error';
  readonly late: boolean;
  readonly reason?: string;
  readonly by: string;
  readonly role: string;
  readonly at: Date;
  readonly witness?: string;
  readonly timeZone: string;
}

/** The paragraph for the chart: drug, packages, doses, what was thrown away and why, who signed. WZ-19 lists its parts. */
export function chartText(charting: WasteCharting | undefined, signature: ChartedSignature): string {
  const head = charting === undefined ? 'Entered in error: this record counts no more.' : headOf(charting, signature);
  const body = charting === undefined ? [] : bodyOf(charting);
  return [head, ...body, ...reasonOf(signature), signedText(signature)].join('\n');
}

const headOf = ({ label, hcpcs }: WasteCharting, { date }: ChartedSignature): string =>
  `${label} (${hcpcs}), given ${dateText(plainDate(date))}`;

function bodyOf(charting: WasteCharting): readonly string[] {
  const { orderedDose, dose, given, discarded, keptForOthers } = charting;
  const ordered = orderedDose === undefined ? '' : `Ordered ${text(orderedDose)}. `;
  const kept = keptForOthers === undefined ? '' : ` Kept for another patient ${text(keptForOthers)}.`;
  return [
    `Opened: ${charting.vials.map(vialText).join('; ')}.`,
    `${ordered}Prepared ${text(dose)}. Given ${text(given)}. Discarded ${text(discarded)}${partsOf(charting)}.${kept}`,
    `${charting.equation}.`,
    linesText(charting),
  ];
}

const text = ({ value, unit }: WireQuantity): string => `${value} ${unit}`;

function vialText({ content, count, container, ndc, lot, shared }: VialEntry): string {
  const packed = [
    ...(container === 'multi-dose' ? ['multi-dose'] : []),
    ndc === undefined ? 'NDC not recorded' : `NDC ${ndc}`,
    lot === undefined || lot === '' ? 'lot not recorded' : `lot ${lot}`,
  ];
  const what =
    shared === true ? `${text(content)} of a vial shared with another patient` : `${String(count)} x ${text(content)}`;
  return `${what} (${packed.join(', ')})`;
}

function partsOf({ discardedInHood, discardedFromBag }: WasteCharting): string {
  if (discardedInHood === undefined) return '';
  const bag = discardedFromBag === undefined ? '' : `, ${text(discardedFromBag)} from the bag`;
  return ` (${text(discardedInHood)} in the pharmacy hood${bag})`;
}

const linesText = ({ lines }: WasteCharting): string =>
  lines.length === 0
    ? 'No drug line is billed.'
    : `Claim lines: ${lines.map(({ hcpcs, units, modifiers }) => `${[hcpcs, ...modifiers].join(' ')} x ${String(units)}`).join('; ')}.`;

function reasonOf({ kind, late, reason }: ChartedSignature): readonly string[] {
  if (reason === undefined) return [];
  const what =
    kind === 'corrected' ? 'Correction' : kind === 'entered-in-error' ? 'Withdrawn' : late ? 'Late entry' : 'Reason';
  return [`${what}: ${reason}`];
}

function signedText({ by, role, at, witness, timeZone }: ChartedSignature): string {
  const moment = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeStyle: 'short', timeZone }).format(at);
  const seen = witness === undefined ? '' : ` Witnessed by ${witness}.`;
  return `Signed by ${by}, ${role.replace(/-/g, ' ')}, ${moment}.${seen}`;
}
