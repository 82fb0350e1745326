import type { HookService } from './hook-service.ts';
import { PREFETCH_TEMPLATES } from './prefetch-templates.ts';

/** The body of `GET /cds-services`. CDS Hooks 2.0.1, Discovery: https://cds-hooks.hl7.org/2.0/#discovery */
export const discovery = (services: readonly HookService[]) => ({ services: services.map(described) });

const described = ({ id, hook, title, description, usageRequirements, prefetch }: HookService) => ({
  id,
  hook,
  title,
  description,
  usageRequirements,
  prefetch: Object.fromEntries(prefetch.map((key) => [key, PREFETCH_TEMPLATES[key]])),
});
