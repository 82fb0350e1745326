/** A kept standing read again, and the one word for it: by the same function as a decision's. */
import { z } from 'zod';
import { authorizationState } from '../../api-contract/decision-words.schema.ts';
import type { VisitState } from '../../api-contract/visit-state.ts';
import { stateOfTheDay, visitState } from '../../api-contract/visit-state.ts';

const standingSchema = z.looseObject({
  route: z.string(),
  dueBy: z.string().optional(),
  drugs: z.array(
    z.looseObject({
      ...{ order: z.string(), hcpcs: z.string().nullable(), state: authorizationState },
      /** Of the planned dose, null where it is not known; absent in rows that were written before it was kept. */
      units: z.number().nullable().optional(),
    }),
  ),
  /** `rule verdict severity about`, the severity empty where there is none. */
  findings: z.array(z.string()),
  scheduled: z
    .looseObject({
      start: z.string().optional(),
      end: z.string().optional(),
      place: z.string().optional(),
      chair: z.string().optional(),
      payer: z.string().optional(),
    })
    .optional(),
});

export type KeptStanding = z.infer<typeof standingSchema>;

/** Undefined for what an older or newer version wrote in another form. */
export function readStanding(json: unknown): KeptStanding | undefined {
  const parsed = standingSchema.safeParse(json);
  return parsed.success ? parsed.data : undefined;
}

export interface StandingFinding {
  readonly rule: string;
  readonly verdict: string;
  readonly severity?: string;
  readonly about: string;
}

export const findingsOf = ({ findings }: KeptStanding): readonly StandingFinding[] =>
  findings.map((line) => {
    const [rule = '', verdict = '', severity = '', ...about] = line.split(' ');
    return { rule, verdict, ...(severity === '' ? {} : { severity }), about: about.join(' ') };
  });

export function statesOfStanding(standing: KeptStanding): {
  readonly state: VisitState;
  readonly ofTheDay: VisitState;
} {
  const visit = {
    drugs: standing.drugs.map(({ state }) => ({ authorization: { state } })),
    findings: findingsOf(standing),
  };
  return { state: visitState(visit), ofTheDay: stateOfTheDay(visit) };
}
