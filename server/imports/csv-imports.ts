import { exactJson } from '../../domain/kernel/exact-json.ts';
import { decimalText } from '../../domain/kernel/rational.ts';
import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import type { FeedRow } from './authorization-feed.ts';
import { feedRow, periodOf } from './authorization-feed.ts';
import { ambiguousRows } from './contract-choice.ts';
import { isJson, readContractJson } from './contract-json.ts';
import type { ContractRow } from './contract-rows.ts';
import { contractRow } from './contract-rows.ts';
import { LAYOUTS } from './csv-layout.ts';
import type { CsvRow } from './csv-rows.ts';
import { eligibilityRow } from './eligibility-rows.ts';
import type { FileDates, ImportJob, ReadImport } from './import-job.ts';
import type { ImportRefusal } from './import-report.ts';
import type { AcquisitionPrice } from './price-rows.ts';
import { overlapFinder, priceRow } from './price-rows.ts';
import { placed, reading } from './read-rows.ts';
import { spanOf } from './span.ts';
import { usageRow } from './usage-rows.ts';

/** Looks at a price beside what is known of its package; `reject` and `warn` are reasons. */
export type PriceSense = (price: AcquisitionPrice) => { readonly reject?: string; readonly warn?: string };

/** The pharmacy's prices, each within reach of what the tables say. */
export const readPrices =
  (senseOf: () => Promise<PriceSense>): ReadImport =>
  async (job) => {
    const span = spanOf();
    const key = ({ ndc, account }: AcquisitionPrice) => `${ndc} ${account}`;
    const [overlapping, sense] = [overlapFinder(key), await senseOf()];
    return reading(job, LAYOUTS.prices, span, priceRow, async (price, row) => {
      const { reject, warn } = sense(price);
      const before = reject === undefined ? overlapping(price, row) : undefined;
      if (before !== undefined) return `${price.account} price of this package overlaps row ${before}`;
      if (reject !== undefined) return reject;
      if (warn !== undefined) job.count.warn(row, warn);
      span.add(price.from, price.to);
      await job.stage('drug_price', { ...placed(job, row), ...priceColumns(price) });
      return undefined;
    });
  };

/** Payer contracts; a file whose rows could contradict one another on a visit is refused with all of them named. */
export const readContracts: ReadImport = async (job) => {
  const span = spanOf();
  const rows: (ContractRow & { readonly row: number })[] = [];
  const keep = async (contract: ContractRow, row: number): Promise<undefined> => {
    rows.push({ ...contract, row });
    span.add(contract.from, contract.to);
    await job.stage('payer_contract', { ...placed(job, row), ...contractColumns(contract) });
  };
  const read = (await isJson(job.file))
    ? await readingJson(job, span, keep)
    : await reading(job, LAYOUTS.contracts, span, contractRow, keep);
  const tied = ambiguousRows(rows);
  if (!read.ok || tied.length === 0) return read;
  const named = tied.map(({ rows: [a, b], payer }) => `rows ${a} and ${b} are equally specific for ${payer}`);
  return problem({
    code: 'invalid',
    message: [...named.slice(0, 20), 'give one of them an end, or say more'].join('; '),
  });
};

async function readingJson(
  job: ImportJob,
  span: ReturnType<typeof spanOf>,
  keep: (contract: ContractRow, row: number) => Promise<undefined>,
): Promise<Result<FileDates, ImportRefusal>> {
  const read = await readContractJson(job.file, job.count, async (row) => {
    const parsed = contractRow(row);
    return parsed.ok ? keep(parsed.value, row.row) : parsed.problem;
  });
  return read.ok ? ok({ effective: span.dates() }) : read;
}

/** The authorization feed. */
export const readAuthorizations: ReadImport = async (job) => {
  const parse = (row: CsvRow) => feedRow(row, `import/${job.fileId}#${row.row}`);
  return reading(job, LAYOUTS.authorizations, undefined, parse, async (fed, row) => {
    for (const warning of fed.warnings) job.count.warn(row, warning);
    await job.stage('authorization_row', { ...placed(job, row), ...ledgerColumns(fed, job) });
    return undefined;
  });
};

/** Eligibility checks. */
export const readEligibilityChecks: ReadImport = (job) =>
  reading(job, LAYOUTS.eligibility, undefined, eligibilityRow, async (check, row) => {
    await job.stage('eligibility_check', {
      ...placed(job, row),
      payer: check.payer,
      member_id: check.memberId,
      product: check.product ?? null,
      plan: check.plan ?? null,
      effective_from: check.activeFrom ?? null,
      effective_until: check.activeTo ?? null,
      other_payer: check.otherPayer ?? null,
      benefit: check.benefit ?? null,
      checked_on: check.checkedOn,
    });
    return undefined;
  });

/** Units already used. */
export const readUsage: ReadImport = (job) =>
  reading(job, LAYOUTS.usage, undefined, usageRow, async ({ named, number, hcpcs, units, date }, row) => {
    await job.stage('usage_row', {
      ...placed(job, row),
      patient: named.patient ?? null,
      member_id: named.memberId ?? null,
      authorization_number: number ?? null,
      hcpcs,
      units: decimalText(units),
      used_on: date,
    });
    return undefined;
  });

const priceColumns = (price: AcquisitionPrice) => ({
  ndc: price.ndc,
  account: price.account,
  unit: price.unit,
  price_micro_dollars: String(price.microDollars),
  effective_from: price.from,
  effective_until: price.to ?? null,
  source: price.source ?? null,
  prompt_pay_millipercent: price.promptPayMillipercent ?? null,
  rebate_millipercent: price.rebateMillipercent ?? null,
});

const contractColumns = ({ payer, product, site, drugs, terms, from, to, clause }: ContractRow) => ({
  payer,
  product: product ?? null,
  site: site ?? null,
  drugs: drugs === 'any' ? null : drugs,
  terms: exactJson.stringify(terms),
  effective_from: from,
  effective_until: to ?? null,
  clause: clause ?? null,
});

function ledgerColumns(fed: FeedRow, { observedAt }: ImportJob) {
  const { evidence, named, payer } = fed;
  const { from, to } = periodOf(fed);
  return {
    source: evidence.source,
    raw_reference: evidence.raw,
    observed_at: observedAt.toISOString(),
    patient: named.patient ?? null,
    member_id: named.memberId ?? null,
    payer: payer ?? null,
    effective_from: from ?? null,
    effective_until: to ?? null,
    evidence: exactJson.stringify(evidence),
  };
}
