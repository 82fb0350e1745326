import type { PlainDate } from '../kernel/plain-date.ts';
import type { Rational } from '../kernel/rational.ts';
import { add, compare, decimal, decimalText, multiply, one, subtract, zero } from '../kernel/rational.ts';
import type { Result } from '../kernel/result.ts';
import { ok, problem } from '../kernel/result.ts';
import type { Usd } from '../kernel/usd.ts';
import { noUsd, timesUsd, usdOf } from '../kernel/usd.ts';
import { DRUG_INCLUDED, isPackagedStatus } from '../visit/care-setting.ts';
import type { MarginQuestion } from './margin-question.ts';
import { ADD_ONS, PROPOSED_340B_SHARE } from './margin-rules.ts';
import type { UnitRate } from './part-b-limit.ts';
import { aspOf, partBLimit } from './part-b-limit.ts';
import { isPlayed } from './played-scenario.ts';
import { SCENARIOS } from './scenario.ts';
import type { ContractForm, DrugPrice, MarginProblem, PriceName } from './payment-form.ts';

/** What a payer allows for so many billed units, and how that moves with ASP. */
export interface Allowed {
  readonly forUnits: (billed: Rational) => Usd;
  readonly label: string;
  readonly source: string;
  /** Medicare's cut applies to Medicare's own payment only. */
  readonly isMedicare: boolean;
  readonly aspLine?: UnitRate['aspLine'];
}

type Found = Result<Allowed, MarginProblem>;

/** What a contract allows, before it is said which contract: that is one source for all of its forms. */
type Offer = Omit<Allowed, 'source' | 'isMedicare'> & {
  /** Of the price that it is counted from; absent where the contract itself names the amount. */
  readonly priceSource?: string;
};

type Offered = Result<Offer, MarginProblem>;

/** The allowed amount under the payer's form; a price that the form needs and nobody gave is a problem that names it. */
export function allowedAmount(question: MarginQuestion): Found {
  const { payer, price, contractSource } = question;
  if (payer.form === 'white-bag')
    return ok(nothing('white bag: another pharmacy bills the drug', 'payer form white-bag', false));
  if (payer.form === 'medicare-part-b') return partB(question);
  const offered = contractual(payer, price ?? NO_PRICE, question.on);
  return offered.ok ? ok(underContract(offered.value, contractSource)) : offered;
}

const NO_PRICE: DrugPrice = { source: 'no price given' };

function underContract({ priceSource, ...offer }: Offer, contractSource: string | undefined): Allowed {
  const contract = contractSource ?? (priceSource === undefined ? 'contract' : undefined);
  const source = [priceSource, contract].filter((part) => part !== undefined).join('; ');
  return { ...offer, source, isMedicare: false };
}

const nothing = (label: string, source: string, isMedicare: boolean): Allowed => ({
  forUnits: () => noUsd,
  label,
  source,
  isMedicare,
});

function partB(question: MarginQuestion): Found {
  if (question.setting === 'cah') return problem({ code: 'paid-on-cost' });
  const inside = paidInside(question);
  if (inside !== undefined) return ok(inside);
  if (lacksReference(question.price)) return problem({ code: 'price-missing', needs: 'referenceAsp' });
  const rate = question.price === undefined ? undefined : rateOf(question, question.price);
  return rate === undefined ? problem({ code: 'price-missing', needs: 'paymentLimit' }) : ok(rate);
}

/** The add-on of a qualifying biosimilar is a share of the reference price: its own price is never put in its place. */
function lacksReference(price: DrugPrice | undefined): boolean {
  const isFromAsp = price?.paymentLimit === undefined && price?.asp !== undefined;
  return isFromAsp && price.qualifyingBiosimilar === true && price.referenceAsp === undefined;
}

/** Drugs whose payment is part of another payment: nothing is allowed for them. */
function paidInside({ setting, opps }: MarginQuestion): Allowed | undefined {
  if (opps !== undefined && isPackaged(opps)) {
    return nothing('packaged: paid inside the administration', opps.source ?? `status ${opps.statusIndicator}`, true);
  }
  return setting in DRUG_INCLUDED ? nothing('paid inside the visit', `setting ${setting}`, true) : undefined;
}

function rateOf(question: MarginQuestion, price: DrugPrice): Allowed | undefined {
  const negotiated = negotiatedRate(question, price);
  const rate = negotiated ?? proposed340bRate(question, price) ?? partBLimit(price, question.on);
  if (rate === undefined) return undefined;
  const priceSource = negotiated === undefined ? price.source : (price.negotiatedSource ?? price.source);
  const source = [priceSource, question.opps?.source].filter((part) => part !== undefined).join('; ');
  return { ...perUnit(rate), source, isMedicare: true };
}

