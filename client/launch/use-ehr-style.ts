/** Follows the look of the EHR around the frame, where it says one and everything stays readable in it. */
import { useEffect } from 'react';
import { tokensOfStyle } from '../view/ehr-style.ts';

/** Without an address, or if it cannot be read, the look is our own: nobody needs to hear of that. */
export function useEhrStyle(url: string | undefined): void {
  useEffect(() => {
    if (url === undefined) return undefined;
    const gone = new AbortController();
    const dark = window.matchMedia('(prefers-color-scheme: dark)');
    void styleAt(url, gone.signal).then((style) => {
      if (gone.signal.aborted) return;
      follow(style);
      // In the other scheme other wishes are readable.
      dark.addEventListener('change', () => follow(style), { signal: gone.signal });
    });
    return () => {
      gone.abort();
      follow(undefined);
    };
  }, [url]);
}

async function styleAt(url: string, signal: AbortSignal): Promise<unknown> {
  try {
    const answer = await fetch(url, { signal, credentials: 'omit', headers: { accept: 'application/json' } });
    return answer.ok ? await answer.json() : undefined;
  } catch {
    return undefined;
  }
}

const FOLLOWED = ['--cr-ground', '--cr-text', '--cr-focus', '--mantine-font-family'] as const;

function follow(style: unknown): void {
  const root = document.documentElement;
  for (const name of FOLLOWED) root.style.removeProperty(name);
  const own = getComputedStyle(root);
  const tokens = tokensOfStyle(style, (name) => own.getPropertyValue(name));
  for (const [name, value] of Object.entries(tokens)) root.style.setProperty(name, value);
}
