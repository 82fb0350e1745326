/** Tab and filters of the worklist, kept in the address so that back and forward work. */
import { useMemo } from 'react';
import { useSearchParams } from 'react-router';
import type { CaseTabName } from '../../../api-contract/worklist.schema.ts';
import { caseTab } from '../../../api-contract/worklist.schema.ts';

export const FILTERS = ['payer', 'drug', 'route', 'owner', 'site', 'search'] as const;
export type FilterName = (typeof FILTERS)[number];
export type Filters = Readonly<Partial<Record<FilterName, string>>>;

export interface ListChoices {
  readonly tab: CaseTabName;
  readonly filters: Filters;
}

export function useListChoices(): ListChoices & {
  /** An empty text takes a filter away. */
  readonly choose: (chosen: Readonly<Record<string, string>>) => void;
  readonly clear: () => void;
} {
  const [params, setParams] = useSearchParams();
  const choices = useMemo((): ListChoices => {
    const tab = caseTab.safeParse(params.get('tab'));
    const filters = FILTERS.flatMap((name): [string, string][] => {
      const value = params.get(name);
      return value === null || value === '' ? [] : [[name, value]];
    });
    return { tab: tab.success ? tab.data : 'all', filters: Object.fromEntries(filters) };
  }, [params]);
  return {
    ...choices,
    choose: (chosen) =>
      setParams((before) => {
        const next = new URLSearchParams(before);
        for (const [name, value] of Object.entries(chosen)) {
          if (value === '') next.delete(name);
          else next.set(name, value);
        }
        return next;
      }),
    clear: () => setParams((before) => new URLSearchParams({ tab: before.get('tab') ?? 'all' })),
  };
}
