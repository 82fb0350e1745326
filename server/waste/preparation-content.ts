/** What a kept preparation says: its vials, what was thrown away or held, as the arithmetic and the screens read it. */
import { z } from 'zod';
import type { VialEntry, WastePreparationView } from '../../api-contract/waste.schema.ts';
import { quantity, vialEntry } from '../../api-contract/waste.schema.ts';
import { parseNdc } from '../../domain/kernel/ndc11.ts';
import type { PreparedDose } from '../../domain/waste/charting-proposal.ts';
import type { OpenedVials } from '../../domain/waste/vial-choice.ts';
import { containerOf } from '../../domain/waste/vial-choice.ts';
import type { StoredPreparation } from '../store/waste-preparations.ts';
import type { PreparedAmounts } from './charted-drug.ts';
import { amountOfWire } from './charted-drug.ts';
import type { DrugOfVisit } from './visits-of-day.ts';

const preparationContent = z.object({
  vials: z.array(vialEntry),
  dose: quantity,
  discardedInHood: quantity.optional(),
  remainder: z.object({ amount: quantity, useBy: z.string() }).optional(),
  fromRemainder: z
    .object({ preparation: z.string(), amount: quantity, ndc: z.string().optional(), lot: z.string().optional() })
    .optional(),
  /** The approved plan for several patients that it carries out. */
  session: z.string().optional(),
});

export type PreparationContent = z.infer<typeof preparationContent>;

/** Only checked content is ever written there. */
export const contentOf = ({ content }: Pick<StoredPreparation, 'content'>): PreparationContent =>
  preparationContent.parse(content);

/** The vials of an entry with what it took over from another patient's vial. */
export function vialsOf({ vials, fromRemainder }: PreparationContent): PreparationContent['vials'] {
  if (fromRemainder === undefined) return vials;
  const { preparation: _preparation, amount, ...package_ } = fromRemainder;
  return [...vials, { content: amount, count: 1, container: 'single-dose' as const, ...package_, shared: true }];
}

/** The NDC of a share is that of the whole vial, which holds more than the share: the amounts are held against no package. */
export const ndcOfWhole = ({ ndc, shared }: VialEntry): string | undefined => (shared === true ? undefined : ndc);

export function preparedAmounts(preparation: StoredPreparation): PreparedAmounts {
  const content = contentOf(preparation);
  const { discardedInHood, remainder } = content;
  const isKept = remainder !== undefined && preparation.remainder?.kind !== 'discarded';
  return {
    vials: vialsOf(content),
    ...(isKept ? { keptForOthers: amountOfWire(remainder.amount) } : {}),
    ...(discardedInHood === undefined ? {} : { discardedInHood: amountOfWire(discardedInHood) }),
  };
}

/** The entry as the proposal reads it. */
export function preparedDose(preparation: StoredPreparation, { facts }: Pick<DrugOfVisit, 'facts'>): PreparedDose {
  const content = contentOf(preparation);
  const { keptForOthers } = preparedAmounts(preparation);
  const vials = vialsOf(content).map((vial): OpenedVials => {
    const { content: each, count, container } = vial;
    const ndc = ndcOfWhole(vial);
    const amount = amountOfWire(each);
    const package11 = ndc === undefined ? undefined : parseNdc(ndc);
    return {
      content: amount,
      count,
      container: container ?? (facts === undefined ? 'single-dose' : containerOf(amount, facts)),
      ...(package11?.ok === true ? { ndc: package11.value } : {}),
    };
  });
  return {
    vials,
    dose: amountOfWire(content.dose),
    ...(keptForOthers === undefined ? {} : { keptForOthers }),
  };
}

export function preparationView(preparation: StoredPreparation): WastePreparationView {
  const { vials, dose, discardedInHood, remainder, fromRemainder } = contentOf(preparation);
  return {
    id: preparation.id,
    version: preparation.version,
    vials,
    dose,
    ...(discardedInHood === undefined ? {} : { discardedInHood }),
    ...(remainder === undefined ? {} : { remainder: { ...remainder, fate: preparation.remainder?.kind ?? 'held' } }),
    ...(fromRemainder === undefined ? {} : { fromRemainder }),
    recordedBy: preparation.recorded_by,
    recordedAt: preparation.recorded_at.toISOString(),
  };
}
