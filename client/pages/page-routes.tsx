/** Which page is open: the visit where a patient is in context, else the role's home; and the menu between them. */
import { lazy, Suspense } from 'react';
import type { ComponentType, LazyExoticComponent, ReactElement } from 'react';
import { Navigate, NavLink, Route, Routes, useLocation } from 'react-router';
import type { Page } from '../../api-contract/page.schema.ts';
import type { SessionView } from '../../api-contract/session.schema.ts';
import { IdentityPanel } from '../panels/identity.panel.tsx';
import { FollowedSiteProvider, useAddressAtSite, useFollowingSite } from '../ui/followed-site.ts';
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
    <FollowedSiteProvider value={useFollowingSite()}>
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
    </FollowedSiteProvider>
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
  const addressAtSite = useAddressAtSite();
  const entries = [
    ...(session.patient === undefined ? [] : [{ to: '/visits', title: 'This patient' }]),
    ...pages.map((page) => ({ to: addressAtSite(`/${page}`), title: PAGE_REGISTRY[page]?.title ?? page })),
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
