// Pricing 100,000 booked visits again after an import of a payment file, in an embedded database of its own.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addDays, plainDate } from '../../domain/kernel/plain-date.ts';
import { loadDrugIndex, loadDrugTables } from '../../reference-data/load.ts';
import { configSchema } from '../../server/config/config.schema.ts';
import { importFile } from '../../server/imports/import-file.ts';
import { openFlipWatch } from '../../server/margin/flip-watch.ts';
import { silentLog } from '../../server/observability/log.ts';
import type { BookedDoseRow } from '../../server/store/margin-booked.ts';
import type { Store } from '../../server/store/open-store.ts';
import { openStore } from '../../server/store/open-store.ts';
import type { Figure } from './figure.ts';
import { megabytes, seconds } from './figure.ts';

const ASKED_MS = 10_000;
const TODAY = plainDate('2026-11-21');
const CODES = codesInForce();

/** Every kind of dose is drawn from a fixed sequence, so that two runs price the same visits. */
export async function repriceBooked(visits = 100_000): Promise<readonly Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'chairready-reprice-'));
  const store = await openStore({ dataDir: folder });
  try {
    return [await measured(store, folder, visits)];
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measured(store: Store, folder: string, visits: number): Promise<Figure> {
  await book(store, visits);
  const [tenant] = configSchema.parse({ tenants: [TENANT] }).tenants;
  if (tenant === undefined) throw new Error('the tenant of the bench');
  const watch = openFlipWatch({ db: store.db, tenants: [{ tenant, today: () => TODAY }], log: silentLog });
  await take(store, folder, 'prices', 'prices.csv', prices());
  await take(store, folder, 'contracts', 'contracts.csv', CONTRACTS);
  await watch.wake();
  await take(store, folder, 'asp', 'January 2027 ASP Pricing File 121826.csv', januaryLimits());
  const before = process.memoryUsage().rss;
  const [began, cpu, peak] = [performance.now(), process.cpuUsage(), peakMemory()];
  await watch.wake();
  const took = performance.now() - began;
  const busy = process.cpuUsage(cpu).user / 1000;
  const most = peak.stop();
  await watch.stop();
  const { flips, priced } = await outcome(store);
  return {
    what: `pricing ${visits.toLocaleString('en-US')} booked visits again after an import`,
    value: `${seconds(took)}, ${flips} drug x payer x site flipped, ${priced} visits priced`,
    baseline: `processor ${seconds(busy)}, memory ${megabytes(before)} before, ${megabytes(most)} at most`,
    goal: { says: `asked ${seconds(ASKED_MS)}`, reached: took <= ASKED_MS && priced > 0 },
  };
}

function peakMemory() {
  let most = process.memoryUsage().rss;
  const timer = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss);
  }, 20);
  return {
    stop: () => {
      clearInterval(timer);
      return most;
    },
  };
}

async function outcome({ db }: Store): Promise<{ readonly flips: string; readonly priced: number }> {
  const newest = await db
    .selectFrom('margin_watch')
    .selectAll()
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow();
  const { flips } = await db
    .selectFrom('margin_flip')
    .select(({ fn }) => fn.countAll<string>().as('flips'))
    .where('watch_id', '=', newest.id)
    .executeTakeFirstOrThrow();
  return { flips, priced: newest.priced };
}

async function take(store: Store, folder: string, kind: 'asp' | 'prices' | 'contracts', name: string, text: string) {
  const path = join(folder, name);
  writeFileSync(path, text);
  const beside = {
    log: silentLog,
    now: () => new Date(),
    policies: () => Promise.resolve([]),
    priceSense: () => Promise.resolve(() => ({})),
    preparing: () => Promise.resolve(undefined),
    listSense: () => Promise.resolve({ listPrice: () => undefined, perUnit: () => undefined }),
  };
  const taken = await importFile(store, { kind, path, tenant: TENANT.id }, beside);
  if (!taken.ok) throw new Error(taken.problem.message);
}

const TENANT = {
  id: 'bench',
  name: 'Bench',
  cdsClient: { iss: 'https://ehr.test', jwksUrl: 'https://ehr.test/jwks' },
  fhir: { baseUrl: 'https://ehr.test/fhir' },
};

