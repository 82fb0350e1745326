/** The order that a visitor writes: what was typed becomes the request, and nothing is filled in for them. */
import type { NewOrder, Order, OrderRequest } from '../../screens-api/screens.schema.ts';
import { PayerId } from '../../screens-api/screens.schema.ts';

export interface OrderForm {
  readonly drug: string;
  readonly hcpcs: string;
  readonly dose: string;
  readonly unit: string;
  readonly everyDays: string;
  /** One of the sandbox's payers, or empty for what the chart says. */
  readonly payer: string;
}

export type OrderFault = Partial<Record<keyof OrderForm, string>>;

export const EMPTY_ORDER: OrderForm = { drug: '', hcpcs: '', dose: '', unit: 'mg', everyDays: '', payer: '' };

/** Invented payers of the sandbox; a visitor may name one, and it is then marked as theirs. */
export const PAYER_CHOICES = [
  { value: '', label: 'as the chart says' },
  { value: 'sunrise', label: 'Sunrise Health Plan' },
  { value: 'granite', label: 'Granite Mutual' },
  { value: 'harbor', label: 'Harbor Advantage' },
  { value: 'cedar', label: 'Cedar Valley Health Trust' },
  { value: 'medicare-ffs', label: 'Medicare fee-for-service' },
] as const;

/** UCUM codes with the way people write them. */
export const DOSE_UNITS = [
  { value: 'mg', label: 'mg' },
  { value: 'mg/kg', label: 'mg/kg' },
  { value: 'mg/m2', label: 'mg/m²' },
  { value: 'ug', label: 'mcg' },
  { value: 'g', label: 'g' },
  { value: 'mL', label: 'mL' },
  { value: '[iU]', label: 'units' },
] as const;

/** A sentence per field at fault; empty when the order can be sent. */
export function faultsOf(form: OrderForm): OrderFault {
  const typed = trimmed(form);
  const faults: OrderFault =
    typed.drug === '' && typed.hcpcs === '' ? { drug: 'Write the drug, or its HCPCS code' } : {};
  for (const { field, isRight, fault } of CHECKS) {
    if (typed[field] !== '' && !isRight(typed[field])) faults[field] = fault;
  }
  return faults;
}

interface Check {
  readonly field: keyof OrderForm;
  readonly isRight: (typed: string) => boolean;
  readonly fault: string;
}

/** What may be left empty but, once typed, has a form. */
const CHECKS: readonly Check[] = [
  {
    field: 'hcpcs',
    isRight: (typed) => /^[A-Z]\d{4}$/.test(typed),
    fault: 'One letter and four digits, such as J9271',
  },
  {
    field: 'dose',
    isRight: (typed) => /^\d{1,7}(\.\d{1,4})?$/.test(typed),
    fault: 'A number, such as 200 or 2.5',
  },
  {
    field: 'everyDays',
    isRight: (typed) => /^\d{1,3}$/.test(typed) && Number(typed) >= 1 && Number(typed) <= 365,
    fault: 'Whole days, 1 to 365',
  },
];

/** Only for a form without faults. */
export const orderRequest = (form: OrderForm, patient: string): OrderRequest => ({ patient, ...newOrder(form) });

/** The form that a written order fills again: nothing is in it that the order does not state. */
export function formOf({ drug, hcpcs, dose, intervalDays }: Order): OrderForm {
  const [value = '', unit = 'mg'] = (dose ?? '').split(' ');
  const everyDays = intervalDays === null ? '' : String(intervalDays);
  return { ...EMPTY_ORDER, drug, hcpcs: hcpcs ?? '', dose: value, unit, everyDays };
}

/** An order named by its code alone carries the code as its text. */
export function newOrder(form: OrderForm): NewOrder {
  const { drug, hcpcs, dose, unit, everyDays, payer } = trimmed(form);
  const named = PayerId.safeParse(payer);
  return {
    drug: drug === '' ? hcpcs : drug,
    ...(hcpcs === '' ? {} : { hcpcs }),
    ...(dose === '' ? {} : { dose: { value: dose, unit } }),
    ...(everyDays === '' ? {} : { intervalDays: Number(everyDays) }),
    ...(named.success ? { payer: named.data } : {}),
  };
}

const trimmed = (form: OrderForm): OrderForm => ({
  drug: form.drug.trim(),
  hcpcs: form.hcpcs.trim().toUpperCase(),
  dose: form.dose.trim(),
  unit: form.unit,
  everyDays: form.everyDays.trim(),
  payer: form.payer,
});
