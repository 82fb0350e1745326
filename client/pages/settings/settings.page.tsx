/** The configuration in force, to read: who is what, who can do how much, where the thresholds are, how long what is kept. */
import './settings.css';
import { useEffect } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { SETTINGS_ROUTES } from '../../../api-contract/settings.routes.ts';
import type { SettingsView } from '../../../api-contract/settings.schema.ts';
import { MaybeTerm } from '../../ui/term.tsx';
import { countText, fullDay, percentText, periodText } from '../../ui/text.ts';
import { Fetched, PageHead } from '../fetched.tsx';
import type { PageProps } from '../page.ts';
import { useRoute } from '../use-route.ts';
import { RETENTION_WORDS, ROUTING_WORDS, WITNESS_WORDS, yesNo } from './settings-words.ts';

export const SettingsPage = ({ api, onEnded }: PageProps): ReactElement => {
  const query = useRoute({ key: ['settings'], fetch: () => api.call(SETTINGS_ROUTES.settings), onEnded });
  useEffect(() => {
    document.title = 'Settings - ChairReady';
  }, []);
  return (
    <main className="cr-page">
      <PageHead
        title="Settings"
        query={query}
        fetching="Reading the settings…"
        fetched={({ tenant }) => `In force for ${tenant.name}.`}
        again="Read again"
      />
      <Fetched
        query={query}
        problem="The settings could not be read"
        meanwhile="They stay in force as they are."
        earlier={() => 'Reading again did not work. These are the settings as they were read before.'}
      >
        {(settings) => <Settings settings={settings} />}
      </Fetched>
    </main>
  );
};

const Settings = ({ settings }: { readonly settings: SettingsView }): ReactElement => (
  <>
    <p className="cr-notice">{whereText(settings)}</p>
    <div className="cr-settings-grid">
      <Roles {...settings} />
      <Staff {...settings} />
      <Routing {...settings} />
      <Cards {...settings} />
      <Waste {...settings} />
      <Kept {...settings} />
      <Connection {...settings} />
      <Sites {...settings} />
    </div>
  </>
);

const whereText = ({ file, tenant }: SettingsView): string =>
  file === undefined
    ? 'Nothing can be changed here. The server runs without a configuration file of its own.'
    : `Nothing can be changed here. Your operations team changes it in ${file} under tenant “${tenant.id}” and restarts the server.`;

interface PanelProps {
  readonly title: string;
  /** Over the whole width: a list with long cells. */
  readonly isWide?: boolean;
  readonly children: ReactNode;
}

const Panel = ({ title, isWide = false, children }: PanelProps): ReactElement => (
  <section className={isWide ? 'cr-panel cr-settings-wide' : 'cr-panel'} aria-label={title}>
    <h2>{title}</h2>
    {children}
  </section>
);

interface RowsProps {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** The column of amounts, where there is one. */
  readonly amounts?: string;
  /** Said in place of an empty table. */
  readonly none: string;
}

