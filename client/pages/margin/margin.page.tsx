/** What drugs earn: the list, one drug with its working, and what imports changed. Of no patient. */
import { useEffect } from 'react';
import type { ReactElement } from 'react';
import { NavLink, Route, Routes } from 'react-router';
import { useAddressAtSite } from '../../ui/followed-site.ts';
import type { PageProps } from '../page.ts';
import { DrugScreen } from './drug-screen.tsx';
import { FlipsScreen } from './flips-screen.tsx';
import { ListScreen } from './list-screen.tsx';
import './margin.css';

export const MarginPage = (props: PageProps): ReactElement => {
  const addressAtSite = useAddressAtSite();
  useEffect(() => {
    document.title = 'Margin - ChairReady';
  }, []);
  return (
    <main className="cr-page">
      <nav className="cr-margin-tabs" aria-label="Margin">
        <NavLink to={addressAtSite('/margin')} end className="cr-margin-tab">
          Drugs
        </NavLink>
        <NavLink to={addressAtSite('/margin/flips')} className="cr-margin-tab">
          What imports changed
        </NavLink>
      </nav>
      <Routes>
        <Route index element={<ListScreen {...props} />} />
        <Route path="flips" element={<FlipsScreen {...props} />} />
        <Route path="rows/:key" element={<DrugScreen {...props} />} />
      </Routes>
    </main>
  );
};
