/** Every page beside the visit: its words in the menu and its code, which is loaded when it is opened. */
import type { ComponentType } from 'react';
import type { Page } from '../../api-contract/page.schema.ts';
import type { PageProps } from './page.ts';

export interface PageEntry {
  readonly title: string;
  readonly load: () => Promise<{ readonly default: ComponentType<PageProps> }>;
}

/** In the order of the menu. The address of a page is its name: `#/worklist`. */
export const PAGE_REGISTRY: Readonly<Partial<Record<Exclude<Page, 'visit'>, PageEntry>>> = {};