const Rows = ({ head, rows, amounts, none }: RowsProps): ReactElement =>
  rows.length === 0 ? (
    <p>{none}</p>
  ) : (
    <table className="cr-table cr-table-open cr-table-sheets cr-settings-table">
      <thead>
        <tr>
          {head.map((title) => (
            <th key={title} scope="col" className={title === amounts ? 'cr-number' : undefined}>
              <MaybeTerm text={title} />
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(([first = '', ...rest]) => (
          <tr key={first}>
            <th scope="row">
              <bdi>{first}</bdi>
            </th>
            {rest.map((cell, index) => (
              <td
                key={head[index + 1]}
                data-name={head[index + 1]}
                className={head[index + 1] === amounts ? 'cr-number' : undefined}
              >
                {cell}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );

const Facts = ({ facts }: { readonly facts: readonly (readonly [string, string])[] }): ReactElement => (
  <dl className="cr-settings-facts">
    {facts.map(([name, value]) => (
      <div key={name}>
        <dt>{name}</dt>
        <dd>{value}</dd>
      </div>
    ))}
  </dl>
);

const roleText = (role: string): string => role.replaceAll('-', ' ');
const personText = (ref: string, name?: string): string => (name === undefined ? ref : `${name}, ${ref}`);
const listText = (list: readonly string[]): string => (list.length === 0 ? 'nobody' : list.map(roleText).join(', '));

const Roles = ({ roles }: SettingsView): ReactElement => (
  <Panel title="Roles">
    <p className="cr-muted">Whoever is not named, and holds no role code that is, is “unknown” and sees least.</p>
    <Rows
      head={['Person or role code', 'Role here']}
      rows={roles.map(({ who, name, role }) => [personText(who, name), roleText(role)])}
      none="No role is set by configuration."
    />
  </Panel>
);

const Staff = ({ staff }: SettingsView): ReactElement => (
  <Panel title="Staff and capacity">
    <Rows
      head={['Person', 'Works as', 'Cases a day']}
      amounts="Cases a day"
      rows={staff.map(({ id, name, roles, capacityPerDay }) => [
        personText(id, name),
        listText(roles),
        countText(capacityPerDay),
      ])}
      none="Nobody is named: cases are not assigned by load."
    />
  </Panel>
);

const Sites = ({ sites, tenant }: SettingsView): ReactElement => (
  <Panel title="Sites" isWide>
    <Facts
      facts={[
        ['Time zone', tenant.timeZone],
        ['Holidays', tenant.holidays.length === 0 ? 'none' : tenant.holidays.map(fullDay).join(', ')],
      ]}
    />
    <Rows
      head={['Location', 'Time zone', 'Vials in stock', '340B']}
      rows={sites.map(({ location, timeZone, stock, program340b }) => [
        location,
        timeZone ?? 'as above',
        stock.length === 0
          ? 'not limited'
          : stock.map(({ hcpcs, contents }) => `${hcpcs}: ${contents.join(', ')}`).join('; '),
        program340b === undefined ? 'no' : (periodText(program340b.from, program340b.until) ?? 'yes'),
      ])}
      none="No site has settings of its own."
    />
  </Panel>
);

const Routing = ({ routing }: SettingsView): ReactElement => (
  <Panel title="Routing of cases">
    <Facts
      facts={[
        ['Denials that stay unpaid in the end', percentText(Number(routing.unrecovered))],
        ['Expected loss that a review averts', percentText(Number(routing.averted))],
        ['A visit is near within business days', countText(routing.businessDays)],
      ]}
    />
  </Panel>
);

const Cards = ({ cards }: SettingsView): ReactElement => (
  <Panel title="Cards">
    <Facts
      facts={[
        ['Silent: decides and counts, shows nothing', yesNo(cards.silent)],
        ['Work is offered as', ROUTING_WORDS[cards.routing]],
        ['Margin figures on pharmacists’ cards', yesNo(cards.marginFigures)],
        ['Time for an answer', `${countText(cards.budgetMs)} ms`],
      ]}
    />
  </Panel>
);

const Waste = ({ waste }: SettingsView): ReactElement => (
  <Panel title="Discarded drug">
    <Facts
      facts={[
        ['May sign', listText(waste.signers)],
        ['Second person', WITNESS_WORDS[waste.witness]],
        ['May witness', listText(waste.witnesses)],
        ['One vial for several patients', yesNo(waste.sharing)],
      ]}
    />
  </Panel>
);

const Kept = ({ retention }: SettingsView): ReactElement => (
  <Panel title="How long it is kept">
    <Facts
      facts={retention.map(({ kind, days }) => [
        RETENTION_WORDS[kind],
        days === undefined ? 'forever' : `${countText(days)} days`,
      ])}
    />
    <p className="cr-muted">The audit chain and signed records of discarded drug are always kept.</p>
  </Panel>
);

const Connection = ({ connection }: SettingsView): ReactElement => (
  <Panel title="EHR">
    <Facts
      facts={[
        ['FHIR server', connection.fhir],
        ['Issuer of hook calls', connection.issuer],
        ['Hook calls must be signed', yesNo(connection.requireJwt)],
        ['Sweeps read the EHR by themselves', yesNo(connection.hasBackend)],
        ['The app can be launched', yesNo(connection.hasApp)],
      ]}
    />
  </Panel>
);
