/** Who did what, who looked at whom, and a decision of the past beside what today's rules say. */
import { useEffect } from 'react';
import type { ReactElement } from 'react';
import { Route, Routes, useParams } from 'react-router';
import type { PageProps } from '../page.ts';
import { RecordSearch } from './record-search.tsx';
import { ReplayedDecision } from './replayed-decision.tsx';
import './audit.css';

export const AuditPage = (props: PageProps): ReactElement => {
  useEffect(() => {
    document.title = 'Audit - ChairReady';
  }, []);
  return (
    <main className="cr-page">
      <Routes>
        <Route path="decisions/:id" element={<OneDecision {...props} />} />
        <Route path="*" element={<RecordSearch {...props} />} />
      </Routes>
    </main>
  );
};

const OneDecision = (props: PageProps): ReactElement => {
  const { id = '' } = useParams();
  return <ReplayedDecision {...props} id={id} />;
};
