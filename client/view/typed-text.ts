/** What forms hold that is not sent yet, so that a session's end loses none of it. Page memory only. */
import { createContext, useContext, useEffect, useId } from 'react';

export interface TypedTexts {
  readonly put: (form: string, text: string) => void;
  readonly drop: (form: string) => void;
  /** Everything that is typed and not sent, form after form; empty where there is nothing. */
  readonly all: () => string;
}

export function typedTexts(): TypedTexts {
  const texts = new Map<string, string>();
  return {
    put: (form, text) => void texts.set(form, text),
    drop: (form) => void texts.delete(form),
    all: () => [...texts.values()].filter((text) => text !== '').join('\n\n'),
  };
}

const NOWHERE = typedTexts();

const TypedTextsContext = createContext<TypedTexts>(NOWHERE);

export const TypedTextsProvider = TypedTextsContext.Provider;

/** Remembers the text of a form for as long as the form is on the screen. */
export function useTypedText(text: string): void {
  const texts = useContext(TypedTextsContext);
  const form = useId();
  useEffect(() => {
    texts.put(form, text);
    return () => texts.drop(form);
  }, [texts, form, text]);
}
