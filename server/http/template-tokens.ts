import type { HookContext } from '../../cds-hooks/hook-service.ts';
import type { TemplateTokens } from '../../cds-hooks/prefetch-templates.ts';
import { userRefOf } from '../auth/user-ref.ts';

/** What the prefetch templates resolve to for one call. */
export const tokensOf = ({ user, patientId, encounterId }: Omit<HookContext, 'drafts'>): TemplateTokens => ({
  'context.patientId': patientId,
  'context.userId': userRefOf(user),
  ...(user.type === 'Practitioner' ? { userPractitionerId: user.id } : {}),
  ...(encounterId === undefined ? {} : { 'context.encounterId': encounterId }),
});
