/**
 * Every change of sign between two quarters of real payment files, found twice: by the repricer, and by plain integers
 * on the files themselves. CHAIRREADY_CMS_FILES names the folder of the files; without it two small quarters are used.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parseHcpcs } from '../../../domain/kernel/hcpcs-code.ts';
import type { PlainDate } from '../../../domain/kernel/plain-date.ts';
import { quarterOf } from '../../../domain/kernel/plain-date.ts';
import { one } from '../../../domain/kernel/rational.ts';
import { parsePaymentLimits } from '../../../reference-data/cms/payment-limits.ts';
import { buildDrugIndex } from '../../../reference-data/drug-index.ts';
import { loadDrugTables } from '../../../reference-data/load.ts';
import type { LimitRow } from '../../../reference-data/drug-tables.ts';
import type { PriceDesk } from '../../../server/margin/margin-facts.ts';
import { repricer } from '../../../server/margin/reprice.ts';
import type { DoseSet } from '../../../server/store/margin-booked.ts';
import { NO_OTHER_PRICES, NO_TERMS } from '../../support/price-desks.ts';
import { aspFile } from '../imports/files.ts';

interface Quarter {
  readonly from: PlainDate;
  readonly file: string;
  readonly rows: ReadonlyMap<string, LimitRow>;
}

/** Small enough to check by eye: J9271 falls, J9299 rises, Q5118 stays. */
const SMALL = [
  ['one.csv', 'July 1, 2026 through September 30, 2026', ['60.000', '20.000', '30.000']],
  ['two.csv', 'October 1, 2026 through December 31, 2026', ['55.000', '25.000', '30.000']],
] as const;

function quarters(): readonly Quarter[] {
  const folder = process.env['CHAIRREADY_CMS_FILES'];
  const uploads =
    folder === undefined
      ? SMALL.map(([name, dates, [a, b, c]]) => {
          const text = aspFile([
            ['J9271', a],
            ['J9299', b],
            ['Q5118', c],
          ]).replace('July 1, 2026 through September 30, 2026', dates);
          return { name, bytes: Buffer.from(text, 'latin1') };
        })
      : readdirSync(folder)
          .filter((name) => /ASP Pricing File/i.test(name))
          .map((name) => ({ name, bytes: readFileSync(join(folder, name)) }));
  return uploads
    .map((upload): Quarter => {
      const parsed = parsePaymentLimits(upload);
      if (!parsed.ok) throw new Error(`${upload.name}: ${parsed.problem.message}`);
      const { from } = parsed.value.effective;
      const rows = parsed.value.kept.flatMap(({ row, code, microDollarsPerUnit, coinsuranceMillipercent }) => {
        // Vaccines and immune globulins with codes of the AMA are no infusion drugs.
        const drug = parseHcpcs(code);
        if (!drug.ok) return [];
        const limit = {
          ...{ hcpcs: drug.value, quarterFrom: from, quarterLabel: quarterOf(from).label, microDollarsPerUnit },
          ...{ file: upload.name, row },
          ...(coinsuranceMillipercent === undefined ? {} : { coinsuranceMillipercent }),
        };
        return [[code, { row, limit, provenance: { sources: [upload.name], verification: 'file' } }] as const];
      });
      return { from, file: upload.name, rows: new Map(rows) };
    })
    .toSorted((a, b) => (a.from < b.from ? -1 : 1));
}

const UNITS = 100;

/** Each code is bought at what exactly its earlier quarter leaves, to the micro-dollar below: any fall is a loss. */
const costOf = (limit: bigint, share: bigint): bigint => (limit * (98_000n + (2n * share) / 100n)) / 100_000n;

const shareOf = ({ limit }: LimitRow): bigint => BigInt(limit.coinsuranceMillipercent ?? 20_000);

