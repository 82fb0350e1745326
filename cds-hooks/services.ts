import { administration } from './administration.service.ts';
import { booking } from './booking.service.ts';
import { chart } from './chart.service.ts';
import { checkIn } from './check-in.service.ts';
import { checkout } from './checkout.service.ts';
import type { HookService } from './hook-service.ts';
import { orderSelect } from './order-select.service.ts';
import { orderSign } from './order-sign.service.ts';
import { verify } from './verify.service.ts';

/** Every service that really answers; discovery lists these and no others. */
export const HOOK_SERVICES: readonly HookService[] = [
  booking,
  orderSelect,
  orderSign,
  checkIn,
  checkout,
  chart,
  verify,
  administration,
];

export const serviceOf = (id: string): HookService | undefined => HOOK_SERVICES.find((service) => service.id === id);
