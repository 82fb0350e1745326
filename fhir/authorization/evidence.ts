import type { AuthorizationEvidence } from '../../domain/visit/authorization-evidence.ts';
import type { EligibilityCheck } from '../../domain/visit/coverage.ts';
import type { NamedOrders } from '../explicit-links.ts';
import type { Order } from '../order.ts';
import type { PlannedBooking } from '../projection.ts';
import type { Reading } from '../reading.ts';
import { noteGap } from '../reading.ts';
import type { Resource } from '../resource-index.ts';
import { refsOf, resourcesOf } from '../resource-index.ts';
import type { Assertions } from './coverage-information.ts';
import { COVERAGE_INFORMATION, readAssertions } from './coverage-information.ts';
import { readBilledNumbers } from './billed-numbers.ts';
import type { OrdersByAuthorization } from './claim-response.ts';
import { readClaimResponses } from './claim-response.ts';
import { readExplanations } from './explanation-of-benefit.ts';
import { withoutSuperseded } from './supersession.ts';

/** What the rest of the record tells about whom an authorization is for. */
export interface Joins {
  readonly orders: readonly Order[];
  readonly planned: readonly PlannedBooking[];
  readonly named: ReadonlyMap<string, NamedOrders>;
  readonly encounters: ReadonlyMap<string, readonly Resource[]>;
}

export interface Evidence {
  readonly authorizations: readonly AuthorizationEvidence[];
  readonly eligibility: readonly EligibilityCheck[];
}

/** Every row of authorization evidence in the record, by id. */
export function readEvidence(reading: Reading, joins: Joins): Evidence {
  const insured = ordersByAuthorization(reading);
  const responses = withoutSuperseded(reading, readClaimResponses(reading, insured));
  const assertions = assertionsIn(reading, joins);
  const rows = [
    ...responses,
    ...readExplanations(reading),
    ...readBilledNumbers(reading),
    ...assertions.flatMap((each) => each.rows),
  ];
  return {
    authorizations: rows.sort((a, b) => (a.id < b.id ? -1 : 1)),
    eligibility: assertions.flatMap((each) => each.eligibility),
  };
}

/** Orders that point at an authorization by `insurance`; one that the record does not hold is noted. */
function ordersByAuthorization(reading: Reading): OrdersByAuthorization {
  const byAuthorization = new Map<string, readonly string[]>();
  for (const request of resourcesOf(reading.index, 'MedicationRequest')) {
    addInsured(reading, request, [request.ref], byAuthorization);
  }
  for (const service of resourcesOf(reading.index, 'ServiceRequest')) {
    addInsured(reading, service, ordersBehind(reading, service), byAuthorization);
  }
  return byAuthorization;
}

function addInsured(
  reading: Reading,
  request: Resource,
  orders: readonly string[],
  byAuthorization: Map<string, readonly string[]>,
): void {
  for (const ref of refsOf(reading.index, request, 'insurance', reading.faults)) {
    if (!ref.startsWith('ClaimResponse/')) continue;
    byAuthorization.set(ref, [...(byAuthorization.get(ref) ?? []), ...orders]);
    if (!reading.index.byAddress.has(ref)) {
      noteGap(reading, request, 'insurance', 'an authorization that the record does not hold');
    }
  }
}

function ordersBehind(reading: Reading, service: Resource): readonly string[] {
  const named = ['basedOn', 'supportingInfo'].flatMap((name) => refsOf(reading.index, service, name, reading.faults));
  return named.filter((ref) => ref.startsWith('MedicationRequest/'));
}

/** On the order itself, on the service request behind a visit, on the visit, or on its encounter. */
function assertionsIn(reading: Reading, { orders, planned, named, encounters }: Joins): readonly Assertions[] {
  const onOrders = orders
    .filter(({ resource }) => speaks(resource))
    .map(({ resource, ref }) => readAssertions(reading, resource, [ref]));
  const onVisits = planned.flatMap(({ booking, drugs }) => {
    const own = drugs.map(({ order }) => order.ref);
    return [booking.resource, ...(encounters.get(booking.ref) ?? [])]
      .filter(speaks)
      .map((on) => readAssertions(reading, on, own));
  });
  return [...onOrders, ...onServices(reading, planned, named), ...onVisits];
}

/** A service request speaks for the orders behind it, and for those of the visits that are based on it. */
function onServices(
  reading: Reading,
  planned: readonly PlannedBooking[],
  named: ReadonlyMap<string, NamedOrders>,
): readonly Assertions[] {
  return resourcesOf(reading.index, 'ServiceRequest')
    .filter((service) => speaks(service) && service.element['status'] !== 'revoked')
    .map((service) => {
      const visits = planned.filter(
        ({ booking }) => named.get(booking.ref)?.serviceRequests.includes(service) === true,
      );
      const onVisits = visits.flatMap(({ drugs }) => drugs.map(({ order }) => order.ref));
      return readAssertions(reading, service, [...new Set([...ordersBehind(reading, service), ...onVisits])].sort());
    });
}

const speaks = ({ element }: Resource): boolean => {
  const extensions = element['extension'];
  return Array.isArray(extensions)
    ? extensions.some(
        (each: unknown) =>
          typeof each === 'object' && each !== null && 'url' in each && each.url === COVERAGE_INFORMATION,
      )
    : false;
};
