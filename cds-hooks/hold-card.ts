import type { DrugDecision, VisitDecision } from '../domain/decision/decision.ts';
import type { HcpcsCode } from '../domain/kernel/hcpcs-code.ts';
import type { Ndc11 } from '../domain/kernel/ndc11.ts';
import { ndcText } from '../domain/kernel/ndc11.ts';
import { dateText, dayText } from '../domain/kernel/plain-date.ts';
import type { Snapshot } from '../domain/visit/snapshot.ts';
import type { Card } from './card-wire.ts';
import type { Concern } from './card-wording.ts';
import { drugText, shortFactText, topicOf } from './card-wording.ts';
import { concernsOf } from './concerns.ts';
import { OVERRIDE_REASONS } from './override-reasons.ts';
import { TEAM } from './routing-task.ts';
import { firstThatFits } from './summary.ts';
import { TOPICS } from './topics.ts';
import type { Utterance } from './utterance.ts';

/** The product in the pharmacist's hand: its package, and the codes that bill it. */
export interface VerifiedProduct {
  readonly ndc: Ndc11;
  readonly codes: readonly HcpcsCode[];
}

export interface HoldFacts {
  readonly snapshot: Snapshot;
  /** The next visit of the verified order, and the order there. */
  readonly visit: VisitDecision;
  readonly drug: DrugDecision;
  readonly product: VerifiedProduct | undefined;
  /** Who works on the case, where somebody does. */
  readonly owner: string | undefined;
}

/** Before the drug is mixed: not authorized for the visit, or another product is. Undefined where mixing may go on. */
export function holdMixing(
  facts: HoldFacts,
  options: { readonly uuid: () => string; readonly links: Card['links'] },
): Utterance | undefined {
  const { visit, drug, snapshot } = facts;
  const concern = criticalConcern(visit, drug);
  const mismatch = productMismatch(facts);
  const said = mismatch ?? (concern === undefined ? undefined : factText(concern, facts));
  if (said === undefined) return undefined;
  const topic = concern === undefined ? 'authorization' : topicOf(concern);
  const fact = JSON.stringify(['hold', snapshot.patient.ref, visit.appointment, visit.date, drug.order, said]);
  return {
    topic,
    rule: 'verify/hold-mixing',
    fact,
    facts: fact,
    ...(concern === undefined ? {} : { concern }),
    card: {
      uuid: options.uuid(),
      summary: summaryOf(facts, said),
      detail: detailOf(facts, said, concern),
      indicator: 'warning',
      source: { label: 'ChairReady', topic: TOPICS[topic] },
      overrideReasons: OVERRIDE_REASONS,
      links: options.links,
    },
  };
}

const criticalConcern = (visit: VisitDecision, drug: DrugDecision): Concern | undefined =>
  concernsOf({ visits: [visit] }).find(
    ({ drug: about, finding }) =>
      about?.order === drug.order && finding.verdict === 'at-risk' && finding.severity === 'critical',
  );

/** "authorized Q5121, verified product Q5103": by the package in hand, not by what the order says. */
function productMismatch(facts: HoldFacts): string | undefined {
  const { snapshot, product } = facts;
  const authorized = authorizedCodes(facts);
  if (product === undefined || product.codes.length === 0 || authorized.length === 0) return undefined;
  const current = (code: HcpcsCode): HcpcsCode =>
    snapshot.knowledge.successions.find(({ from }) => from === code)?.to ?? code;
  const isSame = product.codes.some((code) => authorized.some((other) => current(other) === current(code)));
  return isSame ? undefined : `authorized ${authorized.join(', ')}, verified product ${product.codes.join(' or ')}`;
}

/** Of the authorization that was judged; where the order itself is unclear, of every approval for the ingredient in hand. */
function authorizedCodes({ snapshot, drug, product }: HoldFacts): readonly HcpcsCode[] {
  const { evidence, number } = drug.authorization;
  const judged = snapshot.authorizations.filter(
    (row) => row.raw === evidence && (number === undefined || row.number === undefined || row.number === number),
  );
  const rows = judged.length > 0 ? judged : snapshot.authorizations.filter(({ decision }) => APPROVED.has(decision));
  const codes = [...new Set(rows.flatMap(({ products }) => products))];
  const inHand = new Set((product?.codes ?? []).map((code) => ingredientOf(snapshot, code)));
  return judged.length > 0 ? codes : codes.filter((code) => inHand.has(ingredientOf(snapshot, code)));
}

const APPROVED: ReadonlySet<string> = new Set(['approved', 'approved-in-part']);

const ingredientOf = ({ knowledge }: Snapshot, code: HcpcsCode): string =>
  knowledge.drugs.find(({ hcpcs }) => hcpcs === code)?.ingredient ?? code;

function factText(concern: Concern, facts: HoldFacts): string {
  const { drug, visit } = facts;
  const { trigger } = concern.finding;
  if (trigger === 'missing') return `no authorization for ${dayText(visit.date)}`;
  const authorized = authorizedCodes(facts);
  if (trigger === 'product-mismatch' && drug.hcpcs !== null && authorized.length > 0)
    return `authorized ${authorized.join(', ')}, verified product ${drug.hcpcs}`;
  return shortFactText(concern);
}

function summaryOf(facts: HoldFacts, said: string): string {
  const text = `Hold mixing ${drugText(facts)}: ${said}.`;
  return firstThatFits([`${text} ${ownerText(facts)}.`, `${text} ${ownerText(facts, '')}.`, text]);
}

const dueText = ({ visit: { route } }: HoldFacts): string =>
  route.dueBy === undefined ? '' : `, due ${dayText(route.dueBy)}`;

function ownerText(facts: HoldFacts, due = dueText(facts)): string {
  const { visit, owner } = facts;
  const { to } = visit.route;
  if (owner !== undefined) return `Case owner: ${owner}${due}`;
  return to === 'none' ? `Call the ${TEAM[to]}` : `Call the case owner: ${TEAM[to]}${due}`;
}

function detailOf(facts: HoldFacts, said: string, concern: Concern | undefined): string {
  const { snapshot, product, visit } = facts;
  const { document, section } = concern?.finding.source ?? { document: 'The authorization on record' };
  return [
    `- ${dayText(visit.date)}: ${concern?.finding.sentence ?? `${drugText(facts)}: ${said}.`} (${section === undefined ? document : `${document}, ${section}`})`,
    ...(product === undefined ? [] : [`- Verified package: NDC ${ndcText(product.ndc)}.`]),
    '',
    'Once mixed, the drug cannot be returned.',
    `${ownerText(facts)}.`,
    `Evaluated ${dateText(snapshot.today)}.`,
  ].join('\n');
}
