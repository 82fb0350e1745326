import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { AuthorizationState } from '../../domain/decision/decision.ts';
import type { StoreNumbers } from './store-numbers.ts';
import { watchStore } from './store-numbers.ts';

/** What `/metrics` tells. Labels are closed sets: no patient, no visit, no free text. */
export interface Metrics {
  readonly hookAnswered: (service: string, status: number, seconds: number) => void;
  readonly cardsShown: (service: string, tenant: string, count: number) => void;
  /** The state of the authorization of each drug that was decided. */
  readonly decided: (service: string, tenant: string, states: readonly AuthorizationState[]) => void;
  readonly cardSettled: (service: string, tenant: string, outcome: 'accepted' | 'overridden') => void;
  /** Feedback on cards that were never shown here. */
  readonly feedbackUnknown: (service: string, tenant: string, count: number) => void;
  readonly trustRefused: (why: string) => void;
  readonly readFailed: (tenant: string, key: string, why: string) => void;
  readonly watchWaiting: (counts: { readonly decisions: () => number; readonly cases: () => number }) => void;
  /** Numbers that the database knows; asked when they are read, and left out where it does not answer. */
  readonly watchStore: (read: () => Promise<StoreNumbers>) => void;
  readonly text: () => Promise<string>;
  readonly contentType: string;
}

const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5];

export function openMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const answered = new Histogram({
    name: 'chairready_hook_seconds',
    help: 'Time from the request of a hook to its answer',
    labelNames: ['service', 'status'],
    buckets: BUCKETS,
    registers,
  });
  const counter = (name: string, help: string, labelNames: string[]) =>
    new Counter({ name, help, labelNames, registers });
  const gaugeOf = (name: string, help: string, count: () => number) =>
    new Gauge({
      ...{ name, help, registers },
      collect() {
        this.set(count());
      },
    });
  const cards = counter('chairready_cards_total', 'Cards shown', ['service', 'tenant']);
  const states = counter('chairready_authorizations_decided_total', 'Drugs of visits, by the state that was decided', [
    ...['service', 'tenant', 'state'],
  ]);
  const settled = counter('chairready_card_outcomes_total', 'Cards that were accepted or overridden', [
    ...['service', 'tenant', 'outcome'],
  ]);
  const unknown = counter('chairready_feedback_unknown_total', 'Feedback on cards that are not known here', [
    ...['service', 'tenant'],
  ]);
  const refused = counter('chairready_trust_refused_total', 'Calls that were not trusted', ['why']);
  const reads = counter('chairready_record_unread_total', 'Kinds of record that could not be read', [
    'tenant',
    'key',
    'why',
  ]);
  return {
    hookAnswered: (service, status, seconds) => answered.observe({ service, status }, seconds),
    cardsShown: (service, tenant, count) => cards.inc({ service, tenant }, count),
    decided: (service, tenant, found) => {
      for (const state of found) states.inc({ service, tenant, state });
    },
    cardSettled: (service, tenant, outcome) => settled.inc({ service, tenant, outcome }),
    feedbackUnknown: (service, tenant, count) => unknown.inc({ service, tenant }, count),
    trustRefused: (why) => refused.inc({ why }),
    readFailed: (tenant, key, why) => reads.inc({ tenant, key, why }),
    watchWaiting: ({ decisions, cases }) => {
      gaugeOf('chairready_decisions_waiting', 'Decisions that wait to be written', decisions);
      gaugeOf('chairready_cases_waiting', 'Decisions that the worklist does not show yet', cases);
    },
    watchStore: (read) => watchStore(registers, read),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
