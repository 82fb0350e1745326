/** Lots that the chart names, put to the vials that they can only belong to. */
import { compareAmounts, quantityOf, sameMeasure } from '../../domain/kernel/quantity.ts';
import type { VialEntry } from '../../api-contract/waste.schema.ts';
import type { DrugFacts } from '../../domain/visit/drug-facts.ts';
import type { ChartedLot } from '../../domain/visit/snapshot.ts';
import type { OpenedVials } from '../../domain/waste/vial-choice.ts';

/**
 * The planned vials, with the lot that the chart tells. A lot whose package the table knows belongs to vials of that
 * content; another one to the only kind of vials there is. Two lots for one kind of vials are left to the nurse.
 */
export const vialsWithLots = (
  opened: readonly OpenedVials[],
  lots: readonly ChartedLot[],
  facts: Pick<DrugFacts, 'containers'>,
): readonly VialEntry[] =>
  opened.map((vials) => {
    const own = lots.filter((lot) => isOf(lot, vials, facts, opened.length === 1));
    const [only, second] = new Set(own.map(({ lot }) => lot));
    const { content, count, container } = vials;
    return {
      ...{ content: quantityOf(content), count, container },
      ...(only === undefined || second !== undefined ? {} : { lot: only }),
    };
  });

function isOf(
  { ndc }: ChartedLot,
  { content }: OpenedVials,
  { containers }: Pick<DrugFacts, 'containers'>,
  isOnlyKind: boolean,
): boolean {
  const listed = ndc === undefined ? undefined : containers.find((one) => one.ndc === ndc)?.content;
  if (listed === undefined) return isOnlyKind;
  return sameMeasure(listed, content) && compareAmounts(listed, content) === 0;
}
