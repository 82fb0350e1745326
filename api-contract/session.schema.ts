/** Opening a session: the page hands over the token answer once and gets an opaque bearer for its memory. */
import { z } from 'zod';
import { patientIdentity } from './decision-view.schema.ts';
import { page } from './page.schema.ts';
import { role } from './role.schema.ts';
import { instantText, plainDateText } from './scalars.schema.ts';

/** One issuer this server accepts; `iss` is compared character by character before any network call. */
export const allowedLaunch = z.object({ iss: z.url(), clientId: z.string().min(1), scope: z.string().min(1) });

export const launchConfig = z.object({
  /** `${publicUrl}/`, exactly as registered at each authorization server. */
  redirectUri: z.url(),
  launches: z.array(allowedLaunch),
});

/** SMART App Launch 2.2, token answer; unknown members are kept. */
export const tokenResponse = z.looseObject({
  access_token: z.string().min(1),
  token_type: z.string().optional(),
  expires_in: z.number().optional(),
  scope: z.string().optional(),
  id_token: z.string().min(1),
  patient: z.string().optional(),
  encounter: z.string().optional(),
  fhirContext: z
    .array(
      z.looseObject({ reference: z.string().optional(), type: z.string().optional(), role: z.string().optional() }),
    )
    .optional(),
  /** The string of the card's link: `{"decision":"<id>"}`. Attacker-visible and unsigned; proves nothing by itself. */
  appContext: z.string().optional(),
  need_patient_banner: z.boolean().optional(),
  smart_style_url: z.string().optional(),
  intent: z.string().optional(),
  tenant: z.string().optional(),
});

export const openSession = z.object({
  iss: z.url(),
  tokenResponse,
  /** The nonce that this page put into the authorization request; the server compares it with the id_token's. */
  nonce: z.string().min(16).max(200).optional(),
});

export const sessionView = z.object({
  expiresAt: instantText,
  /** The site's calendar day, by the server's clock. */
  today: plainDateText,
  user: z.object({ name: z.string().optional(), role }),
  tenant: z.object({ name: z.string() }).optional(),
  /** The patient in context, proved by reading it; absent where the launch has none. */
  patient: patientIdentity.optional(),
  /** What to open: the decision of the card, else the visit that the EHR put into context. */
  open: z.object({ decision: z.string().optional(), visit: z.string().optional() }),
  features: z.object({
    /** The EHR shows no patient banner around the frame, so the page must. */
    needPatientBanner: z.boolean(),
    /** `smart_style_url` (SMART App Launch 2.2, section 3.1.7), where it is an address of the EHR itself. */
    styleUrl: z.url().optional(),
    /** Pages that this role has, its home first. */
    pages: z.array(page),
  }),
});

export const openedSession = sessionView.extend({
  /** Opaque; sent as `Authorization: Bearer`, kept in page memory only. */
  bearer: z.string().min(32),
});

export type AllowedLaunch = z.infer<typeof allowedLaunch>;
export type LaunchConfig = z.infer<typeof launchConfig>;
export type TokenResponse = z.infer<typeof tokenResponse>;
export type OpenSession = z.infer<typeof openSession>;
export type SessionView = z.infer<typeof sessionView>;
export type OpenedSession = z.infer<typeof openedSession>;
