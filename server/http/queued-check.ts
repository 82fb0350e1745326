/** A check as it waits in the store: all that was asked, without the token, which ends with the call. */
import type { Role } from '../../api-contract/role.schema.ts';
import type { HookResponse } from '../../cds-hooks/card-wire.ts';
import type { HookRequest } from '../../cds-hooks/hook-request.schema.ts';
import type { QueuedCheck } from '../store/queued-checks.ts';
import type { Asking } from './assess-in-time.ts';

/** What was said meanwhile, and under which id the decision will be kept. */
export interface LateAnswer {
  readonly decisionId: string;
  readonly role: Role;
  readonly response: HookResponse;
}

/** What `asked` of a queued check holds. */
export interface AskedBefore {
  readonly request: Omit<HookRequest, 'accessToken'>;
  readonly role: Role;
  readonly response: HookResponse;
  readonly requestId: string;
}

export function queuedCheckOf(
  { tenantDesk, service, request, receivedAt }: Asking,
  { decisionId, role, response, requestId }: LateAnswer & { readonly requestId: string },
): QueuedCheck {
  const { accessToken: _token, ...withoutToken } = request;
  const asked: AskedBefore = { request: withoutToken, role, response, requestId };
  return {
    decisionId,
    tenant: tenantDesk.tenant.id,
    patientRef: `Patient/${request.context.patientId}`,
    service: service.id,
    askedAt: receivedAt,
    asked: JSON.stringify(asked),
  };
}

export const askedBefore = ({ asked }: QueuedCheck): AskedBefore => JSON.parse(asked) as AskedBefore;
