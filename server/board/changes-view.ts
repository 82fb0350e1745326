/** What sweeps found changed since a moment, grouped by visit, the newest visit first. */
import type { Kysely } from 'kysely';
import type { ChangedVisit } from '../../api-contract/changes.schema.ts';
import { groupBy } from '../../domain/kernel/group-by.ts';
import { definedOnly } from '../assessment/defined-only.ts';
import type { Database } from '../store/database.ts';
import { lastDecisionId } from '../store/last-decision.ts';
import { openCasesBetween } from '../store/schedule.ts';
import type { VisitChange } from '../store/standings.ts';
import { changesSince } from '../store/standings.ts';
import { changesBetween } from './change-words.ts';
import { drugName } from './drug-name.ts';
import type { KeptCourse, KeptCourses, KeptVisit } from './kept-courses.ts';
import type { NameOf } from './staff-names.ts';
import type { KeptStanding } from './standing-words.ts';
import { readStanding, statesOfStanding } from './standing-words.ts';

export interface ChangesQuestion {
  readonly db: Kysely<Database>;
  readonly courses: KeptCourses;
  readonly tenant: string;
  readonly since: Date;
  readonly nameOf: NameOf;
  /** Owners are staffing: not told to every reader. */
  readonly withOwners: boolean;
}

const MOST = 2000;

export interface FoundChanges {
  readonly visits: ChangedVisit[];
  readonly isCut: boolean;
}

export async function changedVisits(question: ChangesQuestion): Promise<FoundChanges> {
  const { db, tenant, since, withOwners, nameOf } = question;
  const rows = await changesSince(db, tenant, since, MOST);
  const courses = await coursesOf(question, [...new Set(rows.map(({ patient_ref: ref }) => ref))]);
  const days = rows.map(({ visit_date: day }) => day).sort();
  const cases = await openCasesBetween(db, tenant, days[0] ?? '9999-12-31', days.at(-1) ?? '9999-12-31');
  const visits = [...groupBy(rows, ({ appointment }) => appointment).values()].flatMap((ofVisit) => {
    const [newest] = ofVisit;
    if (newest === undefined) return [];
    const owner = withOwners ? cases.get(newest.appointment)?.owner : undefined;
    const visit = changedVisitOf(newest, ofVisit, courses.get(newest.patient_ref));
    return [owner === undefined || owner === null ? visit : { ...visit, owner: nameOf(owner) }];
  });
  return { visits, isCut: rows.length === MOST };
}

/** The newest kept decision of each patient: for names of people and drugs. */
async function coursesOf(
  { db, tenant, courses }: ChangesQuestion,
  patients: readonly string[],
): Promise<ReadonlyMap<string, KeptCourse & { readonly id: string }>> {
  const ids = new Map<string, string>();
  for (const patient of patients) {
    const id = await lastDecisionId(db, tenant, patient);
    if (id !== undefined) ids.set(patient, id);
  }
  const kept = await courses(tenant, [...ids.values()]);
  return new Map(
    [...ids].flatMap(([patient, id]) => {
      const course = kept.get(id);
      return course === undefined ? [] : [[patient, { ...course, id }] as const];
    }),
  );
}

/** Where it was last scheduled, else where the kept decision saw it. */
const placeOf = (standing: KeptStanding | undefined, visit: KeptVisit | undefined): string | undefined =>
  standing?.scheduled?.place ?? visit?.place;

function changedVisitOf(
  newest: VisitChange,
  rows: readonly VisitChange[],
  course: (KeptCourse & { readonly id: string }) | undefined,
): ChangedVisit {
  const standing = readStanding(newest.now_is);
  const visit = course?.visits.get(newest.appointment);
  const nameOfOrder = (order: string): string | undefined => {
    const drug = visit?.drugs.find((one) => one.order === order);
    return drug === undefined ? undefined : drugName(drug);
  };
  return {
    appointment: newest.appointment,
    date: newest.visit_date,
    ...definedOnly({ place: placeOf(standing, visit) }),
    patient: course?.patient ?? { ref: newest.patient_ref },
    ...(standing === undefined ? {} : { state: statesOfStanding(standing).state }),
    ...(visit === undefined || course === undefined ? {} : { decision: course.id }),
    changes: rows.map(({ at, kind, was, now_is: now }) => ({
      at: at.toISOString(),
      kind,
      words: changesBetween(readStanding(was), readStanding(now), nameOfOrder),
    })),
  };
}
