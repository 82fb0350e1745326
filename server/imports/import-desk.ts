/** What the app needs to take files in: the same path as the command, and who is told afterwards. */
import type { ImportSetting } from './carry-out-import.ts';
import type { FlipWatch } from '../margin/flip-watch.ts';

export interface ImportDesk {
  readonly setting: ImportSetting;
  /** Tables and policies are read again; resolves when the next call uses them. */
  readonly refresh: () => Promise<void>;
  readonly watch: Pick<FlipWatch, 'wake' | 'undone'>;
}
