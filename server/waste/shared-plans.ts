/** The best way to draw a day's doses of one drug from shared vials, as far as nobody has prepared or signed them yet. */
import { createHash } from 'node:crypto';
import type { ApprovedPlan, SharedDose, SharedPlan, SharedPlans } from '../../api-contract/waste-sharing.schema.ts';
import { approvedPlan } from '../../api-contract/waste-sharing.schema.ts';
import { groupBy } from '../../domain/kernel/group-by.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import type { Amount } from '../../domain/kernel/quantity.ts';
import { quantityOf } from '../../domain/kernel/quantity.ts';
import type { SessionDosePlan, SessionPlan } from '../../domain/waste/plan-day.ts';
import { planSession } from '../../domain/waste/plan-day.ts';
import type { OpenedVials } from '../../domain/waste/vial-choice.ts';
import { packagesOf } from '../../domain/waste/vial-choice.ts';
import { labelOf } from './held-remainders.ts';
import { contentOf } from './preparation-content.ts';
import type { Recorded } from './visit-charting.ts';
import { newestRecord, preparationOf } from './visit-charting.ts';
import type { DrugOfVisit, VisitOfDay } from './visits-of-day.ts';
import type { WasteDesk } from './waste-desk.ts';
import { recordedOn, visitsFor } from './waste-desk.ts';

export async function sharedPlansOf(desk: WasteDesk, day: PlainDate): Promise<SharedPlans> {
  const { db, tenant, timeZone, policy } = desk;
  if (!policy.sharing) return { day, timeZone, sharing: false, plans: [], approved: [] };
  const [visits, recorded, sessions] = await Promise.all([
    visitsFor(desk, day),
    recordedOn(desk, day),
    db
      .selectFrom('waste_session')
      .selectAll()
      .where('tenant', '=', tenant)
      .where('visit_date', '=', day)
      .orderBy('approved_at', 'desc')
      .limit(200)
      .execute(),
  ]);
  const approved = sessions.map((session) => approvedView(session, { visits, recorded, desk }));
  const digests = new Map(sessions.toReversed().map(({ id, plan }) => [digestIn(plan), id]));
  const plans = plansOf(openDoses(visits, recorded)).map((plan): SharedPlan => {
    const standing = approved.find(({ session }) => session === digests.get(plan.digest));
    if (standing === undefined) return plan;
    return { ...plan, approved: { session: standing.session, by: standing.by, at: standing.at } };
  });
  return { day, timeZone, sharing: true, plans, approved };
}

/** One dose that is still to be prepared. */
interface OpenDose {
  readonly visit: VisitOfDay;
  readonly drug: DrugOfVisit & Required<Pick<DrugOfVisit, 'facts' | 'dose'>>;
}

function openDoses(visits: readonly VisitOfDay[], recorded: Recorded): readonly OpenDose[] {
  return visits.flatMap((visit) =>
    visit.drugs.flatMap((drug): readonly OpenDose[] => {
      const { facts, dose } = drug;
      if (facts === undefined || dose === undefined) return [];
      const isDone =
        preparationOf(drug.line, visit, recorded) !== undefined ||
        newestRecord(drug.line, visit, recorded) !== undefined;
      return isDone ? [] : [{ visit, drug: { ...drug, facts, dose } }];
    }),
  );
}

/** Vials are shared at one site, and only where two patients at least have the drug. */
function plansOf(doses: readonly OpenDose[]): readonly SharedPlan[] {
  const groups = groupBy(doses, ({ visit, drug }) => JSON.stringify([drug.facts.hcpcs, visit.site ?? '']));
  return [...groups.values()].flatMap((group) => {
    const patients = new Set(group.map(({ visit }) => visit.patient.ref));
    return patients.size < 2 ? [] : planOf(group);
  });
}