const centsOf = (limit: bigint, share: bigint, cost: bigint): bigint => {
  // In units of a tenth of a micro-micro: exact, then to the cent, half away from zero.
  const exact = BigInt(UNITS) * (limit * (9_800_000n + 2n * share) - cost * 10_000_000n);
  const cent = 100_000_000_000n;
  const magnitude = exact < 0n ? -exact : exact;
  const rounded = (2n * magnitude + cent) / (2n * cent);
  return exact < 0n ? -rounded : rounded;
};

const doseOf = (code: string, on: string): DoseSet => ({
  ...{
    span: 0,
    visits: 1,
    first_visit: on,
    last_visit: on,
    hcpcs: code,
    drug_name: code,
    units: UNITS,
    discarded_units: 0,
    supply: 'buy-and-bill',
  },
  ...{ payer: 'Medicare', payer_identifiers: [], product: 'medicare-ffs', location: null, site_name: null },
  setting: 'office',
});

it('finds every change of sign between neighbouring quarters, each with file and row on both sides', () => {
  const shipped = loadDrugTables();
  const known = new Map(shipped.drugs.map(({ facts }) => [facts.hcpcs as string, facts]));
  const all = quarters();
  const found = { pairs: 0, codes: 0, negative: 0, others: 0 };
  for (const [at, earlier] of all.slice(0, -1).entries()) {
    const later = all[at + 1];
    if (later === undefined) continue;
    // Packages of our own stand for those of the market: one per code, at the cost that the earlier quarter leaves.
    const codes = [...later.rows.keys()].filter((code) => earlier.rows.has(code) && known.has(code));
    const prices = new Map(
      codes.map((code) => {
        const row = earlier.rows.get(code);
        const cost = row === undefined ? 0n : costOf(row.limit.microDollarsPerUnit, shareOf(row));
        const price = { ndc: '00000000000', account: 'GPO', unit: 'billing-unit', microDollars: cost };
        return [code, [{ ...price, from: earlier.from, file: 'cost.csv', row: 2, fileId: '1' }]] as const;
      }),
    );
    const deskWith = (rows: readonly Quarter[]): PriceDesk => ({
      drugs: buildDrugIndex({ ...shipped, limits: rows.flatMap(({ rows: of }) => [...of.values()]) }),
      quarters: new Set(rows.map(({ from }) => quarterOf(from).label)),
      prices: prices as unknown as PriceDesk['prices'],
      ...NO_OTHER_PRICES,
      terms: { ...NO_TERMS, patientCollectability: one },
    });
    const pricing = repricer(deskWith([earlier]), deskWith([earlier, later]));
    const inForce = codes.filter((code) => {
      const facts = known.get(code);
      return facts !== undefined && facts.inForce.from <= later.from && (facts.inForce.until ?? '9999') >= later.from;
    });
    pricing.add(inForce.map((code) => doseOf(code, later.from)));
    const turned = pricing.flips().filter(({ change }) => change === 'turned-negative');
    const expected = inForce.filter((code) => {
      const [was, now] = [earlier.rows.get(code), later.rows.get(code)];
      if (was === undefined || now === undefined) return false;
      const cost = costOf(was.limit.microDollarsPerUnit, shareOf(was));
      const before = centsOf(was.limit.microDollarsPerUnit, shareOf(was), cost);
      return before >= 0n && centsOf(now.limit.microDollarsPerUnit, shareOf(now), cost) < 0n;
    });
    expect(turned.map(({ set }) => set.hcpcs).sort()).toEqual([...expected].sort());
    for (const { before, after } of turned) {
      expect(before.basis).toMatch(new RegExp(`^${escaped(earlier.file)}, row \\d+, `));
      expect(after.basis).toMatch(new RegExp(`^${escaped(later.file)}, row \\d+, `));
    }
    found.pairs += 1;
    found.codes += inForce.length;
    found.negative += turned.length;
    found.others += pricing.flips().length - turned.length;
  }
  expect(found.pairs).toBe(all.length - 1);
  expect(found.negative).toBeGreaterThan(0);
  if (process.env['CHAIRREADY_CMS_FILES'] !== undefined) process.stdout.write(`${JSON.stringify(found)}\n`);
});

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
