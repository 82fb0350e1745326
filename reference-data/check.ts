import type { HcpcsCode } from '../domain/kernel/hcpcs-code.ts';
import { hcpcs } from '../domain/kernel/hcpcs-code.ts';
import { addDays, quarterOf } from '../domain/kernel/plain-date.ts';
import { ratioOf, sameMeasure } from '../domain/kernel/quantity.ts';
import { equals } from '../domain/kernel/rational.ts';
import { checkRepetitions, checkSources } from './check-rows.ts';
import type { DrugRow, DrugTables, SuccessionRow, TableFile } from './drug-tables.ts';
import type { TableFault } from './table-fault.ts';
import { when } from './table-fault.ts';

/** Proves what the parser of one row cannot see: dates, repetitions, references, sources, measures and factors. */
export const checkTables = (tables: DrugTables): readonly TableFault[] => [
  ...checkDrugs(tables),
  ...checkPackages(tables),
  ...checkPrices(tables),
  ...checkSuccessions(tables),
  ...checkNames(tables),
  ...checkRepetitions(tables),
  ...checkSources(tables),
  ...checkMostUsed(tables),
];

/** Infusions that a cancer or rheumatology center gives every week: a table without one of them is broken. */
export const MOST_USED: readonly HcpcsCode[] = (
  'J9271 J9299 J9228 J9173 J9022 J9119 J9035 Q5107 Q5118 J9355 Q5114 Q5117 J9306 J9354 J9358 J9312 Q5115 Q5119 J9145 J9144 ' +
  'J9041 J9047 J9305 J9045 J9060 J9171 J9267 J9264 J9263 J9206 J9201 J9055 J9303 J9308 J9177 J9317 J9000 Q2050 J9075 J9033 ' +
  'J9025 J0894 J9190 J9395 J1745 Q5103 J3262 J3380 J2350 J2323 J0897 J2506 Q5111 J1442 J0881 J0885 J1439 J1756 J3489 J2469 J1453 J1459'
)
  .split(' ')
  .map(hcpcs);

function checkDrugs({ drugs }: DrugTables): readonly TableFault[] {
  const byCode = drugsByCode(drugs);
  return drugs.flatMap(({ row, facts }) => {
    const { from, until } = facts.inForce;
    const reference = facts.biosimilarOf === undefined ? undefined : byCode.get(facts.biosimilarOf);
    return [
      ...when(until !== undefined && until < from, 'drugs.csv', row, `${facts.hcpcs} ends before it begins`),
      ...when(
        facts.ingredient !== facts.ingredient.toLowerCase(),
        'drugs.csv',
        row,
        'the ingredient is not in lower case',
      ),
      ...when(
        facts.biosimilarOf !== undefined && reference?.facts.ingredient !== facts.ingredient,
        'drugs.csv',
        row,
        `${facts.hcpcs} does not share the ingredient of its reference product`,
      ),
    ];
  });
}

function checkPackages({ drugs, containers, packages }: DrugTables): readonly TableFault[] {
  const byCode = drugsByCode(drugs);
  const check = (
    file: TableFile,
    row: (typeof packages)[number] | (typeof containers)[number],
  ): readonly TableFault[] => {
    const unit = byCode.get(row.hcpcs)?.facts.billingUnit;
    if (unit === undefined) return [{ file, row: row.row, message: `${row.hcpcs} is not in drugs.csv` }];
    // A code that is billed by the vial may say what its vial holds.
    const isByVial = unit.measure === 'each' && file === 'containers.csv';
    const differs = row.content !== undefined && !isByVial && !sameMeasure(unit, row.content);
    return when(differs, file, row.row, `${row.hcpcs} is billed in another measure than this content`);
  };
  return [
    ...containers.flatMap((row) => check('containers.csv', row)),
    ...packages.flatMap((row) => check('ndc.csv', row)),
  ];
}

