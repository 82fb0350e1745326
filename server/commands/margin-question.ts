import type { Acquisition, MarginQuestion } from '../../domain/margin/margin-question.ts';
import type { DrugPrice } from '../../domain/margin/payment-form.ts';
import { billingUnits } from '../../domain/kernel/billing-units.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import { quarterOf } from '../../domain/kernel/plain-date.ts';
import { decimal, one, rational } from '../../domain/kernel/rational.ts';
import type { Rational } from '../../domain/kernel/rational.ts';
import { usdFromMicroDollars } from '../../domain/kernel/usd.ts';
import type { MarginLine } from './margin-line.schema.ts';
import { oppsCoinsuranceCapOn } from '../../domain/margin/margin-rules.ts';
import { oppsKey } from '../margin/opps-table.ts';
import type { PriceTables } from './price-tables.ts';

/** What the tables say of a hospital's drug: its status, and the cap of the year with it. */
export type OppsInForce = NonNullable<MarginQuestion['opps']>;

/** Only where the line leaves it to the tables: with a price or a status of its own nothing is looked up. */
export function oppsInForce(line: MarginLine, { opps }: PriceTables): OppsInForce | undefined {
  const isAsked = line.setting === 'hopd' && line.payer.form === 'medicare-part-b' && line.opps === undefined;
  const rate = isAsked ? opps?.rates.get(oppsKey(line.hcpcs, line.on)) : undefined;
  if (rate === undefined) return undefined;
  const { statusIndicator, file, row } = rate;
  const cap = oppsCoinsuranceCapOn(line.on);
  return {
    statusIndicator,
    source: `status ${statusIndicator}, ${file}, row ${String(row)}`,
    ...(cap === undefined ? {} : { coinsuranceCap: cap, capSource: `inpatient deductible of ${line.on.slice(0, 4)}` }),
  };
}

/** The payment limit of the quarter of the day, and the row that it stands in. */
export interface PriceInForce {
  readonly price: DrugPrice;
  readonly coinsuranceShare?: Rational;
  readonly file: string;
  readonly row: number;
  readonly effective: PlainDate;
  readonly table?: 'shipped';
}

/** The limit of exactly the quarter of the day; an older one is never used. */
export function priceInForce({ hcpcs, on }: MarginLine, drugs: PriceTables): PriceInForce | undefined {
  const limit = drugs.paymentLimit(hcpcs, on);
  if (limit === undefined || limit.quarterFrom !== quarterOf(on).from) return undefined;
  const isBiosimilar = drugs.facts(hcpcs, on)?.biosimilarOf !== undefined;
  const { file, row, coinsuranceMillipercent } = limit;
  return {
    price: {
      paymentLimit: usdFromMicroDollars(limit.microDollarsPerUnit),
      limitHasReferenceAddOn: isBiosimilar,
      source: `${file}, row ${row}, ${limit.quarterLabel}`,
    },
    file,
    row,
    effective: limit.quarterFrom,
    ...(drugs.table === undefined ? {} : { table: drugs.table }),
    ...(coinsuranceMillipercent === undefined
      ? {}
      : { coinsuranceShare: rational(coinsuranceMillipercent, MILLIPERCENT) }),
  };
}

const MILLIPERCENT = 100_000;
const GENERAL_COINSURANCE = decimal('0.2');

/** A line of `chairready margin` with the price that counts: the question that the domain answers. */
export function marginQuestion(
  line: MarginLine,
  inForce: PriceInForce | undefined,
  ofTable?: OppsInForce,
): MarginQuestion {
  const { price, acquisition, opps } = line;
  return {
    on: line.on,
    setting: line.setting,
    units: billingUnits(line.units),
    discardedUnits: billingUnits(line.discardedUnits),
    payer: line.payer,
    coinsurance: coinsuranceOf(line, inForce),
    patientCollectability: line.patientCollectability ?? one,
    is340b: line.is340b === true,
    scenarios: line.scenarios ?? [],
    ...present({
      price: price === undefined ? inForce?.price : givenPrice(price),
      acquisition: acquisition && givenAcquisition(acquisition),
      opps: opps === undefined ? ofTable : givenOpps(opps),
    }),
  };
}

const givenPrice = (price: NonNullable<MarginLine['price']>): DrugPrice => ({
  ...present(price),
  source: 'price given in the input',
});

function givenAcquisition({ perUnit, vials }: NonNullable<MarginLine['acquisition']>): Acquisition | undefined {
  const source = 'acquisition given in the input';
  if (perUnit !== undefined) return { kind: 'per-unit', perUnit, source };
  return vials === undefined ? undefined : { kind: 'vials', vials, source };
}

const givenOpps = ({ statusIndicator, coinsuranceCap }: NonNullable<MarginLine['opps']>) => ({
  statusIndicator: statusIndicator.trim().toUpperCase(),
  ...(coinsuranceCap === undefined ? {} : { coinsuranceCap }),
});

/** As given; else what the CMS file says of the code; else a fifth. */
function coinsuranceOf({ coinsuranceShare }: MarginLine, inForce: PriceInForce | undefined) {
  if (coinsuranceShare !== undefined) return { share: coinsuranceShare, source: 'coinsurance given in the input' };
  if (inForce?.coinsuranceShare === undefined)
    return { share: GENERAL_COINSURANCE, source: 'general Part B coinsurance' };
  return { share: inForce.coinsuranceShare, source: `${inForce.file}, row ${inForce.row}` };
}

type Present<Fields> = { readonly [Name in keyof Fields]?: Exclude<Fields[Name], undefined> };

/** Without the keys whose value is undefined. */
const present = <Fields extends object>(fields: Fields): Present<Fields> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Present<Fields>;