const PAYERS = ['Medicare', 'Sunrise Health Plan', 'Open Health', 'Lakeside Mutual', 'Prairie Choice', 'Union Benefit'];
const SITES = 6;

async function book({ db }: Store, visits: number): Promise<void> {
  const rows = Array.from({ length: visits }, (_one, at) => doseAt(at));
  for (let at = 0; at < rows.length; at += 1000) {
    await db
      .insertInto('booked_dose')
      .values(rows.slice(at, at + 1000))
      .execute();
  }
}

function doseAt(at: number): BookedDoseRow {
  const code = CODES[(at * 7919) % CODES.length] ?? '';
  const payer = PAYERS[(at * 31) % PAYERS.length] ?? '';
  const site = at % SITES;
  return {
    tenant: TENANT.id,
    appointment: `Appointment/b${String(at)}`,
    order_ref: 'MedicationRequest/m1',
    patient_ref: `Patient/p${String(at >> 3)}`,
    visit_date: addDays(TODAY, 1 + ((at * 13) % 120)),
    hcpcs: code,
    drug_name: code,
    units: 10 + ((at * 17) % 40) * 5,
    discarded_units: (at * 11) % 4 === 0 ? 5 : 0,
    supply: 'buy-and-bill',
    payer,
    payer_identifiers: [],
    product: payer === 'Medicare' ? 'medicare-ffs' : 'commercial',
    location: `Location/s${String(site)}`,
    site_name: `Site ${String(site)}`,
    setting: site < 4 ? 'office' : 'hopd',
    decision_id: 'bench',
  };
}

function codesInForce(): readonly string[] {
  const drugs = loadDrugIndex();
  const listed = loadDrugTables().packages.map(({ hcpcs }) => hcpcs);
  const priced = [...new Set(listed)].filter((code) => drugs.paymentLimit(code, TODAY) !== undefined);
  // Spread over the alphabet, as a real list is.
  return priced.filter((_code, at) => at % 2 === 0).sort();
}

function prices(): string {
  const drugs = loadDrugIndex();
  const lines = loadDrugTables().packages.flatMap(({ ndc, hcpcs }) => {
    const limit = drugs.paymentLimit(hcpcs, TODAY)?.microDollarsPerUnit;
    if (limit === undefined || limit === 0n || !CODES.includes(hcpcs)) return [];
    const cost = (Number(limit) / 1_000_000) * 0.96;
    return [`${ndc},GPO,billing-unit,${cost.toFixed(6)},2026-01-01,,wholesaler`];
  });
  return ['ndc,account,unit,price,from,to,source', ...lines, ''].join('\n');
}

const CONTRACTS = [
  'payer,product,site,hcpcs,form,percent,per_unit,amount,from,to,clause',
  ...PAYERS.slice(1).map(
    (payer, at) => `${payer},commercial,,any,percent-of-asp,${String(104 + at)},,,2026-01-01,,Exhibit ${String(at)}`,
  ),
  '',
].join('\n');

/** Every limit moves, by up to a tenth in either direction. */
function januaryLimits(): string {
  const drugs = loadDrugIndex();
  const header =
    'HCPCS Code,Short Description,HCPCS Code Dosage,Payment Limit,Co-insurance Percentage,Vaccine AWP%,Vaccine Limit,Blood AWP%,Blood limit,Clotting Factor,Notes';
  const rows = CODES.flatMap((code, at) => {
    const limit = loadLimit(drugs, code);
    return limit === undefined
      ? []
      : [`${code},bench,1 MG,${(limit * (0.9 + (at % 21) / 100)).toFixed(3)},20.000,,,,,,`];
  });
  const title = ['Payment limits', '', '"Effective January 1, 2027 through March 31, 2027"', '', '', '', '', ''];
  return [...title, header, ...rows, ''].join('\r\n');
}

const loadLimit = (drugs: ReturnType<typeof loadDrugIndex>, code: string): number | undefined => {
  const known = CODES.includes(code)
    ? loadDrugTables().limits.find(({ limit }) => limit.hcpcs === code)?.limit
    : undefined;
  const micro = known === undefined ? undefined : drugs.paymentLimit(known.hcpcs, TODAY)?.microDollarsPerUnit;
  return micro === undefined ? undefined : Number(micro) / 1_000_000;
};
