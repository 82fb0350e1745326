import type { HcpcsCode } from '../../domain/kernel/hcpcs-code.ts';
import type { Ndc11 } from '../../domain/kernel/ndc11.ts';
import { dateText } from '../../domain/kernel/plain-date.ts';
import type { Amount } from '../../domain/kernel/quantity.ts';
import { amountText, sameMeasure } from '../../domain/kernel/quantity.ts';
import { equals } from '../../domain/kernel/rational.ts';
import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import type { DrugFacts, DrugIdentity, DrugIndex } from '../../domain/visit/drug-facts.ts';
import type { ClaimSetting } from '../../domain/waste/modifier-duty.ts';
import type { OpenedVials, StockedPackage } from '../../domain/waste/vial-choice.ts';
import { containerOf, packagesOf } from '../../domain/waste/vial-choice.ts';
import type { WasteDrug, WasteQuestion } from '../../domain/waste/waste-question.ts';
import type { LineError } from './line-error.ts';
import type { WasteLine } from './waste-line.schema.ts';

/** A line of `chairready waste` with what the drug table knows: the question that the domain answers. */
export function wasteQuestion(line: WasteLine, drugs: DrugIndex): Result<WasteQuestion, LineError> {
  const drug = drugOf(line, drugs);
  if (!drug.ok) return drug;
  const fault = faultOfNdcs(line, drugs);
  return fault === undefined ? ok(asked(line, drug.value)) : problem(fault);
}

/** The table's facts; for a code that the table lacks, the caller's billing unit. The two may not contradict each other. */
function drugOf(line: WasteLine, drugs: DrugIndex): Result<WasteDrug, LineError> {
  const facts = drugs.facts(line.hcpcs, line.on);
  if (facts === undefined) return unknownDrug(line, drugs);
  const { billingUnit } = line;
  const contradicts =
    billingUnit !== undefined &&
    !(sameMeasure(billingUnit, facts.billingUnit) && equals(billingUnit.value, facts.billingUnit.value));
  return contradicts ? problem(contradiction(facts)) : ok(facts);
}

function unknownDrug({ hcpcs, on, billingUnit }: WasteLine, drugs: DrugIndex): Result<WasteDrug, LineError> {
  const successor = drugs.successions().find((each) => each.from === hcpcs && each.on <= on);
  if (successor !== undefined) {
    const message = `${hcpcs} was replaced by ${successor.to} on ${dateText(successor.on)}`;
    return problem({ code: 'code-replaced', path: 'hcpcs', message });
  }
  if (billingUnit === undefined) {
    const message = `${hcpcs} is not in the drug table on ${dateText(on)}; give billingUnit to use it all the same`;
    return problem({ code: 'unknown-code', path: 'hcpcs', message });
  }
  return ok({ hcpcs, label: hcpcs, billingUnit, containers: [], jwJz: 'unknown', source: 'billing unit of the input' });
}

const contradiction = (facts: DrugFacts): LineError => ({
  code: 'billing-unit-contradicts',
  path: 'billingUnit',
  message: `billingUnit contradicts ${facts.hcpcs}, whose unit is ${amountText(facts.billingUnit)}`,
});

/** An NDC that the tables list under other codes only is a mix-up; one that they do not list proves nothing. */
function faultOfNdcs(line: WasteLine, drugs: DrugIndex): LineError | undefined {
  const named = (['opened', 'available'] as const).flatMap((list) =>
    (line[list] ?? []).map(({ ndc }, at) => ({ ndc, path: `${list}[${at}].ndc` })),
  );
  return named.map(({ ndc, path }) => faultOfNdc(ndc, path, line, drugs)).find((fault) => fault !== undefined);
}

function faultOfNdc(ndc: Ndc11 | undefined, path: string, line: WasteLine, drugs: DrugIndex): LineError | undefined {
  const codes =
    ndc === undefined ? [] : codesOf(drugs.identify([{ system: NDC_SYSTEM, code: ndc }], undefined, line.on));
  if (codes.length === 0 || codes.includes(line.hcpcs)) return undefined;
  const message = `${path} is a package of ${codes.join(' or ')}, not of ${line.hcpcs}`;
  return { code: 'ndc-of-another-code', path, message };
}

function codesOf(identity: DrugIdentity): readonly HcpcsCode[] {
  if (identity.kind === 'known') return [identity.hcpcs];
  return identity.kind === 'several' ? identity.candidates : [];
}

/**
 * JW or JZ hangs on the container: where neither the line nor the table tells it, a line from outside is refused. What a
 * site stocks and plans with is single-dose by the planner's rule, and was shown as such.
 */
export function faultOfContainers(line: WasteLine, drug: WasteDrug): LineError | undefined {
  const paths = (['opened', 'available'] as const).flatMap((list) =>
    (line[list] ?? []).map((each, at) => (isContainerTold(each, drug) ? undefined : `${list}[${at}].container`)),
  );
  const path = paths.find((each) => each !== undefined);
  return path === undefined ? undefined : { code: 'missing', path, message: `${path} is missing` };
}

const isContainerTold = ({ content, container, ndc }: PackageLine, { containers }: WasteDrug): boolean =>
  container !== undefined ||
  containers.some((each) => (ndc !== undefined && each.ndc === ndc) || isAlike(each.content, content));

const isAlike = (a: Amount, b: Amount): boolean => sameMeasure(a, b) && equals(a.value, b.value);

const NDC_SYSTEM = 'http://hl7.org/fhir/sid/ndc';

function asked(line: WasteLine, drug: WasteDrug): WasteQuestion {
  const { available, given, orderedDose, roundingTolerancePercent } = line;
  return {
    drug,
    on: line.on,
    dose: line.dose,
    course: line.administered ?? 'complete',
    vials: vialsOf(line, drug),
    packages: available?.map((each) => packaged(each, drug)) ?? packagesOf(drug, undefined),
    packagesFrom: available === undefined ? 'drug-table' : 'site-stock',
    claim: claimOf(line),
    ...(given === undefined ? {} : { given }),
    ...(orderedDose === undefined ? {} : { orderedDose }),
    ...(roundingTolerancePercent === undefined ? {} : { roundingTolerancePercent }),
  };
}

const vialsOf = ({ opened }: WasteLine, drug: WasteDrug): WasteQuestion['vials'] =>
  opened === undefined
    ? { kind: 'to-plan' }
    : { kind: 'opened', opened: opened.map((each): OpenedVials => ({ ...packaged(each, drug), count: each.count })) };

type PackageLine = NonNullable<WasteLine['available']>[number];

/** The container as said; else that of the package in the table, by NDC or by content. */
function packaged({ content, container, ndc }: PackageLine, drug: WasteDrug): StockedPackage {
  const listed = ndc === undefined ? undefined : drug.containers.find((each) => each.ndc === ndc)?.kind;
  const known = listed === 'single-dose' || listed === 'multi-dose' ? listed : containerOf(content, drug);
  return { content, container: container ?? known, ...(ndc === undefined ? {} : { ndc }) };
}

function claimOf({ payer, setting, statusIndicator, campus, is340b }: WasteLine): ClaimSetting {
  return {
    ...(payer === undefined ? {} : { payer }),
    ...(setting === undefined ? {} : { setting }),
    ...(statusIndicator === undefined ? {} : { statusIndicator: statusIndicator.trim().toUpperCase() }),
    ...(campus === undefined ? {} : { campus }),
    ...(is340b === undefined ? {} : { is340b }),
  };
}
