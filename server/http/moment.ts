import type { HookRequest } from '../../cds-hooks/hook-request.schema.ts';
import type { HookService } from '../../cds-hooks/hook-service.ts';
import type { Assessed } from '../assessment/assess-patient.ts';
import type { HookDesk } from './hook-desk.ts';
import type { TenantDesk } from './tenant-desk.ts';

/** One call on its way from the decision to the answer. */
export interface Moment {
  readonly desk: HookDesk;
  readonly tenantDesk: TenantDesk;
  readonly service: HookService;
  readonly request: HookRequest;
  readonly assessed: Assessed;
  readonly receivedAt: Date;
}