function checkPrices({ drugs, limits, mues }: DrugTables): readonly TableFault[] {
  const byCode = drugsByCode(drugs);
  return [
    ...limits.flatMap(({ row, limit }) => {
      const quarter = quarterOf(limit.quarterFrom);
      return [
        ...when(
          quarter.from !== limit.quarterFrom,
          'payment-limits.csv',
          row,
          'does not begin on the first day of a quarter',
        ),
        ...when(
          quarter.label !== limit.quarterLabel,
          'payment-limits.csv',
          row,
          `${limit.quarterLabel} is not the quarter of ${limit.quarterFrom}`,
        ),
        ...when(!byCode.has(limit.hcpcs), 'payment-limits.csv', row, `${limit.hcpcs} is not in drugs.csv`),
      ];
    }),
    ...mues.flatMap(({ row, hcpcs: code }) => when(!byCode.has(code), 'mue.csv', row, `${code} is not in drugs.csv`)),
  ];
}

function checkSuccessions({ drugs, successions }: DrugTables): readonly TableFault[] {
  const byCode = drugsByCode(drugs);
  return successions.flatMap((succession) => {
    const message = successionFault(succession, byCode);
    return message === undefined ? [] : [{ file: 'code-successions.csv' as const, row: succession.row, message }];
  });
}

function successionFault(succession: SuccessionRow, byCode: ReadonlyMap<HcpcsCode, DrugRow>): string | undefined {
  const [old, successor] = [byCode.get(succession.from), byCode.get(succession.to)];
  if (successor === undefined) return `${succession.to} is not in drugs.csv`;
  if ((old !== undefined) !== succession.inDrugTable) return `says wrongly whether ${succession.from} is in drugs.csv`;
  const { billingUnit } = successor.facts;
  const agrees =
    sameMeasure(succession.fromUnit, billingUnit) &&
    equals(ratioOf(succession.fromUnit, billingUnit), succession.unitsFactor);
  if (!agrees) return `the factor is not the old unit over the unit of ${succession.to}`;
  if (old === undefined) return undefined;
  if (old.facts.inForce.until !== addDays(succession.on, -1)) return `${succession.from} does not end the day before`;
  return old.facts.ingredient === successor.facts.ingredient ? undefined : `${succession.to} is another ingredient`;
}

function checkNames({ drugs, names, rxnorm }: DrugTables): readonly TableFault[] {
  const byCode = drugsByCode(drugs);
  const ingredients = new Set(drugs.map(({ facts }) => facts.ingredient));
  return [
    ...names.flatMap(({ row, words, ingredient, hcpcs: code }) => [
      ...when(
        words.some((word) => !/^[a-z0-9]+$/.test(word)),
        'names.csv',
        row,
        'is not written in lower-case words',
      ),
      ...when(code !== undefined && !byCode.has(code), 'names.csv', row, `${code ?? ''} is not in drugs.csv`),
      ...when(
        ingredient !== undefined && !ingredients.has(ingredient),
        'names.csv',
        row,
        `no drug has the ingredient ${ingredient ?? ''}`,
      ),
    ]),
    ...rxnorm.flatMap(({ row, ingredient }) =>
      when(!ingredients.has(ingredient), 'rxnorm.csv', row, `no drug has the ingredient ${ingredient}`),
    ),
  ];
}

function checkMostUsed({ drugs, limits }: DrugTables): readonly TableFault[] {
  const byCode = drugsByCode(drugs);
  const priced = new Set(limits.map(({ limit }) => limit.hcpcs));
  return MOST_USED.flatMap((code) => {
    const drug = byCode.get(code);
    if (drug === undefined) return [{ file: 'drugs.csv' as const, row: 0, message: `${code} is missing` }];
    return [
      ...when(drug.facts.containers.length === 0, 'containers.csv', 0, `${code} has no strength`),
      ...when(!priced.has(code), 'payment-limits.csv', 0, `${code} has no payment limit`),
    ];
  });
}

const drugsByCode = (drugs: readonly DrugRow[]): ReadonlyMap<HcpcsCode, DrugRow> =>
  new Map(drugs.map((row) => [row.facts.hcpcs, row]));