function planOf(group: readonly OpenDose[]): readonly SharedPlan[] {
  const [first] = group;
  if (first === undefined) return [];
  const { facts, stock } = first.drug;
  const packages = packagesOf(facts, stock);
  const doses = group.map(({ drug }, at) => ({ of: String(at), dose: drug.dose.dose }));
  const [together, apart] = [planSession(doses, packages, 'pharmacist-approved'), planSession(doses, packages, 'off')];
  if (!together.ok || !apart.ok) return [];
  const shown = {
    ...{ hcpcs: facts.hcpcs, label: facts.label, site: first.visit.site ?? '' },
    ...{ vials: together.value.vials.map(vialsView), remainder: quantityOf(together.value.remainder) },
    doses: together.value.doses.map((dose) => doseView(dose, group)),
  };
  return [{ ...shown, digest: digestOf(shown), apart: apartView(apart.value) }];
}

const vialsView = ({ content, count }: OpenedVials) => ({ content: quantityOf(content), count });

/** Vials of all patients, counted by content. */
function apartView({ vials, remainder }: SessionPlan): SharedPlan['apart'] {
  const counts = new Map<string, { content: Amount; count: number }>();
  for (const { content, count } of vials) {
    const key = JSON.stringify(quantityOf(content));
    counts.set(key, { content, count: (counts.get(key)?.count ?? 0) + count });
  }
  return {
    vials: [...counts.values()].map(({ content, count }) => ({ content: quantityOf(content), count })),
    remainder: quantityOf(remainder),
  };
}

function doseView({ of, dose, shares }: SessionDosePlan, group: readonly OpenDose[]): SharedDose {
  const planned = group[Number(of)];
  if (planned === undefined) throw new Error('a plan names a dose that was not asked for');
  const { visit, drug } = planned;
  return {
    ...{ appointment: visit.appointment, line: drug.line, patient: patientView(visit) },
    ...(visit.start === undefined ? {} : { start: visit.start }),
    dose: quantityOf(dose),
    shares: shares.map(({ vial, content, taken }) => ({
      ...{ vial: vial + 1, content: quantityOf(content), taken: quantityOf(taken) },
    })),
  };
}

const patientView = ({ patient: { ref, name, birthDate } }: VisitOfDay) => ({
  ref,
  ...(name === undefined ? {} : { name }),
  ...(birthDate === undefined ? {} : { birthDate }),
});

/** Of what is drawn for whom; a corrected name makes no other plan. */
export const digestOf = ({
  hcpcs,
  site,
  vials,
  doses,
}: Pick<SharedPlan, 'hcpcs' | 'site' | 'vials' | 'doses'>): string =>
  createHash('sha256')
    .update(
      JSON.stringify([
        hcpcs,
        site,
        vials,
        doses.map(({ appointment, line, dose, shares }) => [appointment, line, dose, shares]),
      ]),
    )
    .digest('hex');

/** What is kept of an approved plan: people by reference alone. */
export interface KeptPlan {
  readonly digest: string;
  readonly patients: readonly string[];
  readonly vials: SharedPlan['vials'];
  readonly remainder: SharedPlan['remainder'];
  readonly doses: readonly (Omit<SharedDose, 'patient'> & { readonly patient: { readonly ref: string } })[];
}

const digestIn = (plan: unknown): string =>
  typeof plan === 'object' && plan !== null && 'digest' in plan ? String(plan.digest) : '';

interface Session {
  readonly id: string;
  readonly hcpcs: string;
  readonly plan: unknown;
  readonly approved_at: Date;
  readonly approved_by: string;
}

interface OfDay {
  readonly visits: readonly VisitOfDay[];
  readonly recorded: Recorded;
  readonly desk: WasteDesk;
}

function approvedView(
  { id, hcpcs, plan, approved_at, approved_by }: Session,
  { visits, recorded, desk }: OfDay,
): ApprovedPlan {
  // Only a checked plan is ever written there.
  const { remainder, doses } = plan as KeptPlan;
  const known = new Map(visits.map((visit) => [visit.patient.ref, patientView(visit)]));
  const isPrepared = recorded.preparations.some(
    (one) => one.kind !== 'entered-in-error' && contentOf(one).session === id,
  );
  return approvedPlan.parse({
    ...{ session: id, hcpcs, label: labelOf(hcpcs, desk), by: approved_by, at: approved_at.toISOString() },
    ...{ state: isPrepared ? 'prepared' : 'approved', remainder },
    doses: doses.map((dose) => ({ ...dose, patient: known.get(dose.patient.ref) ?? dose.patient })),
  });
}
