import { decimal } from '../../domain/kernel/rational.ts';
import type { RoutingSettings } from '../../domain/visit/snapshot.ts';

/** Where no tenant says otherwise; the same numbers as the configuration's defaults. */
export const DEFAULT_ROUTING: RoutingSettings = {
  reviewCost: decimal('60'),
  unrecovered: decimal('0.12'),
  averted: decimal('0.5'),
  businessDays: 10,
};
