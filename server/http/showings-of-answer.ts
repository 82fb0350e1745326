import type { Utterance } from '../../cds-hooks/utterance.ts';
import type { Snapshot } from '../../domain/visit/snapshot.ts';
import { errorFields } from '../observability/log.ts';
import type { Showing } from '../store/showings.ts';
import { workOfConcern } from '../worklist/cases-of-decision.ts';
import type { HookDesk } from './hook-desk.ts';
import type { Audience } from './repetition.ts';
import { hashOf, readerHash } from './repetition.ts';

export interface Shown extends Audience {
  readonly decisionId: string;
  readonly service: string;
  readonly snapshot: Pick<Snapshot, 'patient'>;
}

/** Remembers what was shown, so that it is not shown again and feedback finds its case. A failure costs a repetition only. */
export async function rememberShown(
  { memory, log }: Pick<HookDesk, 'memory' | 'log'>,
  said: readonly Utterance[],
  shown: Shown,
): Promise<void> {
  if (memory === undefined || said.length === 0) return;
  try {
    await memory.keep(said.map((utterance) => showingOf(utterance, shown)));
  } catch (error) {
    log.warn('shown cards not remembered', { requestId: shown.requestId, error: errorFields(error) });
  }
}

function showingOf({ card, topic, rule, facts, fact, concern, expectedBy }: Utterance, shown: Shown): Showing {
  return {
    tenant: shown.tenant,
    cardUuid: card.uuid,
    decisionId: shown.decisionId,
    service: shown.service,
    reader: readerHash(shown),
    topic,
    rule,
    facts: hashOf(facts),
    fact: hashOf(fact),
    ...(concern === undefined ? {} : { work: workOfConcern(concern, shown.snapshot) }),
    ...(expectedBy === undefined ? {} : { expectedBy }),
    shownAt: shown.at,
  };
}
