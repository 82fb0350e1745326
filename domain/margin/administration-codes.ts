/** A procedure code for giving a drug, with our own short words for it. */
export interface AdministrationCode {
  readonly code: string;
  readonly words: string;
}

const INFUSION = [
  { code: '96413', words: 'infusion of chemotherapy or a complex biologic, first hour' },
  { code: '96365', words: 'infusion of another drug, first hour' },
] as const;

const INJECTION = [
  { code: '96401', words: 'injection of chemotherapy or a complex biologic' },
  { code: '96372', words: 'injection of another drug' },
] as const;

/** The codes that the first hour or the one injection of a visit may be billed with; further hours are known afterwards. */
export function firstAdministrationCodes(route: string | undefined): readonly AdministrationCode[] {
  const routes = route?.toUpperCase().split('/') ?? [];
  const isInfused = routes.some((one) => one.startsWith('IV'));
  const isInjected = routes.some((one) => one.startsWith('SC') || one === 'IM');
  if (isInfused === isInjected) return [...INFUSION, ...INJECTION];
  return isInfused ? INFUSION : INJECTION;
}

export const ADMINISTRATION_CODES: readonly string[] = [...INFUSION, ...INJECTION].map(({ code }) => code);
