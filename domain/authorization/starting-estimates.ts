/**
 * Starting estimates of a first-pass approval, elicited from practice and published denial rates and replaced by local
 * counts as they come in. Each stands for a request that is complete and at the right site but for the one thing named.
 */
export const STARTING = {
  supported: 0.97,
  categoryTwoB: 0.85,
  offCompendium: 0.3,
  incomplete: 0.8,
  resultAbsent: 0.45,
  stepUnmet: 0.25,
  siteNotPreferred: 0.5,
  outOfNetwork: 0.4,
  doseAbovePolicy: 0.45,
  renewalAfterProgression: 0.35,
  afterDenialOpen: 0.6,
  afterDenialClosed: 0.25,
} as const;
