/** Single-key shortcuts of a list; they can be switched off, and never fire while somebody types or a drawer is open. */
import { useEffect, useRef } from 'react';

export type Keys = Readonly<Record<string, () => void>>;

export function useKeys(keys: Keys, isOn: boolean): void {
  const current = useRef(keys);
  useEffect(() => {
    current.current = keys;
  });
  useEffect(() => {
    if (!isOn) return undefined;
    const pressed = (event: KeyboardEvent): void => {
      const act = current.current[event.key];
      if (act === undefined || isTaken(event) || isForOther(event)) return;
      event.preventDefault();
      act();
    };
    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  }, [isOn]);
}

const isTaken = (event: KeyboardEvent): boolean =>
  event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey;

/** Somebody types, or a drawer is open, or Enter presses the button that has the focus. */
function isForOther({ key, target }: KeyboardEvent): boolean {
  if (document.querySelector('dialog[open]') !== null) return true;
  if (!(target instanceof Element)) return false;
  if (target instanceof HTMLInputElement) return target.type !== 'checkbox';
  const own = key === 'Enter' ? 'textarea, select, button, a, summary' : 'textarea, select';
  return target.closest(own) !== null;
}
