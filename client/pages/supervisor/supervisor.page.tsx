/** The supervisor's page: unowned and overdue cases, load against capacity, cover for who is away, and the handoff. */
import '../worklist/worklist.css';
import './supervisor.css';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { ReactElement } from 'react';
import type { Supervision } from '../../../api-contract/supervisor.schema.ts';
import { SUPERVISOR_ROUTES } from '../../../api-contract/supervisor.routes.ts';
import { SiteChoice, useSite } from '../../ui/site-choice.tsx';
import { countText, fullDay } from '../../ui/text.ts';
import { Fetched, PageHead } from '../fetched.tsx';
import type { PageProps } from '../page.ts';
import { useRoute } from '../use-route.ts';
import { ToldLine } from '../worklist/told-line.tsx';
import { useActs } from '../worklist/use-worklist.ts';
import { AbsencePanel } from './absence.panel.tsx';
import { CasesPanel } from './cases.panel.tsx';
import { HandoffPanel } from './handoff.panel.tsx';
import { LoadPanel } from './load.panel.tsx';
import type { SupervisorParts } from './supervisor-parts.ts';

export const SupervisorPage = (props: PageProps): ReactElement => {
  const { api, onEnded } = props;
  const [site, chooseSite] = useSite();
  const acts = useActs(props);
  const client = useQueryClient();
  const query = useRoute({
    key: ['supervision', site],
    fetch: () => api.call(SUPERVISOR_ROUTES.supervision, { query: { site: site === '' ? undefined : site } }),
    onEnded,
    keepsEarlier: true,
  });
  useEffect(() => {
    document.title = 'Supervisor - ChairReady';
  }, []);
  const sites = query.data?.sites ?? [];
  return (
    <main className="cr-page">
      <PageHead title="Supervisor" query={query} fetching="Reading the desk…" fetched={headText} again="Read again">
        <SiteChoice visits={sites.map((place) => ({ place }))} site={site} onChoose={chooseSite} />
      </PageHead>
      <ToldLine acts={acts} />
      <Fetched
        query={query}
        problem="The desk could not be read"
        meanwhile="No case is lost. Until it works again, go by the printed readiness list."
        earlier={(page) => `Reading again did not work. This is as it was before. ${headText(page)}`}
      >
        {(page) => (
          <Desk
            {...props}
            {...{ page, acts, site }}
            again={() => client.invalidateQueries({ queryKey: ['supervision'] })}
          />
        )}
      </Fetched>
    </main>
  );
};

const headText = ({ today, unowned, overdue }: Supervision): string =>
  `${fullDay(today)}: ${countText(unowned.count)} unowned, ${countText(overdue.count)} overdue.`;

const Desk = (parts: SupervisorParts): ReactElement => (
  <div className="cr-supervisor-grid">
    <div>
      <CasesPanel {...parts} title="Overdue" cases={parts.page.overdue} empty="No case is past its due day." />
      <CasesPanel {...parts} title="Unowned" cases={parts.page.unowned} empty="Every open case has an owner." />
    </div>
    <div>
      <LoadPanel {...parts} />
      <AbsencePanel {...parts} />
      <HandoffPanel {...parts} />
    </div>
  </div>
);
