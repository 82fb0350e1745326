import type { Arrival, PlannedDrug, Snapshot, Visit } from './snapshot.ts';
import type { Supply } from './supply.ts';
import type { ProceedAtRisk, SupplyStatement } from './staff-statements.ts';

/** Drugs that the clinic buys, or may have bought. Of all others it is told by somebody else that they are here. */
export const isBroughtByOthers = (supply: Supply): boolean => supply !== 'buy-and-bill' && supply !== 'unknown';

/** Drugs that the clinic never bills: a study, a manufacturer or a pharmacy pays for them or bills them itself. */
export const isBilledByNobodyHere = (supply: Supply): boolean => isBroughtByOthers(supply) && supply !== 'replacement';

/** The drug with the supply that the staff settled last for this visit, else for the order; as it is where nobody did. */
export function settledDrug({ supplyStatements }: Snapshot, visit: Visit, drug: PlannedDrug): PlannedDrug {
  const said = statementFor(supplyStatements ?? NONE, visit, drug);
  if (said === undefined) return drug;
  const arrival = arrivalOf(said) ?? drug.arrival;
  return { ...drug, supply: said.supply, ...(arrival === undefined ? {} : { arrival }) };
}

const NONE: readonly SupplyStatement[] = [];

/** The statement that settles who brings this drug to this visit. */
export function statementFor(
  statements: readonly SupplyStatement[],
  visit: Pick<Visit, 'ref'>,
  drug: Pick<PlannedDrug, 'order'>,
): SupplyStatement | undefined {
  const about = statements.filter(
    ({ order, appointment }) => order === drug.order && (appointment === undefined || appointment === visit.ref),
  );
  return newest(about.filter(({ appointment }) => appointment !== undefined)) ?? newest(about);
}

/** Of two said at one instant the later entry counts. */
const newest = <Said extends { readonly at: string }>(said: readonly Said[]): Said | undefined =>
  said.reduce<Said | undefined>((kept, one) => (kept === undefined || one.at >= kept.at ? one : kept), undefined);

function arrivalOf({ receivedOn, expectedOn, by }: SupplyStatement): Arrival | undefined {
  if (receivedOn !== undefined) return { state: 'received', on: receivedOn, source: by };
  return expectedOn === undefined ? undefined : { state: 'expected', on: expectedOn, source: by };
}

/** Who lets this dose go ahead without a valid authorization, if anybody does; the last word counts. */
export const approvalFor = (
  { proceedAtRisk = [] }: Snapshot,
  visit: Pick<Visit, 'ref'>,
  drug: Pick<PlannedDrug, 'order'>,
): ProceedAtRisk | undefined =>
  newest(proceedAtRisk.filter(({ order, appointment }) => order === drug.order && appointment === visit.ref));
