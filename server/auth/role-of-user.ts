import type { Role } from '../../api-contract/role.schema.ts';
import { asList, isObject } from '../../cds-hooks/prefetch.ts';
import type { RawResource } from '../../cds-hooks/prefetch.ts';
import type { HookUser } from '../../cds-hooks/hook-service.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import { userRefOf } from './user-ref.ts';

/** A tenant's map: `Practitioner/n1`, `PractitionerRole/r1` or `code:system|code` to a role. */
export type RoleMap = Readonly<Record<string, Role>>;

/**
 * The role of the person at the screen. A person named in the map has that role; else the codes of their PractitionerRoles
 * of `today` decide, in the order in which the map lists them. Whoever cannot be told is `unknown`, which sees least.
 */
export function roleOfUser(map: RoleMap, user: HookUser, people: readonly RawResource[], today: PlainDate): Role {
  if (user.type === 'Patient' || user.type === 'RelatedPerson') return 'patient';
  const reference = userRefOf(user);
  const roles = people.filter(
    (resource) =>
      resource.resourceType === 'PractitionerRole' && isOf(resource, reference) && isHeldOn(today, resource['period']),
  );
  const names = new Set([
    reference,
    ...roles.map(({ id }) => `PractitionerRole/${String(id)}`),
    ...roles.flatMap(codesOf),
  ]);
  const named = Object.entries(map).filter(([key]) => names.has(key));
  return (named.find(([key]) => key === reference) ?? named[0])?.[1] ?? 'unknown';
}

/** An ended role gives nothing, and somebody else's gives nothing to this person. */
function isOf(role: RawResource, user: string): boolean {
  if (role['active'] === false) return false;
  const practitioner = isObject(role['practitioner']) ? role['practitioner']['reference'] : undefined;
  const own = `PractitionerRole/${String(role['id'])}` === user;
  return own || (typeof practitioner === 'string' && (practitioner === user || practitioner.endsWith(`/${user}`)));
}

/** Inclusive; a partial date ends with its year or month. With a bound that cannot be read a role tells nothing. */
function isHeldOn(today: PlainDate, period: unknown): boolean {
  if (period === undefined) return true;
  if (!isObject(period)) return false;
  const { start, end } = period;
  const hasBegun = start === undefined || (isDate(start) && start.slice(0, 10) <= today);
  const isNotOver = end === undefined || (isDate(end) && end.slice(0, 10) >= today.slice(0, end.length));
  return hasBegun && isNotOver;
}

/** A day, month or year, or an instant of which the day is taken. */
const isDate = (bound: unknown): bound is string =>
  typeof bound === 'string' && /^\d{4}(-\d{2}(-\d{2}(T.*)?)?)?$/.test(bound);

const codesOf = (role: RawResource): readonly string[] =>
  [...asList(role['code']), ...asList(role['specialty'])]
    .flatMap((concept) => (isObject(concept) ? asList(concept['coding']) : []))
    .flatMap((coding) => (isObject(coding) ? [`code:${String(coding['system'])}|${String(coding['code'])}`] : []));
