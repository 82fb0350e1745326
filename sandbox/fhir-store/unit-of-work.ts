// What happens between "begin" and "commit": writes that only their author sees.
import type { DraftResource, StoredResource } from './stored-resource.ts';

export interface Work {
  readonly find: (type: string, id: string) => StoredResource | undefined;
  readonly search: (type: string, query: URLSearchParams, visible?: Visible) => FoundResources;
  /** Throws a 412 refusal when `ifMatch` names another version than the one that lies there. */
  readonly put: (draft: DraftResource, id: string, ifMatch?: string) => Written;
  /** Nothing is visible to others, or on disk, before this. */
  readonly commit: () => void;
}

export interface Written {
  readonly resource: StoredResource;
  readonly created: boolean;
}

export interface FoundResources {
  readonly matches: readonly StoredResource[];
  /** The page size that the caller asked for, or the default. */
  readonly count: number;
}

export type Visible = (resource: StoredResource) => boolean;