/** Whether a hospital's drug is paid inside another payment: whatever its limit is, it earns nothing by itself. */
export const isPackaged = (opps: MarginQuestion['opps'] | undefined): boolean =>
  opps !== undefined && isPackagedStatus(opps.statusIndicator);

/** Like every scenario, it counts only where it was asked for by name, from the day that it would begin. */
function proposed340bRate(question: MarginQuestion, price: DrugPrice): UnitRate | undefined {
  const { is340b, setting, on } = question;
  const isMeant = isPlayed('cy2027-opps-340b', question) && is340b && setting === 'hopd';
  const asp = isMeant ? aspOf(price, on) : undefined;
  if (asp === undefined) return undefined;
  const aspLine = { slope: PROPOSED_340B_SHARE, offset: zero };
  const { label } = SCENARIOS['cy2027-opps-340b'];
  return { perUnit: usdOf(multiply(asp, PROPOSED_340B_SHARE)), label, aspLine };
}

/** The negotiated price takes the place of ASP: payment then no longer follows ASP. */
function negotiatedRate(question: MarginQuestion, { negotiatedPrice }: DrugPrice): UnitRate | undefined {
  if (negotiatedPrice === undefined || !isPlayed('negotiated-2028', question)) return undefined;
  const perUnit = usdOf(multiply(negotiatedPrice, add(one, ADD_ONS.asp.value)));
  return { perUnit, label: SCENARIOS['negotiated-2028'].label };
}

const perUnit = ({ perUnit: rate, label, aspLine }: UnitRate): Omit<Allowed, 'source' | 'isMedicare'> => ({
  forUnits: (billed) => timesUsd(rate, billed),
  label: `${label} ${decimalText(rate)} a unit`,
  ...(aspLine === undefined ? {} : { aspLine }),
});

function contractual(form: ContractForm, price: DrugPrice, on: PlainDate): Offered {
  switch (form.form) {
    case 'percent-of-asp':
      return shareOf(aspOf(price, on), 'asp', fraction(form.percent), `${decimalText(form.percent)} % of ASP`, price);
    case 'awp-minus':
      return shareOf(
        price.awp,
        'awp',
        subtract(one, fraction(form.percent)),
        `AWP - ${decimalText(form.percent)} %`,
        price,
      );
    case 'percent-of-charges':
      return shareOf(
        price.charge,
        'charge',
        fraction(form.percent),
        `${decimalText(form.percent)} % of charges`,
        price,
      );
    case 'fee-schedule':
      return ok(perUnit({ perUnit: form.perUnit, label: 'fee schedule' }));
    case 'case-rate':
      return ok({ forUnits: () => form.amount, label: 'case rate' });
    case 'lesser-of':
      return lesserOf(form.of, price, on);
  }
}

const HUNDREDTH = decimal('0.01');

const fraction = (percent: Rational): Rational => multiply(percent, HUNDREDTH);

function shareOf(base: Usd | undefined, needs: PriceName, share: Rational, label: string, price: DrugPrice): Offered {
  if (base === undefined) return problem({ code: 'price-missing', needs });
  const aspLine = needs === 'asp' ? { aspLine: { slope: share, offset: zero } } : {};
  const rate = { perUnit: usdOf(multiply(base, share)), label, ...aspLine };
  return ok({ ...perUnit(rate), priceSource: sourceOf(price, needs) });
}

function sourceOf({ source, awpSource, chargeSource }: DrugPrice, needs: PriceName): string {
  if (needs === 'awp') return awpSource ?? source;
  return needs === 'charge' ? (chargeSource ?? source) : source;
}

/** The least of the amounts that each form allows for the same units. */
function lesserOf(forms: readonly ContractForm[], price: DrugPrice, on: PlainDate): Offered {
  const all = forms.map((form) => contractual(form, price, on));
  const missing = all.find((each) => !each.ok);
  if (missing !== undefined) return missing;
  const offers = all.flatMap((each) => (each.ok ? [each.value] : []));
  const sources = new Set(offers.flatMap(({ priceSource }) => priceSource ?? []));
  return ok({
    forUnits: (billed) => offers.map((offer) => offer.forUnits(billed)).reduce((a, b) => (compare(b, a) < 0 ? b : a)),
    label: `lesser of ${offers.map((offer) => offer.label).join(', ')}`,
    ...(sources.size === 0 ? {} : { priceSource: [...sources].join('; ') }),
  });
}
