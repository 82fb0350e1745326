/**
 * The faults that a visitor may switch on, one at a time. With each, hooks send nothing along: what they usually send
 * would hide that the server cannot be read.
 */
import type { FaultSettings } from '../../screens-api/screens.schema.ts';

export interface FaultChoice {
  readonly value: string;
  readonly label: string;
  readonly settings: FaultSettings;
}

const WORKS: FaultChoice = { value: 'works', label: 'works', settings: {} };

export const FAULT_CHOICES: readonly FaultChoice[] = [
  WORKS,
  { value: 'asked', label: 'works, nothing sent along', settings: { 'no-prefetch': true } },
  { value: 'slow', label: 'slow (3 seconds a call)', settings: { 'no-prefetch': true, slow: 3000 } },
  { value: 'down', label: 'down', settings: { 'no-prefetch': true, down: true } },
  { value: 'expired', label: 'token expired', settings: { 'no-prefetch': true, 'expired-token': true } },
];

/** The gravest that is on; a mixture that somebody set over the API shows as its gravest part. */
export function faultChoiceOf(settings: FaultSettings): FaultChoice {
  const on = FAULT_CHOICES.filter((choice) =>
    Object.keys(choice.settings).every((key) => key in settings && settings[key as keyof FaultSettings] !== false),
  );
  return on.at(-1) ?? WORKS;
}
