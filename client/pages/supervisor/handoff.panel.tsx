/** What one shift tells the next. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { SUPERVISOR_ROUTES } from '../../../api-contract/supervisor.routes.ts';
import { ApiProblem } from '../../api/api-problem.ts';
import { momentText } from '../../ui/text.ts';
import { useTypedText } from '../../view/typed-text.ts';
import type { SupervisorParts } from './supervisor-parts.ts';

export const HandoffPanel = ({ api, page, site, again }: SupervisorParts): ReactElement => {
  const [note, setNote] = useState('');
  useTypedText(note);
  const [told, setTold] = useState('');
  const leave = async (): Promise<void> => {
    try {
      await api.call(SUPERVISOR_ROUTES.addHandoff, { body: { note, ...(site === '' ? {} : { site }) } });
      setNote('');
      setTold('Left for the next shift.');
      await again();
    } catch (problem) {
      setTold(problem instanceof ApiProblem ? problem.message : 'It was not kept. Your text is still here.');
    }
  };
  return (
    <section className="cr-panel cr-fields" aria-label="Shift handoff">
      <h2>Shift handoff</h2>
      <form
        className="cr-fields"
        onSubmit={(event) => {
          event.preventDefault();
          void leave();
        }}
      >
        <label>
          Note for the next shift
          <textarea required maxLength={4000} value={note} onChange={(event) => setNote(event.currentTarget.value)} />
        </label>
        <div className="cr-worklist-line">
          <Button type="submit" size="compact-sm" variant="default">
            Leave the note
          </Button>
          <span role="status">{told}</span>
        </div>
      </form>
      {page.handoffs.map(({ at, by, note: text }) => (
        <div key={at}>
          <p className="cr-muted">
            {momentText(at, undefined) ?? at}, <bdi>{by.name ?? by.ref}</bdi>
          </p>
          <p style={{ whiteSpace: 'pre-wrap' }}>{text}</p>
        </div>
      ))}
    </section>
  );
};
