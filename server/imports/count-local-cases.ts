import { comparableNumber } from '../../domain/authorization/ledger.ts';
import type { HcpcsCode } from '../../domain/kernel/hcpcs-code.ts';
import type { LocalAnswer, LocalCases } from '../../domain/visit/local-cases.ts';
import type { DecidedRequest } from '../store/decided-requests.ts';

/** By tenant: nobody's odds are made of what another clinic met. */
export type CasesOfTenants = ReadonlyMap<string, readonly LocalCases[]>;

/** Newest answers kept of each payer and product: enough for a median, and little to keep with a decision. */
const MOST_ANSWERS = 60;

/** Counts each request once, by its first decision, for each product that it names. Pure. */
export function countLocalCases(requests: readonly DecidedRequest[]): CasesOfTenants {
  const counted = new Map<string, Map<string, LocalCases>>();
  const seen = new Set<string>();
  for (const request of [...requests].sort(byDay)) {
    for (const product of new Set(request.products)) {
      const names = namesOf(request, product);
      const isNew = !names.some((name) => seen.has(name));
      for (const name of names) seen.add(name);
      if (isNew) count(counted, request, product);
    }
  }
  return new Map([...counted].map(([tenant, cases]) => [tenant, [...cases.values()]]));
}

const byDay = (a: DecidedRequest, b: DecidedRequest): number =>
  compareText(a.decided ?? '', b.decided ?? '') || compareText(a.asked ?? '', b.asked ?? '');

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** A file of each night tells of a request again: by its number, or by whose it is and when it was asked, else decided. */
function namesOf({ tenant, whose, number, asked, decided }: DecidedRequest, product: HcpcsCode): readonly string[] {
  const named = (...parts: readonly string[]): string => JSON.stringify([tenant, product, ...parts]);
  return [
    ...(number === undefined ? [] : [named('number', comparableNumber(number))]),
    ...(asked === undefined ? [] : [named('asked', whose, asked)]),
    ...(number === undefined && asked === undefined ? [named('decided', whose, decided ?? '')] : []),
  ];
}

function count(counted: Map<string, Map<string, LocalCases>>, request: DecidedRequest, hcpcs: HcpcsCode): void {
  const { tenant, granted } = request;
  // Without the reference to a resource, which names a payer of one record only.
  const payer = { identifiers: request.payer.identifiers, names: request.payer.names };
  const key = JSON.stringify([payer, hcpcs]);
  const ofTenant = counted.get(tenant) ?? new Map<string, LocalCases>();
  const before = ofTenant.get(key) ?? { payer, hcpcs, decided: 0, approved: 0, answers: [] };
  counted.set(tenant, ofTenant);
  ofTenant.set(key, {
    ...before,
    decided: before.decided + 1,
    approved: before.approved + (granted ? 1 : 0),
    answers: [...answersOf(request), ...before.answers].slice(0, MOST_ANSWERS),
  });
}

/** A decision dated before its request is a slip of the pen, and tells no time. */
const answersOf = ({ asked, decided }: DecidedRequest): readonly LocalAnswer[] =>
  asked === undefined || decided === undefined || decided < asked ? [] : [{ asked, decided }];
