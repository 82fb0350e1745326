/** Every page beside the visit: its words in the menu and its code, which is loaded when it is opened. */
import type { ComponentType } from 'react';
import type { Page } from '../../api-contract/page.schema.ts';
import type { PageProps } from './page.ts';

export interface PageEntry {
  readonly title: string;
  readonly load: () => Promise<{ readonly default: ComponentType<PageProps> }>;
}

/** In the order of the menu. The address of a page is its name: `#/worklist`. */
export const PAGE_REGISTRY: Readonly<Partial<Record<Exclude<Page, 'visit'>, PageEntry>>> = {
  worklist: {
    title: 'Worklist',
    load: () => import('./worklist/worklist.page.tsx').then(({ WorklistPage: page }) => ({ default: page })),
  },
  supervisor: {
    title: 'Supervisor',
    load: () => import('./supervisor/supervisor.page.tsx').then(({ SupervisorPage: page }) => ({ default: page })),
  },
  board: {
    title: 'Board',
    load: () => import('./board/board.page.tsx').then(({ BoardPage: page }) => ({ default: page })),
  },
  readiness: {
    title: 'Readiness',
    load: () => import('./readiness/readiness.page.tsx').then(({ ReadinessPage: page }) => ({ default: page })),
  },
  changes: {
    title: 'Changes',
    load: () => import('./changes/changes.page.tsx').then(({ ChangesPage: page }) => ({ default: page })),
  },
  alerts: {
    title: 'Alerts',
    load: () => import('./alerts/alerts.page.tsx').then(({ AlertsPage: page }) => ({ default: page })),
  },
  audit: {
    title: 'Audit',
    load: () => import('./audit/audit.page.tsx').then(({ AuditPage: page }) => ({ default: page })),
  },
  waste: {
    title: 'Discarded drug',
    load: () => import('./waste/waste.page.tsx').then(({ WastePage: page }) => ({ default: page })),
  },
  margin: {
    title: 'Margin',
    load: () => import('./margin/margin.page.tsx').then(({ MarginPage: page }) => ({ default: page })),
  },
  imports: {
    title: 'Imports',
    load: () => import('./imports/imports.page.tsx').then(({ ImportsPage: page }) => ({ default: page })),
  },
  settings: {
    title: 'Settings',
    load: () => import('./settings/settings.page.tsx').then(({ SettingsPage: page }) => ({ default: page })),
  },
};
