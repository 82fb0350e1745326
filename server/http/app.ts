import express from 'express';
import type { Express } from 'express';
import { apiRoutes } from './api.routes.ts';
import { cdsServiceRoutes } from './cds-services.routes.ts';
import type { AppDeps } from './deps.ts';
import { healthRoutes } from './health.routes.ts';
import { hookMemory } from './hook-memory.ts';
import { lastResort } from './last-resort.ts';
import { requestId } from './request-id.ts';
import { screenRoutes } from './screens.routes.ts';
import { securityHeaders } from './security-headers.ts';

/** The whole web application, without a port. */
export function createApp(deps: AppDeps): Express {
  const app = express();
  app.disable('x-powered-by');
  // Hook answers are never the same twice: hashing them for an ETag would cost and serve nobody.
  app.set('etag', false);
  app.set('query parser', 'simple');
  app.use(requestId);
  app.use('/cds-services', cdsServiceRoutes({ memory: hookMemory(deps.db, deps.decisions), ...deps }));
  app.use(healthRoutes(deps));
  app.use('/api', securityHeaders(deps), apiRoutes(deps));
  app.use(securityHeaders(deps), screenRoutes(deps));
  app.use(lastResort(deps));
  return app;
}
