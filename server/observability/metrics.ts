import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** What `/metrics` tells. Labels are closed sets: no patient, no visit, no free text. */
export interface Metrics {
  readonly hookAnswered: (service: string, status: number, seconds: number) => void;
  readonly cardsShown: (service: string, tenant: string, count: number) => void;
  readonly trustRefused: (why: string) => void;
  readonly readFailed: (tenant: string, key: string, why: string) => void;
  readonly watchWaiting: (count: () => number) => void;
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
  const cards = counter('chairready_cards_total', 'Cards shown', ['service', 'tenant']);
  const refused = counter('chairready_trust_refused_total', 'Calls that were not trusted', ['why']);
  const reads = counter('chairready_record_unread_total', 'Kinds of record that could not be read', [
    'tenant',
    'key',
    'why',
  ]);
  return {
    hookAnswered: (service, status, seconds) => answered.observe({ service, status }, seconds),
    cardsShown: (service, tenant, count) => cards.inc({ service, tenant }, count),
    trustRefused: (why) => refused.inc({ why }),
    readFailed: (tenant, key, why) => reads.inc({ tenant, key, why }),
    watchWaiting: (count) => {
      new Gauge({
        name: 'chairready_decisions_waiting',
        help: 'Decisions that wait to be written',
        registers,
        collect() {
          this.set(count());
        },
      });
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
