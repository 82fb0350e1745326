import { expect, it } from 'vitest';
import { ndc11 } from '../../../domain/kernel/ndc11.ts';
import { plainDate } from '../../../domain/kernel/plain-date.ts';
import { priceSense } from '../../../server/imports/price-sense.ts';
import type { AcquisitionPrice } from '../../../server/imports/price-rows.ts';
import { loadDrugIndex } from '../../../reference-data/load.ts';

const drugs = loadDrugIndex();
const sense = priceSense(drugs);
const ON = plainDate('2026-08-01');

/** Keytruda, 100 mg in one vial: 100 units of J9271. */
const KEYTRUDA = ndc11('00006-3026-02');
const limit = drugs.paymentLimit('J9271' as never, ON)?.microDollarsPerUnit ?? 0n;

const price = (unit: AcquisitionPrice['unit'], microDollars: bigint, ndc = KEYTRUDA): AcquisitionPrice => ({
  ndc,
  account: 'WAC',
  unit,
  microDollars,
  from: ON,
});

it('has a limit and a package to compare with', () => {
  expect(limit).toBeGreaterThan(0n);
  expect(drugs.packageOf(KEYTRUDA, 'J9271' as never)).toMatchObject({ containers: 1 });
});

it('refuses a price from ten times the payment limit on, and takes one just below', () => {
  expect(sense(price('billing-unit', limit * 10n - 1n))).toEqual({});
  expect(sense(price('billing-unit', limit * 10n)).reject).toContain('10 times the payment limit');
  expect(sense(price('billing-unit', limit * 100n)).reject).toContain('for another unit than one billing-unit');
  expect(sense(price('package', limit * 100n))).toEqual({});
  expect(sense(price('package', limit * 1000n)).reject).toContain('10 times');
});

it('asks about a package at the price of one unit, and leaves a 340B price of a cent alone', () => {
  expect(sense(price('package', limit)).warn).toContain('is it per billing-unit?');
  expect(sense(price('package', limit * 2n - 1n)).warn).toBeDefined();
  expect(sense(price('package', limit * 2n))).toEqual({});
  expect(sense(price('package', 10_000n))).toEqual({});
});

it('names a package that stands in no table', () => {
  expect(sense(price('package', 1_000_000n, ndc11('99999-9999-99'))).warn).toContain('stands in no table');
});
