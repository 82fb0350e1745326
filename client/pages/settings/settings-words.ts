/** The choices of the configuration in words. */
import type { SettingsView } from '../../../api-contract/settings.schema.ts';

export const RETENTION_WORDS: Readonly<Record<SettingsView['retention'][number]['kind'], string>> = {
  decisionDays: 'Decisions and what they rest on',
  auditBodyDays: 'Details of audit records',
  showingDays: 'Which cards were shown',
  feedbackDays: 'Answers to cards',
  changeDays: 'What sweeps found changed',
  caseDays: 'Closed cases',
};

export const ROUTING_WORDS: Readonly<Record<SettingsView['cards']['routing'], string>> = {
  link: 'a link into the app',
  task: 'a task in the EHR',
  both: 'a link and a task',
};

export const WITNESS_WORDS: Readonly<Record<SettingsView['waste']['witness'], string>> = {
  never: 'never',
  'when-discarded': 'when something is discarded',
  always: 'always',
};

export const yesNo = (isSo: boolean): string => (isSo ? 'yes' : 'no');
