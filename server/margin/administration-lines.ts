/** What giving the drug is paid, beside the drug and never inside its figure: each code with its source, or what to load. */
import { quarterOf } from '../../domain/kernel/plain-date.ts';
import { decimal, multiply } from '../../domain/kernel/rational.ts';
import type { Usd } from '../../domain/kernel/usd.ts';
import { usdFromMicroDollars, usdOf } from '../../domain/kernel/usd.ts';
import type { AdministrationCode } from '../../domain/margin/administration-codes.ts';
import { firstAdministrationCodes } from '../../domain/margin/administration-codes.ts';
import { administrationPayment } from '../../domain/margin/administration-payment.ts';
import { collected } from '../../domain/margin/collected.ts';
import { sequestrationOn } from '../../domain/margin/margin-rules.ts';
import { definedOnly } from '../assessment/defined-only.ts';
import type { PlacedContract } from '../imports/contract-choice.ts';
import { contractFor } from '../imports/contract-choice.ts';
import { chargeOf } from './drug-price.ts';
import { placeOf } from './how-paid.ts';
import type { AskedDose, PriceDesk } from './margin-facts.ts';
import { oppsKey } from './opps-table.ts';

export interface AdministrationLine extends AdministrationCode {
  readonly paid:
    | { readonly kind: 'known'; readonly allowed: Usd; readonly expected: Usd; readonly source: string }
    | { readonly kind: 'none'; readonly why: string };
}

type Paid = AdministrationLine['paid'];

/** For the first hour or the one injection: how long it lasted is known only when it has been charted. */
export function administrationLines(desk: PriceDesk, dose: AskedDose): readonly AdministrationLine[] {
  const route = desk.drugs.facts(dose.hcpcs, dose.on)?.route;
  return firstAdministrationCodes(route).map((code) => ({ ...code, paid: paidFor(desk, dose, code.code) }));
}

function paidFor(desk: PriceDesk, dose: AskedDose, code: string): Paid {
  const isMedicare = dose.product === 'medicare-ffs';
  if (isMedicare && dose.setting === 'hopd') return hospitalPayment(desk, dose, code);
  const found = byContract(desk, dose, code);
  if (found.kind === 'none' || !isMedicare) return found;
  return { ...found, expected: afterSequestration(desk, dose, found.allowed) };
}

function hospitalPayment(desk: PriceDesk, dose: AskedDose, code: string): Paid {
  const { on } = dose;
  const { label } = quarterOf(on);
  const rate = desk.opps.rates.get(oppsKey(code, on));
  if (rate?.paymentMicroDollars === undefined) {
    const why = desk.opps.quarters.has(label) ? `lists no payment for ${code}` : 'is not loaded';
    return { kind: 'none', why: `no price in force: the Addendum B of ${label} ${why}` };
  }
  const full = usdFromMicroDollars(rate.paymentMicroDollars);
  const department = desk.terms.departments.get(dose.location ?? '') ?? { isRuralSoleCommunityHospital: false };
  const allowed = administrationPayment(full, department, on);
  const share = allowed.n * full.d === full.n * allowed.d ? '' : ', 40 % of it off campus';
  const source = `${rate.file}, row ${String(rate.row)}, ${label}${share}`;
  return { kind: 'known', allowed, expected: afterSequestration(desk, dose, allowed), source };
}

const GENERAL_SHARE = decimal('0.2');

const afterSequestration = ({ terms }: PriceDesk, { on }: AskedDose, allowed: Usd): Usd =>
  collected(allowed, {
    share: GENERAL_SHARE,
    cap: undefined,
    cut: sequestrationOn(on),
    collectability: terms.patientCollectability,
  }).expected;

/** Only terms that name the code: what a contract says of any drug is not said of giving it. */
function byContract(desk: PriceDesk, dose: AskedDose, code: string): Paid {
  const { payer, product, location, on } = dose;
  if (payer === undefined) return unpaid('no one coverage pays first on the day');
  const naming = desk.contracts.filter(({ drugs }) => drugs !== 'any' && drugs.includes(code));
  const choice = contractFor(naming, { payer, hcpcs: code, on, ...definedOnly({ product, site: location }) });
  switch (choice.kind) {
    case 'one':
      return byTerms(desk, dose, code, choice.contract);
    case 'none':
      return unpaid(`no price in force: load contract terms that name ${code}`);
    case 'ambiguous':
      return unpaid(`equally specific contracts: ${choice.contracts.map(placeOf).join(' and ')}`);
  }
}

function byTerms(desk: PriceDesk, dose: AskedDose, code: string, contract: PlacedContract): Paid {
  const { terms } = contract;
  const source = placeOf(contract);
  if (terms.form === 'fee-schedule') return paid(terms.perUnit, source);
  if (terms.form === 'case-rate') return paid(terms.amount, source);
  if (terms.form !== 'percent-of-charges') return unpaid(`${source} pays by the price of a drug, and ${code} is none`);
  const charge = chargeOf(desk, { ...dose, code });
  if (charge.kind === 'none') return charge;
  return paid(usdOf(multiply(charge.perUnit, multiply(terms.percent, HUNDREDTH))), `${source}; ${charge.source}`);
}

const unpaid = (why: string): Paid => ({ kind: 'none', why });

const HUNDREDTH = decimal('0.01');

const paid = (allowed: Usd, source: string): Paid => ({ kind: 'known', allowed, expected: allowed, source });
