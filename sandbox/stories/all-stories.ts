// Every story, in the order in which a visitor meets them, and the record that they make together.
import type { FhirResource } from 'fhir/r4';
import { AUTHORIZED_THROUGHOUT } from './authorized-throughout.story.ts';
import { BIOSIMILAR_ORDERED } from './biosimilar-ordered.story.ts';
import { clinic, TIME_ZONE } from './clinic.ts';
import { COVERAGE_ENDED } from './coverage-ended.story.ts';
import { DENIED_PEER_TO_PEER_OPEN } from './denied-peer-to-peer-open.story.ts';
import { DISCARDED_UNITS_COUNT } from './discarded-units-count.story.ts';
import { EXPIRES_BEFORE_THIRD_CYCLE } from './expires-before-third-cycle.story.ts';
import { FREE_TEXT_DRUG } from './free-text-drug.story.ts';
import { IN_THE_CHAIR_TODAY } from './in-the-chair-today.story.ts';
import { MEDICARE_FEE_FOR_SERVICE } from './medicare-fee-for-service.story.ts';
import { NEW_PLAN_IN_JANUARY } from './new-plan-in-january.story.ts';
import { NO_AUTHORIZATION } from './no-authorization.story.ts';
import { OFF_LABEL_2B } from './off-label-2b.story.ts';
import { PAYER_ANSWERED_ON_THE_ORDER } from './payer-answered-on-the-order.story.ts';
import { PAYER_WITHOUT_POLICY } from './payer-without-policy.story.ts';
import { payerOrganizations } from './payers.ts';
import { PENDING_THREE_DAYS_BEFORE } from './pending-three-days-before.story.ts';
import { sceneOf } from './scene.ts';
import type { Story } from './story.ts';
import { TWO_DRUGS_ONE_VISIT } from './two-drugs-one-visit.story.ts';

export const STORIES: readonly Story[] = [
  EXPIRES_BEFORE_THIRD_CYCLE,
  AUTHORIZED_THROUGHOUT,
  NO_AUTHORIZATION,
  BIOSIMILAR_ORDERED,
  DISCARDED_UNITS_COUNT,
  NEW_PLAN_IN_JANUARY,
  PENDING_THREE_DAYS_BEFORE,
  DENIED_PEER_TO_PEER_OPEN,
  OFF_LABEL_2B,
  MEDICARE_FEE_FOR_SERVICE,
  PAYER_WITHOUT_POLICY,
  FREE_TEXT_DRUG,
  TWO_DRUGS_ONE_VISIT,
  COVERAGE_ENDED,
  PAYER_ANSWERED_ON_THE_ORDER,
  IN_THE_CHAIR_TODAY,
];

export const SEED = 2026;

/** Clinic, payers and all patients as they stand on the sandbox day `today`. */
export function recordOn(today: string, seed = SEED): readonly FhirResource[] {
  const told = STORIES.flatMap((story, index) => story.resources(sceneOf(story.id, index, today, TIME_ZONE, seed)));
  return [...clinic(), ...payerOrganizations(), ...told];
}
