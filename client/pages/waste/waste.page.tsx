/** Charting what is thrown away: the visits of the day, one screen for each, the gaps, and the lines for billing. */
import type { ReactElement } from 'react';
import { NavLink, Route, Routes } from 'react-router';
import { useAddressAtSite } from '../../ui/followed-site.ts';
import type { PageProps } from '../page.ts';
import { ChartingScreen } from './charting-screen.tsx';
import { ExportTab } from './export-tab.tsx';
import { GapsList } from './gaps-list.tsx';
import { RecordScreen } from './record-screen.tsx';
import { RemaindersTab } from './remainders-tab.tsx';
import { SharingTab } from './sharing-tab.tsx';
import { VisitList } from './visit-list.tsx';
import './waste.css';

export const WastePage = (props: PageProps): ReactElement => (
  <main className="cr-page cr-waste">
    <Tabs {...props} />
    <Routes>
      <Route index element={<VisitList {...props} />} />
      <Route path="visit/:type/:id/:date" element={<ChartingScreen {...props} />} />
      <Route path="record/:id" element={<RecordScreen {...props} />} />
      <Route path="gaps" element={<GapsList {...props} />} />
      <Route path="remainders" element={<RemaindersTab {...props} />} />
      <Route path="sharing" element={<SharingTab {...props} />} />
      <Route path="export" element={<ExportTab {...props} />} />
    </Routes>
  </main>
);

const PHARMACY = ['pharmacist', 'pharmacy-technician', 'pharmacy-manager'];

const Tabs = ({ session }: PageProps): ReactElement => {
  const addressAtSite = useAddressAtSite();
  const tabs = [
    { to: '/waste', title: session.patient === undefined ? 'Visits of the day' : 'This patient' },
    { to: '/waste/gaps', title: 'Gaps' },
    ...(PHARMACY.includes(session.user.role) ? [{ to: '/waste/remainders', title: 'Held remainders' }] : []),
    ...(session.user.role === 'pharmacist' ? [{ to: '/waste/sharing', title: 'Shared vials' }] : []),
    ...(session.user.role === 'billing' ? [{ to: '/waste/export', title: 'Claim lines' }] : []),
  ];
  return (
    <nav className="cr-waste-tabs" aria-label="Charting">
      {tabs.map(({ to, title }) => (
        <NavLink key={to} to={addressAtSite(to)} end className="cr-menu-link">
          {title}
        </NavLink>
      ))}
    </nav>
  );
};
