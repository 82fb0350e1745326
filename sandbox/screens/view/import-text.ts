/** What an import did, in sentences. */
import type { ImportReport } from '../../screens-api/screens.schema.ts';

/** `Stored: 1 Patient, 33 Encounter.` and so on; what was left out is always said. */
export function importLines({ stored, liftedCoverages, skipped }: ImportReport): readonly string[] {
  const counts = Object.entries(stored)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([type, count]) => `${count} ${type}`);
  return [
    `Stored as they were: ${counts.join(', ')}.`,
    ...(liftedCoverages === 0
      ? ['No coverage was found in the file.']
      : [`Coverages copied out of explanations of benefit: ${liftedCoverages}.`]),
    ...skipped.map(({ what, reason }) => `Left out: ${what}, ${reason}.`),
    'Nothing was invented: no dose, no order, no payer.',
  ];
}

/** Undefined when the text is not JSON. */
export function jsonOf(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}
