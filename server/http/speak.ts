import type { CardOptions } from '../../cds-hooks/card.ts';
import { chartedOn } from '../../cds-hooks/charted-doses.ts';
import type { VerifiedProduct } from '../../cds-hooks/hold-card.ts';
import type { CardReader } from '../../cds-hooks/reader.ts';
import type { Manner, Saying } from '../../cds-hooks/hook-service.ts';
import type { SetLoudness } from '../../cds-hooks/loudness.ts';
import { loudnessOf } from '../../cds-hooks/loudness.ts';
import { serviceOf } from '../../cds-hooks/services.ts';
import type { Speech } from '../../cds-hooks/utterances.ts';
import type { Utterance } from '../../cds-hooks/utterance.ts';
import { verifiedProduct } from '../../cds-hooks/verified-product.ts';
import type { DrugMargin } from '../../cds-hooks/margin-card.ts';
import type { Decision, VisitDecision } from '../../domain/decision/decision.ts';
import { compare } from '../../domain/kernel/rational.ts';
import type { Role } from '../../api-contract/role.schema.ts';
import type { Assessed } from '../assessment/assess-patient.ts';
import { definedOnly } from '../assessment/defined-only.ts';
import { errorFields } from '../observability/log.ts';
import type { MarginBook } from '../margin/margin-book.ts';
import { knowledgeIn } from '../margin/margin-book.ts';
import type { AuthorizationCase } from '../store/cases.ts';
import { cardMargin } from './card-margin.ts';
import type { Moment } from './moment.ts';
import { couldTurn, isOnCards, wordsOf } from './not-read-words.ts';
import { readerOfRole } from './reader-of-role.ts';
import type { Audience } from './repetition.ts';
import { sayableOf, unrepeated } from './repetition.ts';

/** What is said to this reader at this moment, without what they have heard or set aside. */
export async function speak(
  moment: Moment,
  { decisionId, role, audience }: { readonly decisionId: string; readonly role: Role; readonly audience: Audience },
): Promise<readonly Utterance[]> {
  const speech = await speechOf(moment, decisionId, role);
  const quiet = await quietRulesOf(moment, audience);
  return unrepeated(
    moment.desk,
    sayableOf({ ...speech, loudnessOf: (rule, isCritical) => loudnessOf(quiet.get(rule), isCritical) }),
    audience,
  );
}

/** Where it cannot be looked up, every rule speaks as it is written. */
async function quietRulesOf(
  { desk }: Moment,
  { tenant, requestId }: Audience,
): Promise<ReadonlyMap<string, SetLoudness>> {
  try {
    return (await desk.memory?.quietRules(tenant)) ?? new Map();
  } catch (error) {
    desk.log.warn('loudness of rules not looked up', { requestId, error: errorFields(error) });
    return new Map();
  }
}

type Unsaid = Omit<Speech, 'isSetAside'>;

async function speechOf(moment: Moment, decisionId: string, role: Role): Promise<Unsaid> {
  const { assessed, request, tenantDesk } = moment;
  const { decision, snapshot, resources, notRead } = assessed;
  const options = cardOptions(moment, { decisionId, role }, assessed);
  const all = [...resources, ...request.context.drafts];
  const isChartRead = request.context.orders !== undefined || !notRead.some(({ key }) => key === 'administrations');
  const speech = {
    decision,
    snapshot,
    context: request.context,
    manner: mannerOf(moment),
    options,
    charted: isChartRead ? chartedOn(all, decision.today, tenantDesk.timeZone) : undefined,
  };
  return {
    ...speech,
    ...(speech.manner.says.includes('hold') ? await atVerification(moment, options) : {}),
    ...(speech.manner.says.includes('margin') ? await earnedHere(moment, speech.manner, options.reader) : {}),
    ...(speech.manner.says.some((saying) => WASTE_SAYINGS.has(saying)) ? await chartedBefore(moment) : {}),
  };
}

const WASTE_SAYINGS: ReadonlySet<Saying> = new Set<Saying>(['waste-reminder', 'waste-prompt', 'waste-chart']);

/** What the pharmacy prepared and somebody signed; where it cannot be looked up, the plan speaks. */
async function chartedBefore({ desk, tenantDesk, assessed }: Moment): Promise<Pick<Unsaid, 'here'>> {
  if (desk.memory === undefined) return {};
  const { tenant } = tenantDesk;
  try {
    const here = await desk.memory.chartedHere(tenant.id, assessed.snapshot.patient.ref, assessed.decision.today);
    return { here: { ...here, claim: definedOnly(tenant.waste.claim) } };
  } catch (error) {
    desk.log.warn('charting not looked up', { error: errorFields(error) });
    return {};
  }
}

