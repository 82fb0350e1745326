import { renderToStaticMarkup } from 'react-dom/server';
import type { ReactElement } from 'react';
import { describe, expect, it } from 'vitest';
import { createSandboxApi } from '../../../sandbox/screens/api/sandbox-api.ts';
import { Surroundings } from '../../../sandbox/screens/app.tsx';
import { AdvicePanel } from '../../../sandbox/screens/panels/advice.panel.tsx';
import { BannerPanel } from '../../../sandbox/screens/panels/banner.panel.tsx';
import { BehindTheScenes } from '../../../sandbox/screens/panels/behind-the-scenes.panel.tsx';
import { CardPanel } from '../../../sandbox/screens/panels/card.panel.tsx';
import { OrdersPanel } from '../../../sandbox/screens/panels/orders.panel.tsx';
import { PatientsPanel } from '../../../sandbox/screens/panels/patients.panel.tsx';
import { VisitsPanel } from '../../../sandbox/screens/panels/visits.panel.tsx';
import type { CardLook } from '../../../sandbox/screens/view/card-look.ts';
import { aCard, aPatient, aState, aVisit, anExchange, anOrder } from './chart-builders.ts';

const nothing = (): void => undefined;
const ACTIONS = { onOpenLink: nothing, isOpening: false, openProblem: null };
const HOSTILE = '<img src=x onerror=alert(1)>';

const drawn = (panel: ReactElement): string =>
  renderToStaticMarkup(<Surroundings api={createSandboxApi('/sandbox/api')}>{panel}</Surroundings>);

const card = (over: Parameters<typeof aCard>[0] = {}, look: CardLook = 'labels-and-markdown'): string =>
  drawn(<CardPanel card={aCard(over)} service="infusion-booking" look={look} actions={ACTIONS} />);

describe('a card', () => {
  it('shows its fact, its urgency in a word, its source and every way to answer it', () => {
    const html = card();
    for (const text of [
      'Jan 4 visit not covered',
      'Warning',
      'ChairReady',
      'Send to senior',
      'Open in ChairReady',
      'Override…',
    ])
      expect(html).toContain(text);
    expect(html).toContain('<strong>Jan 4</strong>');
    expect(html).toContain('aria-label="Warning from ChairReady"');
  });

  it('shows marks as text and hides labels in an EHR that knows no markdown', () => {
    const html = card({}, 'plain-text');
    expect(html).toContain('- **Jan 4**: not covered');
    expect(html).toContain('Send to senior: Keytruda, due Dec 23');
    expect(html).not.toContain('Open in ChairReady');
  });

  it.each<CardLook>(['labels-and-markdown', 'plain-text'])(
    'never puts HTML of the service into the page: %s',
    (look) => {
      const html = card({ summary: HOSTILE, detail: `- ${HOSTILE}`, source: { label: HOSTILE } }, look);
      expect(html).not.toContain('<img src=x');
      expect(html).toContain('&lt;img src=x');
    },
  );

  it('makes no link of an address that is no web page', () => {
    const to = (url: string) => card({ links: [{ label: 'Policy', url, type: 'absolute' }] });
    expect(to('https://example.org/policy')).toContain('href="https://example.org/policy"');
    expect(to('javascript:alert(1)')).not.toContain('href');
  });

  it('cannot be answered without the id that feedback needs', () => {
    const html = drawn(
      <CardPanel card={{ ...aCard(), uuid: undefined }} service="s" look="labels-and-markdown" actions={ACTIONS} />,
    );
    expect(html).not.toContain('Override…');
  });
});

describe('the advice', () => {
  const advice = (over: Parameters<typeof anExchange>[0] = {}, problem?: string): string =>
    drawn(
      <AdvicePanel
        exchange={anExchange(over)}
        isAsking={false}
        problem={problem}
        look="labels-and-markdown"
        actions={ACTIONS}
      />,
    );

  it('is empty when there is nothing to say', () => {
    expect(advice()).not.toMatch(/<p|<article|role="alert"/);
  });

  it('says that nothing was checked when the service failed, and never falls silent', () => {
    const html = advice({ status: 412, failure: 'ChairReady answered with status 412' });
    expect(html).toContain('Authorization not checked');
    expect(html).toContain('ChairReady answered with status 412.');
    expect(advice({}, 'The sandbox EHR could not ask: no')).toContain('Authorization not checked');
  });

  it('shows every card that came', () => {
    const html = advice({ cards: [aCard({ uuid: 'one' }), aCard({ uuid: 'two', indicator: 'info' })] });
    expect(html.match(/<article/g)).toHaveLength(2);
  });
});

describe('behind the scenes', () => {
  it('says quietly that there was nothing to say, and shows the prefetch that was left out', () => {
    const skippedPrefetch = [{ key: 'encounter', reason: 'this EHR has no value for context.encounterId' }];
    const html = drawn(<BehindTheScenes exchanges={[anExchange({ skippedPrefetch })]} />);
    expect(html).toContain('ChairReady had nothing to say.');
    expect(html).toContain('Prefetch “encounter” was not sent');
  });
});

describe('the chart', () => {
  it('shows the patient, the missing coverage and the story', () => {
    const chart = { patient: aPatient(), orders: [], visits: [], coverages: [], conditions: [] };
    const html = drawn(<BannerPanel chart={chart} today="2026-11-21" onOpenApp={nothing} />);
    for (const text of ['Chiyo Abernethy', 'Feb 13, 1956 (70)', 'SBX-380362', 'none in the record', 'No card appears.'])
      expect(html).toContain(text);
  });

  it("marks a visitor's order, and says what an order does not state", () => {
    const orders = [anOrder({ isVisitors: true, dose: null, intervalDays: null })];
    const html = drawn(
      <OrdersPanel patient="p1" orders={orders} chosen={['m1']} onToggle={nothing} onWritten={nothing} />,
    );
    expect(html).toContain('your order');
    expect(html.match(/not stated/g)).toHaveLength(2);
    expect(html).toMatch(
      /checked=""[^>]*aria-label="Book pembrolizumab"|aria-label="Book pembrolizumab"[^>]*checked=""/,
    );
  });

  it('offers to open, move and cancel each upcoming visit, by name', () => {
    const html = drawn(
      <VisitsPanel state={aState()} visits={[aVisit()]} moving={undefined} onMove={nothing} onOpen={nothing} />,
    );
    for (const verb of ['Open in ChairReady', 'Move', 'Cancel'])
      expect(html).toContain(`aria-label="${verb} the visit of Mon, Nov 23, 2026, 10:00"`);
  });

  it('lists an imported patient as one without a story, with a hostile name as text', () => {
    const patients = [aPatient({ name: HOSTILE, story: null, mrn: null, birthDate: null })];
    const html = drawn(<PatientsPanel patients={patients} chosen="p1" onChoose={nothing} />);
    expect(html).toContain('Imported, no story');
    expect(html).toContain('aria-current="true"');
    expect(html).not.toContain('<img src=x');
  });
});
