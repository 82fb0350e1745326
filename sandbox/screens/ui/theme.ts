/** Mantine's part of the look; the colors come from tokens.css. */
import { createTheme } from '@mantine/core';

export const theme = createTheme({
  respectReducedMotion: true,
  cursorType: 'pointer',
  fontFamily: 'system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  defaultRadius: 4,
});
