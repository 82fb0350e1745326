/** Where floating parts are drawn: inside an open drawer, as everything outside of it is out of reach. */
import { createContext, useContext } from 'react';

const OverlayPlace = createContext<HTMLElement | null>(null);

export const OverlayPlaceProvider = OverlayPlace.Provider;

/** The open drawer around, or nothing where the page itself is the place. */
export const useOverlayPlace = (): HTMLElement | null => useContext(OverlayPlace);
