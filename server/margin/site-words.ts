/** A site with its kind of place, as a margin is listed by, and the site alone, as every page chooses it by. */
import type { CareSetting } from '../../domain/visit/care-setting.ts';
import type { BookedDoseRow } from '../store/margin-booked.ts';
import { SETTING_WORDS } from './care-place.ts';

type SiteColumns = Pick<BookedDoseRow, 'site_name' | 'location' | 'setting'>;

/** "Infusion center, Location/inf (office)". */
export const siteWords = ({ setting, ...site }: SiteColumns): string =>
  `${placeOf(site) ?? NOT_NAMED}${kindWords(setting)}`;

export const placeOf = ({ site_name, location }: Omit<SiteColumns, 'setting'>): string | undefined =>
  site_name ?? location ?? undefined;

/** What was kept as words of a site and its setting; undefined where they named no site. */
export function placeInWords({ site, setting }: { readonly site: string; readonly setting: string | null }) {
  const kind = kindWords(setting);
  const place = site.endsWith(kind) ? site.slice(0, -kind.length) : site;
  return place === NOT_NAMED ? undefined : place;
}

const NOT_NAMED = 'site not named';

const kindWords = (setting: string | null): string =>
  ` (${setting === null ? 'kind of place not known' : SETTING_WORDS[setting as CareSetting]})`;
