/** Where a statement comes from and when that source holds. */
import { z } from 'zod';
import { plainDateText } from './scalars.schema.ts';

export const citation = z.object({
  document: z.string().min(1),
  section: z.string().optional(),
  /** Shown as a link only if it is http or https. */
  url: z.string().optional(),
  readOn: plainDateText.optional(),
  inForce: z.object({ from: plainDateText, until: plainDateText.optional() }),
});

export type CitationView = z.infer<typeof citation>;
