/**
 * Medicare fee-for-service, in the wire form of a policy pack: infused Part B drugs need no prior authorization. The
 * exceptions are services: the hospital outpatient list (of injections only botulinum toxin, with certain procedures),
 * durable equipment, and the WISeR pilot in six states from January 2026. A policy cannot say "only in a hospital", so
 * J0585 in a hospital has to be watched by the site. The word "Medicare" alone names no payer here: a Medicare
 * Advantage plan carries it too.
 */
export const MEDICARE_FEE_FOR_SERVICE = {
  pack: 'built-in',
  version: '2026-11-21',
  policies: [
    {
      id: 'medicare-fee-for-service',
      payer: {
        names: [
          'Medicare Part B',
          'Medicare Fee-for-Service',
          'Medicare Fee for Service',
          'Medicare FFS',
          'Original Medicare',
          'Traditional Medicare',
          'Medicare Part A and B',
          'Medicare Parts A and B',
        ],
      },
      product: 'medicare-ffs',
      drugs: 'any',
      inForce: { from: '2017-01-01' },
      authorization: { required: false },
      source: {
        document: 'Title 42 CFR, the only prior authorization list of Medicare fee-for-service for outpatient services',
        section: '419.83',
        url: 'https://www.ecfr.gov/current/title-42/section-419.83',
        readOn: '2026-11-21',
      },
    },
  ],
} as const;
