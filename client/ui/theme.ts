/** Mantine's part of the look; colors come from tokens.css. */
import type { MantineColorScheme, MantineColorSchemeManager } from '@mantine/core';
import { createTheme } from '@mantine/core';

export const theme = createTheme({ respectReducedMotion: true, cursorType: 'pointer' });

/** Follows the system; nothing is written into the browser's storage, which a frame may not have. */
export const unstoredColorScheme: MantineColorSchemeManager = {
  get: (byDefault: MantineColorScheme) => byDefault,
  set: () => undefined,
  clear: () => undefined,
  subscribe: () => undefined,
  unsubscribe: () => undefined,
};
