import type { RequestHandler } from 'express';
import helmet from 'helmet';
import { isHttps } from '../config/url-rules.ts';
import type { AppDeps } from './deps.ts';

/**
 * Nothing inline, nothing from elsewhere. The page may be framed by the EHRs that are configured, and speaks to their
 * servers only for the launch itself.
 */
export function securityHeaders({ desks, publicUrl }: AppDeps): RequestHandler {
  const tenants = [...desks.values()].map(({ tenant }) => tenant);
  const servers = [...new Set(tenants.map(({ fhir }) => new URL(fhir.baseUrl).origin))];
  const framers = [...new Set([...servers, ...tenants.flatMap(({ cdsClient }) => cdsClient.origins)])];
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'none'"],
        'script-src': ["'self'"],
        'style-src': ["'self'"],
        'img-src': ["'self'"],
        'font-src': ["'self'"],
        'connect-src': ["'self'", ...servers],
        'base-uri': ["'none'"],
        'form-action': ["'none'"],
        'object-src': ["'none'"],
        'frame-ancestors': ["'self'", ...framers],
      },
    },
    // frame-ancestors says who may frame; this older header can name no list.
    xFrameOptions: false,
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: isHttps(publicUrl) ? { maxAge: 31_536_000 } : false,
  });
}
