/**
 * A drawer at the right edge, open for as long as it is drawn. The browser's own modal dialog keeps the focus inside,
 * closes on Escape and gives the focus back; whom it is about stands at its top and stays in sight.
 */
import './drawer.css';
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import type { ReactElement, ReactNode, RefObject } from 'react';
import { OverlayPlaceProvider } from './overlay-place.ts';
import type { About } from './who-and-when.tsx';
import { WhoAndWhen } from './who-and-when.tsx';

interface DrawerProps {
  /** Names the drawer: what it shows, as "Visit" or "Case". */
  readonly title: string;
  /** The person, and the visit in words; left out only where the drawer is about nobody. */
  readonly about?: About;
  /** Asked for by Escape, by the button or by a click beside the drawer; the owner then stops drawing it. */
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** Buttons that stay in sight at the bottom. */
  readonly actions?: ReactNode;
  /** Where the focus goes afterwards if what opened the drawer is no longer there. */
  readonly returnTo?: RefObject<HTMLElement | null>;
}

export const Drawer = ({ title, about, onClose, children, actions, returnTo }: DrawerProps): ReactElement => {
  const titleId = useId();
  const [place, setPlace] = useState<HTMLDialogElement | null>(null);
  const dialog = useRef<HTMLDialogElement>(null);
  useModal(dialog, returnTo);
  useEscape(dialog, onClose);
  return (
    <dialog
      ref={(element) => {
        dialog.current = element;
        setPlace(element);
      }}
      className="cr-drawer"
      aria-labelledby={titleId}
      onClick={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
    >
      <OverlayPlaceProvider value={place}>
        <div className="cr-drawer-inside">
          <header className="cr-drawer-head">
            <div className="cr-drawer-title">
              <h2 id={titleId} tabIndex={-1} autoFocus>
                {title}
              </h2>
              {about !== undefined && <WhoAndWhen about={about} />}
            </div>
            <button type="button" className="cr-drawer-close" onClick={onClose}>
              Close
            </button>
          </header>
          <div className="cr-drawer-body">{children}</div>
          {actions !== undefined && <footer className="cr-drawer-actions">{actions}</footer>}
        </div>
      </OverlayPlaceProvider>
    </dialog>
  );
};

/** Opened when drawn and closed before it is taken away, so that the browser gives the focus back. */
function useModal(dialog: RefObject<HTMLDialogElement | null>, returnTo: DrawerProps['returnTo']): void {
  useLayoutEffect(() => {
    const element = dialog.current;
    if (element === null) return undefined;
    if (!element.open) element.showModal();
    return () => {
      element.close();
      if (document.activeElement === document.body) returnTo?.current?.focus();
    };
  }, [dialog, returnTo]);
}

/** The owner decides about closing, as it may hold text that is not saved yet. */
function useEscape(dialog: RefObject<HTMLDialogElement | null>, onClose: () => void): void {
  useEffect(() => {
    const element = dialog.current;
    const cancelled = (event: Event): void => {
      if (event.target !== element) return;
      event.preventDefault();
      onClose();
    };
    element?.addEventListener('cancel', cancelled);
    return () => element?.removeEventListener('cancel', cancelled);
  }, [dialog, onClose]);
}
