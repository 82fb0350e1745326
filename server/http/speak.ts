import type { CardOptions } from '../../cds-hooks/card.ts';
import { chartedOn } from '../../cds-hooks/charted-doses.ts';
import type { VerifiedProduct } from '../../cds-hooks/hold-card.ts';
import type { CardReader } from '../../cds-hooks/reader.ts';
import type { Manner } from '../../cds-hooks/hook-service.ts';
import { serviceOf } from '../../cds-hooks/services.ts';
import type { Speech } from '../../cds-hooks/utterances.ts';
import type { Utterance } from '../../cds-hooks/utterance.ts';
import { verifiedProduct } from '../../cds-hooks/verified-product.ts';
import type { VisitDecision } from '../../domain/decision/decision.ts';
import type { Role } from '../../api-contract/role.schema.ts';
import { errorFields } from '../observability/log.ts';
import type { AuthorizationCase } from '../store/cases.ts';
import type { HookMemory } from './hook-memory.ts';
import type { Moment } from './moment.ts';
import { couldTurn, wordsOf } from './not-read-words.ts';
import { readerOfRole } from './reader-of-role.ts';
import type { Audience } from './repetition.ts';
import { unrepeated } from './repetition.ts';
import { unitMargin } from './unit-margin.ts';

/** What is said to this reader at this moment, without what they have heard or set aside. */
export async function speak(
  moment: Moment,
  { decisionId, role, audience }: { readonly decisionId: string; readonly role: Role; readonly audience: Audience },
): Promise<readonly Utterance[]> {
  const speech = await speechOf(moment, decisionId, role);
  return unrepeated(moment.desk, speech, audience);
}

type Unsaid = Omit<Speech, 'isSetAside'>;

async function speechOf(moment: Moment, decisionId: string, role: Role): Promise<Unsaid> {
  const { assessed, request, tenantDesk } = moment;
  const { decision, snapshot, resources, notRead } = assessed;
  const options = cardOptions(moment, decisionId, role);
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
  return { ...speech, ...(speech.manner.says.includes('hold') ? await atVerification(moment, options) : {}) };
}

/** A trigger that the site has mapped speaks as the moment that it is. */
export function mannerOf({ service, request, tenantDesk }: Pick<Moment, 'service' | 'request' | 'tenantDesk'>): Manner {
  const { triggers } = tenantDesk.tenant.cdsClient;
  const mapped = service.hook === 'patient-view' ? triggers[request.trigger ?? ''] : undefined;
  return (mapped === undefined ? undefined : serviceOf(mapped)?.manner) ?? service.manner;
}

export function cardOptions(moment: Omit<Moment, 'service'>, decisionId: string, role: Role): CardOptions {
  const { desk, tenantDesk, request, assessed, receivedAt } = moment;
  return {
    decisionId,
    context: request.context,
    reader: readerOfRole(role),
    holidays: new Set(assessed.snapshot.knowledge.holidays),
    routing: tenantDesk.tenant.cards.routing,
    launchUrl: `${desk.publicUrl}/launch`,
    notRead: assessed.notRead.map(wordsOf),
    undecided: assessed.notRead.filter(couldTurn).map(wordsOf),
    authoredOn: receivedAt.toISOString(),
    uuid: desk.newId,
  };
}

/** The package in hand, who works on the case, and what the drug earns; what the store cannot tell is left unsaid. */
async function atVerification(moment: Moment, { reader }: CardOptions): Promise<AtVerification> {
  const { desk } = moment;
  const product = productIn(moment);
  const said = product === undefined ? {} : { product };
  if (desk.memory === undefined) return said;
  try {
    return { ...said, ...(await remembered(moment, desk.memory, reader, product)) };
  } catch (error) {
    desk.log.warn('worklist and prices not looked up', { error: errorFields(error) });
    return said;
  }
}

type AtVerification = Pick<Unsaid, 'product' | 'ownerOf' | 'margin'>;

function productIn({ request, assessed, tenantDesk }: Moment): VerifiedProduct | undefined {
  const { drafts } = request.context;
  const [order] = drafts;
  const { drugs } = tenantDesk.site.knowledge;
  if (order === undefined) return undefined;
  return verifiedProduct(order, [...assessed.resources, ...drafts], drugs, assessed.decision.today);
}

async function remembered(
  { tenantDesk, request, assessed }: Moment,
  memory: HookMemory,
  reader: CardReader,
  product: VerifiedProduct | undefined,
): Promise<AtVerification> {
  const { snapshot } = assessed;
  const tenant = tenantDesk.tenant.id;
  const cases = reader.releasesDrugs ? await memory.casesOf(tenant, snapshot.patient.ref) : [];
  const { drugs } = tenantDesk.site.knowledge;
  const asked = { tenant, snapshot, order: request.context.orders?.[0] ?? '', product, drugs };
  const isWanted = reader.seesMargin && tenantDesk.tenant.cards.marginFigures;
  const margin = isWanted ? await unitMargin(memory, asked) : undefined;
  return { ownerOf: ownerAmong(cases), ...(margin === undefined ? {} : { margin }) };
}

const ownerAmong =
  (cases: readonly AuthorizationCase[]) =>
  ({ appointment }: VisitDecision): string | undefined =>
    cases.find((one) => one.appointment_key === appointment)?.owner ?? undefined;
