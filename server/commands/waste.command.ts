import type { Citation } from '../../domain/decision/citation.ts';
import { quantityOf } from '../../domain/kernel/quantity.ts';
import type { DrugIndex } from '../../domain/visit/drug-facts.ts';
import type { OpenedVials } from '../../domain/waste/vial-choice.ts';
import type { WasteAnswer } from '../../domain/waste/waste-answer.ts';
import { wasteAnswer } from '../../domain/waste/waste-answer.ts';
import type { WasteRuleId } from '../../domain/waste/waste-rules.ts';
import { wasteRule } from '../../domain/waste/waste-rules.ts';
import { loadDrugIndex } from '../../reference-data/load.ts';
import { idOf, lineErrorOf } from '../lines/line-fields.schema.ts';
import type { CommandStreams, LineOutcome } from './ndjson-lines.ts';
import { runNdjson } from './ndjson-lines.ts';
import { parsedOptions } from './command-options.ts';
import { wasteLine } from '../lines/waste-line.schema.ts';
import { wasteLineError } from '../lines/waste-problem.ts';
import { faultOfContainers, wasteQuestion } from '../lines/waste-question.ts';

const USAGE = `Usage: chairready waste < questions.ndjson > answers.ndjson

Reads one JSON object per line and writes one per line: the claim lines with JW or JZ, the amount to chart as
discarded, warnings, the sentence for the nurse and the working. With "opened" it charts the vials that were opened;
without, it plans the vials with the least waste from "available" or from the strengths of the drug table.

  {"id":"1","hcpcs":"J9299","dose":{"value":"243","unit":"mg"},"on":"2026-12-15"}

A line that cannot be used gives {"line","id","error":{"code","path","message"}}; the exit status is then 1.
Nothing is stored; no database is opened.
`;

/** `chairready waste`: plans or charts one administration per line. Resolves to the exit status. */
export async function runWaste(
  argv: readonly string[],
  streams: CommandStreams,
  drugs: () => DrugIndex = loadDrugIndex,
): Promise<number> {
  const options = parsedOptions(argv, USAGE, streams);
  if (!options.ok) return options.problem;
  const known = drugs();
  return runNdjson(streams, (value) => wasteOutcome(value, known));
}

/** One line in, one answer or one error out. */
export function wasteOutcome(value: unknown, drugs: DrugIndex): LineOutcome {
  const line = wasteLine.safeParse(value);
  if (!line.success) return { ok: false, ...idOf(value), error: lineErrorOf(line.error, value) };
  const question = wasteQuestion(line.data, drugs);
  if (!question.ok) return { ok: false, ...idOf(value), error: question.problem };
  const untold = faultOfContainers(line.data, question.value.drug);
  if (untold !== undefined) return { ok: false, ...idOf(value), error: untold };
  const answer = wasteAnswer(question.value);
  if (!answer.ok) return { ok: false, ...idOf(value), error: wasteLineError(answer.problem) };
  return { ok: true, output: { id: line.data.id ?? null, ...wireAnswer(answer.value) } };
}

/** The public shape of an answer; keys in the order in which people read them. */
export const wireAnswer = (answer: WasteAnswer) => ({
  opened: answer.opened.map(wireVials),
  lines: answer.lines.map(({ hcpcs, units, modifiers }) => ({ hcpcs, units, modifiers })),
  discard: quantityOf(answer.discard),
  review: answer.review,
  warnings: answer.warnings,
  prompt: answer.prompt,
  worksheet: answer.working,
  source: answer.rules.map(wireRule),
});

const wireVials = ({ content, count, container, ndc }: OpenedVials) => ({
  content: quantityOf(content),
  count,
  container,
  ...(ndc === undefined ? {} : { ndc }),
});

const wireRule = (id: WasteRuleId) => {
  const { says, citation } = wasteRule(id);
  return { rule: id, says, ...wireCitation(citation) };
};

const wireCitation = ({ document, section, url, inForce }: Citation) => ({
  document,
  ...(section === undefined ? {} : { section }),
  ...(url === undefined ? {} : { url }),
  inForce,
});
