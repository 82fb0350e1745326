/** What made this decision, so that it can be found and replayed. */
import type { ReactElement } from 'react';
import type { DecisionView } from '../../api-contract/decision-view.schema.ts';
import type { SessionView } from '../../api-contract/session.schema.ts';
import { momentText } from '../ui/text.ts';
import { ROLE } from '../ui/wording.ts';

interface VersionsProps {
  readonly decision: DecisionView;
  readonly user: SessionView['user'];
}

export const VersionsFooter = ({ decision, user }: VersionsProps): ReactElement => (
  <footer className="cr-versions">
    <dl>
      <Entry name="Decision">{decision.id}</Entry>
      <Entry name="Made">{momentText(decision.madeAt, decision.timeZone) ?? decision.madeAt}</Entry>
      <Entry name="By">{BY[decision.decidedBy.kind] + service(decision)}</Entry>
      <Entry name="Rules">{short(decision.versions.rules)}</Entry>
      <Entry name="Reference">{short(decision.versions.reference)}</Entry>
      <Entry name="Policies">{short(decision.versions.policies)}</Entry>
      <Entry name="Model">{short(decision.versions.model)}</Entry>
      <Entry name="Signed in">{[user.name, ROLE[user.role]].filter((part) => part !== undefined).join(', ')}</Entry>
    </dl>
  </footer>
);

const Entry = ({ name, children }: { readonly name: string; readonly children: string }): ReactElement => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);

const BY: Readonly<Record<DecisionView['decidedBy']['kind'], string>> = {
  hook: 'EHR event',
  app: 'this app',
  sweep: 'nightly check',
  'command-line': 'command line',
};

const service = ({ decidedBy }: DecisionView): string =>
  decidedBy.service === undefined ? '' : ` (${decidedBy.service})`;

/** A digest is told by its first twelve digits; other versions are short as they are. */
const short = (version: string): string => (/^[0-9a-f]{40,}$/.test(version) ? version.slice(0, 12) : version);
