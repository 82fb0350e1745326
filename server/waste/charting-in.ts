import type { Config } from '../config/load-config.ts';
import type { PreparationSetting } from './import-preparations.ts';

/** What configured tenants say of their charting, by id. */
export const chartingIn =
  ({ tenants, timeZone }: Pick<Config, 'tenants' | 'timeZone'>) =>
  (id: string): PreparationSetting | undefined => {
    const tenant = tenants.find((one) => one.id === id);
    return (
      tenant && {
        ...{ policy: tenant.waste, timeZone: tenant.timeZone ?? timeZone },
        ...{ staff: tenant.staff, holidays: tenant.holidays, isSilent: tenant.cards.silent },
      }
    );
  };
