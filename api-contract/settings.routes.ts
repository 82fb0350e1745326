import type { ApiRoute } from './route.ts';
import { SIGNED_IN } from './route.ts';
import { settingsView } from './settings.schema.ts';

export const SETTINGS_ROUTES = {
  settings: {
    method: 'get',
    path: '/api/settings',
    summary: 'The configuration in force for the tenant, to read; it is changed in its file',
    access: 'bearer',
    success: { status: 200, schema: settingsView },
    problems: ['not-allowed', ...SIGNED_IN],
  },
} as const satisfies Record<string, ApiRoute>;
