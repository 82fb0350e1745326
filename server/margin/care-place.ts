import type { CareSetting } from '../../domain/visit/care-setting.ts';

/** CMS place of service codes as far as payment for drugs depends on them. */
const SETTINGS: Readonly<Record<string, CareSetting>> = { '11': 'office', '19': 'hopd', '22': 'hopd', '24': 'asc' };

export const settingOfPlace = (placeOfService: string | undefined): CareSetting | undefined =>
  SETTINGS[placeOfService ?? ''];

export const SETTING_WORDS: Readonly<Record<CareSetting, string>> = {
  office: 'office',
  hopd: 'hospital outpatient',
  asc: 'surgery center',
  cah: 'critical access hospital',
  rhc: 'rural health clinic',
  fqhc: 'health center',
  inpatient: 'inpatient',
};