/** A trigger that the site has mapped speaks as the moment that it is. */
export function mannerOf({ service, request, tenantDesk }: Pick<Moment, 'service' | 'request' | 'tenantDesk'>): Manner {
  const { triggers } = tenantDesk.tenant.cdsClient;
  const mapped = service.hook === 'patient-view' ? triggers[request.trigger ?? ''] : undefined;
  return (mapped === undefined ? undefined : serviceOf(mapped)?.manner) ?? service.manner;
}

/** `assessed` is absent where nothing is decided yet. */
export function cardOptions(
  { desk, tenantDesk, request, receivedAt }: Omit<Moment, 'service' | 'assessed'>,
  { decisionId, role }: { readonly decisionId: string; readonly role: Role },
  assessed?: Assessed,
): CardOptions {
  const { tenant } = tenantDesk;
  const notRead = assessed?.notRead ?? [];
  return {
    decisionId,
    context: request.context,
    reader: readerOfRole(role),
    holidays: new Set(assessed?.snapshot.knowledge.holidays ?? tenant.holidays),
    routing: tenant.cards.routing,
    launchUrl: `${desk.publicUrl}/launch`,
    notRead: notRead.filter(isOnCards).map(wordsOf),
    undecided: notRead.filter(couldTurn).map(wordsOf),
    authoredOn: receivedAt.toISOString(),
    uuid: desk.newId,
  };
}

/** The package in hand and who works on the case; what the worklist cannot tell is left unsaid. */
async function atVerification(moment: Moment, { reader }: CardOptions): Promise<Pick<Unsaid, 'product' | 'ownerOf'>> {
  const { desk, tenantDesk, assessed } = moment;
  const product = productIn(moment);
  const said = product === undefined ? {} : { product };
  if (desk.memory === undefined || !reader.releasesDrugs) return said;
  try {
    const cases = await desk.memory.casesOf(tenantDesk.tenant.id, assessed.snapshot.patient.ref);
    return { ...said, ownerOf: ownerAmong(cases) };
  } catch (error) {
    desk.log.warn('worklist not looked up', { error: errorFields(error) });
    return said;
  }
}

function productIn({ request, assessed, tenantDesk }: Moment): VerifiedProduct | undefined {
  const { drafts } = request.context;
  const [order] = drafts;
  const { drugs } = tenantDesk.site.knowledge;
  if (order === undefined) return undefined;
  return verifiedProduct(order, [...assessed.resources, ...drafts], drugs, assessed.decision.today);
}

/** What the drug earns, for who buys drugs; a chart is opened for many reasons, so there only to the pharmacy. */
async function earnedHere(moment: Moment, { toOwners }: Manner, reader: CardReader): Promise<Pick<Unsaid, 'margin'>> {
  const { desk, tenantDesk, assessed } = moment;
  const { tenant, site } = tenantDesk;
  if (desk.memory === undefined || !reader.seesMargin || (toOwners && !reader.releasesDrugs)) return {};
  try {
    const drugs = knowledgeIn(site.knowledge.drugs);
    const question = { tenant, today: assessed.decision.today, ...(drugs === undefined ? {} : { drugs }) };
    const margin = gravestMargin(await desk.memory.marginBook(question), moment);
    return margin === undefined ? {} : { margin: { ...margin, hidesFigures: !tenant.cards.marginFigures } };
  } catch (error) {
    desk.log.warn('prices not looked up', { error: errorFields(error) });
    return {};
  }
}

/** Of the order on the screen; where none is, of the drug that earns the least at the next visit. */
function gravestMargin(book: MarginBook, moment: Moment): DrugMargin | undefined {
  const { request, assessed } = moment;
  const { decision, snapshot } = assessed;
  const orders = request.context.orders?.slice(0, 1) ?? ordersOfNextVisit(decision);
  const product = request.context.orders === undefined ? undefined : productIn(moment);
  return orders
    .flatMap((order) => cardMargin(book, { decision, snapshot, order, product }) ?? [])
    .toSorted((a, b) => compare(a.total, b.total))[0];
}

function ordersOfNextVisit({ visits }: Decision): readonly string[] {
  const [next] = visits.toSorted((a, b) => (a.date < b.date ? -1 : 1));
  return (next?.drugs ?? []).map(({ order }) => order);
}

const ownerAmong =
  (cases: readonly AuthorizationCase[]) =>
  ({ appointment }: VisitDecision): string | undefined =>
    cases.find((one) => one.appointment_key === appointment)?.owner ?? undefined;
