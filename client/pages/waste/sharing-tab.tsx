/** Vials that several patients of a day share: the plan that opens least, its approval, and who got what of each vial. */
import { useState } from 'react';
import type { ReactElement } from 'react';
import { ROUTES } from '../../../api-contract/routes.ts';
import type { SharedPlans } from '../../../api-contract/waste-sharing.schema.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { PageProblem } from '../../ui/page-problem.tsx';
import type { PageProps } from '../page.ts';
import { useRoute } from '../use-route.ts';
import { ApprovedPlanPanel } from './approved-plan.panel.tsx';
import { SharedPlanPanel } from './shared-plan.panel.tsx';

export const SharingTab = (props: PageProps): ReactElement => {
  const { api, session, onEnded } = props;
  const [day, setDay] = useState(session.today);
  const plans = useRoute({
    key: ['waste', 'shared-plans', day],
    fetch: () => api.call(ROUTES.sharedPlans, { query: { day } }),
    onEnded,
    keepsEarlier: true,
  });
  return (
    <>
      <div className="cr-waste-head">
        <h1>Shared vials</h1>
        <label className="cr-field cr-field-above">
          <span>Day</span>
          <input
            type="date"
            value={day}
            onChange={({ target }) => setDay(target.value === '' ? session.today : target.value)}
          />
        </label>
      </div>
      {plans.isPending && <p role="status">Planning the doses of the day…</p>}
      {plans.data === undefined && plans.error !== null && (
        <PageProblem title="The plans could not be made" problem={plans.error} onRetry={() => void plans.refetch()} />
      )}
      {plans.data !== undefined && plans.error !== null && (
        <p className="cr-notice" role="status">
          This plan could not be made again and may be out of date.
        </p>
      )}
      {plans.data !== undefined && <Planned {...props} plans={plans.data} />}
    </>
  );
};

const Planned = ({ plans, ...props }: PageProps & { readonly plans: SharedPlans }): ReactElement => {
  const { sharing, approved, timeZone, day } = plans;
  const open = plans.plans.filter((plan) => plan.approved === undefined);
  if (!sharing)
    return (
      <EmptyState title="This site does not share vials between patients">
        <p>Its policy is kept in the configuration, under waste.sharing. It is off unless somebody turns it on.</p>
      </EmptyState>
    );
  return (
    <>
      {open.length === 0 && approved.length === 0 && (
        <EmptyState title="Nothing to share">
          <p>A plan is made where two patients of a site have the same drug on the day and neither is prepared yet.</p>
        </EmptyState>
      )}
      {open.map((plan) => (
        <SharedPlanPanel key={plan.digest} {...props} plan={plan} day={day} timeZone={timeZone} />
      ))}
      {approved.map((plan) => (
        <ApprovedPlanPanel key={plan.session} {...props} plan={plan} timeZone={timeZone} />
      ))}
    </>
  );
};
