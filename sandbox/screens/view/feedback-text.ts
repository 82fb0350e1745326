/** What became of a card, in words. */
import type { FeedbackExchange } from '../../screens-api/screens.schema.ts';

export const acceptedText = (suggestion: string): string => `Accepted: ${suggestion}.`;

export const overriddenText = (reason: string): string => (reason === '' ? 'Overridden.' : `Overridden: ${reason}.`);

/** What was done here, what it made in the record, and whether ChairReady has heard of it. */
export function outcomeLine(said: string, { failure, created }: FeedbackExchange): string {
  const made = created.length === 0 ? '' : ` Created in the record: ${created.join(', ')}.`;
  const told = failure === null ? ' ChairReady has been told.' : ` ChairReady was not told: ${failure}.`;
  return `${said}${made}${told}`;
}
