/** What no loaded table tells, and the figures take for granted. */
import { quarterOf, yearOf } from '../../domain/kernel/plain-date.ts';
import { oppsCoinsuranceCapOn } from '../../domain/margin/margin-rules.ts';
import type { AskedDose, PriceDesk } from './margin-facts.ts';

/** Of the doses that are shown; what a table tells is not taken for granted any more. */
export function assumptionsOf(desk: PriceDesk, doses: readonly AskedDose[]): string[] {
  const hospital = doses.filter(({ setting, product }) => setting === 'hopd' && product === 'medicare-ffs');
  const quarters = new Set(hospital.map(({ on }) => quarterOf(on).label));
  const isAtSurgeryCenter = doses.some(({ setting, product }) => setting === 'asc' && product === 'medicare-ffs');
  return [
    ...(isAtSurgeryCenter ? [SURGERY_CENTERS] : []),
    ...[...quarters].sort().map((quarter) => statusText(desk, quarter)),
    ...uncappedYears(desk, hospital).map(
      (year) =>
        `The inpatient deductible of ${year} is not loaded: the patient share of hospital visits is not capped.`,
    ),
    'Payment for giving the drug is not part of any figure; it has lines of its own on the page of the drug.',
  ];
}

const SURGERY_CENTERS =
  'Drugs at surgery centers are taken to be paid separately (K2), which Medicare does only beside a covered procedure, unless the settings name them as packaged (N1).';

const statusText = ({ opps, terms }: PriceDesk, quarter: string): string => {
  if (opps.quarters.has(quarter)) return `Hospital outpatient drugs of ${quarter} are paid as its Addendum B says.`;
  const said = terms.statusIndicators.size === 0 ? '' : ', unless the settings say otherwise';
  return `Hospital outpatient drugs of ${quarter} are taken to be paid separately${said}: load the Addendum B of ${quarter}.`;
};

const uncappedYears = ({ terms }: PriceDesk, doses: readonly AskedDose[]): readonly string[] => [
  ...new Set(
    doses.flatMap(({ on }) => {
      const year = String(yearOf(on));
      return oppsCoinsuranceCapOn(on) === undefined && !terms.inpatientDeductibles.has(year) ? [year] : [];
    }),
  ),
];
