/** A choice among the sites that occur on a page, kept in the address; one site alone is nothing to choose from. */
import type { ReactElement } from 'react';
import { useSearchParams } from 'react-router';
import { UNKNOWN_SITE } from '../../api-contract/unknown-site.ts';

export interface AtPlace {
  readonly place?: string | undefined;
}

export const siteOf = ({ place }: AtPlace): string => place ?? UNKNOWN_SITE;

/** Site 2 comes before site 10. */
export const sitesIn = (visits: readonly AtPlace[]): string[] =>
  [...new Set(visits.map(siteOf))].toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }));

/** What is shown of a list under the chosen site, and the way to choose another. */
export function useSite(): readonly [site: string, choose: (site: string) => void] {
  const [params, setParams] = useSearchParams();
  const choose = (site: string): void => {
    setParams((before) => {
      const next = new URLSearchParams(before);
      if (site === '') next.delete('site');
      else next.set('site', site);
      return next;
    });
  };
  return [params.get('site') ?? '', choose];
}

/** Without a site chosen, everything. */
export const atSite = <Visit extends AtPlace>(visits: readonly Visit[], site: string): readonly Visit[] =>
  site === '' ? visits : visits.filter((visit) => siteOf(visit) === site);

interface SiteChoiceProps {
  /** Whose sites are offered; a page that knows only their names gives one for each. */
  readonly visits: readonly AtPlace[];
  readonly site: string;
  readonly onChoose: (site: string) => void;
}

/** A chosen site stays to be seen though nothing on the page is there. */
export const SiteChoice = ({ visits, site, onChoose }: SiteChoiceProps): ReactElement | null => {
  const sites = sitesIn(site === '' ? visits : [...visits, { place: site }]);
  return sites.length < 2 && site === '' ? null : (
    <label className="cr-field">
      <span>Site</span>
      <select value={site} onChange={({ target }) => onChoose(target.value)}>
        <option value="">all</option>
        {sites.map((one) => (
          <option key={one} value={one}>
            {one}
          </option>
        ))}
      </select>
    </label>
  );
};
