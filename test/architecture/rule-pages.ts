import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { courseCases } from '../../domain/authorization/course-cases.ts';
import type { Example } from '../../domain/decision/example.ts';
import type { Finding } from '../../domain/decision/finding.ts';
import { ruleBook } from '../../domain/decision/rule-book.ts';
import type { Rule } from '../../domain/decision/rule.ts';
import { TRIGGERS } from '../../domain/decision/trigger.ts';
import { ROOT } from './import-graph.ts';

type AnyRule = Omit<Rule<never>, 'ask'>;

/** One worked example as its page shows it. */
interface ShownExample {
  readonly title: string;
  readonly verdict: string;
  readonly sentence: string;
}

const RULES: readonly AnyRule[] = [...ruleBook.visit, ...ruleBook.drug];

/** The pages of docs/rules/ as they must be: path under docs/rules/ to markdown. */
export const rulePages = async (): Promise<ReadonlyMap<string, string>> => {
  const pages = new Map([
    ['README.md', contents()],
    ['triggers.md', triggerTable()],
  ]);
  for (const rule of RULES) pages.set(`${rule.id}.md`, pageOf(rule, await examplesOf(rule.id)));
  return pages;
};

const contents = (): string =>
  lines(
    '# Rule book',
    '',
    'Written by `npm run rules` from the rules and their examples; do not edit. In the order in which they are asked.',
    '',
    'The thirty triggers, with what each reads and when it is not evaluated, are in [triggers.md](triggers.md).',
    '',
    '| Rule | Says when clear | Trigger | In force |',
    '|---|---|---|---|',
    ...RULES.map(
      (rule) => `| [${rule.id}](${rule.id}.md) | ${cell(rule.title)} | ${rule.trigger ?? ''} | ${inForce(rule)} |`,
    ),
  );

/** R1 to R30 in the order of the public contract; a trigger that several rules give has a row for each. */
const triggerTable = (): string =>
  lines(
    '# The thirty triggers',
    '',
    'Written by `npm run rules` from the rules; do not edit. A trigger is the code by which a finding says what broke or is',
    'about to break an authorization. What is not evaluated says so as `not-applicable`; a source that a site never supplies',
    'is no gap on every visit.',
    '',
    '| | Trigger | Rule | Reads | Not evaluated when |',
    '|---|---|---|---|---|',
    ...TRIGGERS.flatMap((trigger, at) => rowsOf(trigger, at + 1)),
    '',
    '## Rules without a trigger',
    '',
    'They say what else must be known or settled before the visit.',
    '',
    '| Rule | Reads | Not evaluated when |',
    '|---|---|---|',
    ...RULES.filter(({ trigger }) => trigger === undefined).map(
      (rule) => `| ${linkTo(rule)} | ${cell(rule.reads.join('; '))} | ${cell(rule.notEvaluatedWhen)} |`,
    ),
  );

const rowsOf = (trigger: string, number: number): readonly string[] => {
  const rules = RULES.filter((rule) => rule.trigger === trigger);
  if (rules.length === 0) throw new Error(`no rule gives the trigger ${trigger}`);
  return rules.map(
    (rule) =>
      `| R${number} | \`${trigger}\` | ${linkTo(rule)} | ${cell(rule.reads.join('; '))} | ${cell(rule.notEvaluatedWhen)} |`,
  );
};

const linkTo = (rule: AnyRule): string => `[${rule.id.replace('authorization/', '')}](${rule.id}.md)`;

const pageOf = (rule: AnyRule, examples: readonly ShownExample[]): string =>
  lines(
    `# ${rule.title}`,
    '',
    `Rule \`${rule.id}\`${rule.trigger === undefined ? '' : `, trigger \`${rule.trigger}\``}.`,
    '',
    `- Source: ${sourceOf(rule)}`,
    `- In force: ${inForce(rule)}`,
    `- Reads: ${rule.reads.join(', ')}`,
    `- Not evaluated when: ${rule.notEvaluatedWhen}`,
    `- Reasons it can give: ${rule.reasons.map((reason) => `\`${reason}\``).join(', ')}`,
    '',
    '## Examples',
    '',
    '| When | Verdict | It says |',
    '|---|---|---|',
    ...examples.map(({ title, verdict, sentence }) => `| ${cell(title)} | ${verdict} | ${cell(sentence)} |`),
  );

const sourceOf = ({ source }: AnyRule): string => {
  const name = [source.document, source.section].filter((part) => part !== undefined).join(', ');
  const linked = source.url === undefined ? name : `[${name}](${source.url})`;
  return `${linked}, read on ${source.readOn}`;
};

const inForce = ({ source }: AnyRule): string =>
  source.inForce.until === undefined
    ? `from ${source.inForce.from}`
    : `${source.inForce.from} to ${source.inForce.until}`;

const examplesOf = async (id: string): Promise<readonly ShownExample[]> => {
  const file = (await import(pathToFileURL(join(ROOT, 'domain', `${id}.examples.ts`)).href)) as {
    readonly examples: readonly Example[];
  };
  return file.examples.map((example) => ({ title: example.title, ...said(findingFor(id, example)) }));
};

/** What the rule really says of the example, so that the page cannot promise another sentence. */
const findingFor = (id: string, { given, visit = 0 }: Example): Finding => {
  const booked = given.visits[visit];
  if (booked === undefined) throw new Error(`an example of ${id} names a visit that it does not have`);
  const visitRule = ruleBook.visit.find((rule) => rule.id === id);
  if (visitRule !== undefined) return visitRule.ask(booked);
  const drugCase = courseCases(given).find((one) => one.visit === booked);
  const drugRule = ruleBook.drug.find((rule) => rule.id === id);
  if (drugCase === undefined || drugRule === undefined) throw new Error(`an example of ${id} has no drug`);
  return drugRule.ask(drugCase);
};

const said = (finding: Finding): Omit<ShownExample, 'title'> => ({
  verdict: finding.verdict === 'at-risk' ? `${finding.verdict} (${finding.severity})` : finding.verdict,
  sentence:
    finding.verdict === 'cannot-tell'
      ? `${finding.sentence} Missing: ${finding.missing.join(', ')}.`
      : finding.sentence,
});

/** A bar would end the cell of a table. */
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

const lines = (...all: readonly string[]): string => `${all.join('\n')}\n`;
