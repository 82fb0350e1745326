/** Which page is open: the visit where a patient is in context, else the role's home; and the menu between them. */
import { lazy, Suspense, useState } from 'react';
import type { ComponentType, LazyExoticComponent, ReactElement } from 'react';
import { Navigate, NavLink, Route, Routes, useLocation } from 'react-router';
import type { Page } from '../../api-contract/page.schema.ts';
import type { SessionView } from '../../api-contract/session.schema.ts';
import { IdentityPanel } from '../panels/identity.panel.tsx';
import type { PageProps } from './page.ts';
import { PAGE_REGISTRY } from './page-registry.ts';
import { VisitPage } from './visit.page.tsx';

type OtherPage = Exclude<Page, 'visit'>;

const LOADED = Object.fromEntries(
  Object.entries(PAGE_REGISTRY).map(([name, { load }]) => [name, lazy(load)]),
) as Partial<Record<OtherPage, LazyExoticComponent<ComponentType<PageProps>>>>;

export const PageRoutes = (props: PageProps): ReactElement => {
  const pages = otherPages(props.session);
  const home = homeOf(props.session, pages);
  return (
    <>
      <Menu session={props.session} pages={pages} />
      <OpenChart session={props.session} />
      <Suspense fallback={<OpeningPage />}>
        <Routes>
          <Route path="/visits/:appointment" element={<VisitPage {...props} />} />
          <Route path="/visits" element={<VisitPage {...props} />} />
          {pages.map((page) => (
            <Route key={page} path={`/${page}/*`} element={<OtherPageOf page={page} {...props} />} />
          ))}
          <Route
            path="*"
            element={home === 'visit' ? <VisitPage {...props} /> : <Navigate to={`/${home}`} replace />}
          />
        </Routes>
      </Suspense>
    </>
  );
};

const OtherPageOf = ({ page, ...props }: PageProps & { readonly page: OtherPage }): ReactElement | null => {
  const Loaded = LOADED[page];
  return Loaded === undefined ? null : <Loaded {...props} />;
};

const OpeningPage = (): ReactElement => (
  <main className="cr-page" aria-busy="true">
    <p role="status">Opening the page…</p>
  </main>
);

const otherPages = ({ features }: SessionView): OtherPage[] =>
  features.pages.filter((page): page is OtherPage => page !== 'visit' && PAGE_REGISTRY[page] !== undefined);

/** A card's link and an open chart lead to their visit; whoever comes without a patient begins at home. */
const homeOf = ({ patient }: SessionView, pages: readonly OtherPage[]): Page =>
  patient === undefined ? (pages[0] ?? 'visit') : 'visit';

/** Pages about many patients still say whose chart is open, where the EHR shows no banner around the frame. */
const OpenChart = ({ session: { patient, features } }: { readonly session: SessionView }): ReactElement | null => {
  const { pathname } = useLocation();
  const isVisit = pathname === '/' || pathname.startsWith('/visits');
  if (patient === undefined || !features.needPatientBanner || isVisit) return null;
  return (
    <header className="cr-top">
      <IdentityPanel patient={patient} banner />
      <p className="cr-small cr-muted">This chart is open in the EHR. The page below is about many patients.</p>
    </header>
  );
};

/** Nothing to choose from, no menu. */
const Menu = ({
  session,
  pages,
}: {
  readonly session: SessionView;
  readonly pages: readonly OtherPage[];
}): ReactElement | null => {
  const site = useFollowingSite();
  const entries = [
    ...(session.patient === undefined ? [] : [{ to: '/visits', title: 'This patient' }]),
    ...pages.map((page) => ({ to: addressOf(page, site), title: PAGE_REGISTRY[page]?.title ?? page })),
  ];
  if (entries.length < 2) return null;
  return (
    <nav className="cr-menu" aria-label="Pages">
      {entries.map(({ to, title }) => (
        <NavLink key={to} to={to} className="cr-menu-link">
          {title}
        </NavLink>
      ))}
    </nav>
  );
};

/** Pages that know a site by the same name; a choice on one of them goes along to the next. */
const OF_SITES: readonly Page[] = ['board', 'readiness', 'changes', 'waste'];

/** The site chosen last, for as long as the app is open; on a page without the choice it is kept. */
function useFollowingSite(): string {
  const { pathname, search } = useLocation();
  const [site, setSite] = useState('');
  const isOfSites = OF_SITES.some((page) => pathname === `/${page}`);
  const chosen = isOfSites ? (new URLSearchParams(search).get('site') ?? '') : site;
  if (chosen !== site) setSite(chosen);
  return chosen;
}

const addressOf = (page: Page, site: string): string =>
  site !== '' && OF_SITES.includes(page) ? `/${page}?${new URLSearchParams({ site }).toString()}` : `/${page}`;
