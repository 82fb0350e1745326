/** Text that somebody typed and that could not be sent, to be copied. */
import { Button } from '@mantine/core';
import { useRef, useState } from 'react';
import type { ReactElement } from 'react';
import './typed-text.css';

export const TypedText = ({ typed }: { readonly typed: string }): ReactElement => {
  const field = useRef<HTMLTextAreaElement>(null);
  const [told, setTold] = useState('');
  const copy = (): void => {
    field.current?.select();
    // An EHR's frame may forbid the clipboard; the text is then selected and one key away.
    copied(typed).then(
      () => setTold('Copied.'),
      () => setTold('It is selected: press Ctrl+C to copy it.'),
    );
  };
  return (
    <>
      <p>
        <label htmlFor="cr-typed">What you typed</label>
      </p>
      <textarea id="cr-typed" ref={field} className="cr-typed" readOnly rows={8} value={typed} />
      <div className="cr-empty-action">
        <Button size="compact-md" onClick={copy}>
          Copy it
        </Button>{' '}
        <span role="status">{told}</span>
      </div>
    </>
  );
};

async function copied(text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
}
