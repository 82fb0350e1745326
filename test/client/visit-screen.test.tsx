import { describe, expect, it } from 'vitest';
import type { DecisionView, VisitView } from '../../api-contract/decision-view.schema.ts';
import { decisionView } from '../../api-contract/decision-view.schema.ts';
import { shownVisit, VisitScreen } from '../../client/pages/visit-screen.tsx';
import {
  aDecision,
  aDrug,
  aFinding,
  aLikelihoodInPercent,
  anExposure,
  aSession,
  aVisit,
  POLICY,
} from './decision-views.ts';
import { markupOf, textOf } from './rendering.tsx';

interface Shown {
  readonly decision?: Partial<DecisionView>;
  readonly visit?: Partial<VisitView>;
  readonly today?: string;
  readonly needPatientBanner?: boolean;
}

function screen({ decision = {}, visit = {}, today = '2026-11-21', needPatientBanner = false }: Shown = {}) {
  const shown = aVisit(visit);
  const whole = aDecision({ visits: [shown], ...decision });
  const session = aSession({ today, features: { needPatientBanner, pages: ['visit'] } });
  return <VisitScreen decision={whole} visit={shown} session={session} action={null} progress="" />;
}

const CLEAR = {
  drugs: [
    aDrug({ authorization: { ...aDrug().authorization, state: 'valid', because: 'A12345678 covers the visit.' } }),
  ],
  findings: [],
  route: { to: 'none', why: 'Everything needed is in place.' },
} satisfies Partial<VisitView>;

it('the examples are answers that the contract allows', () => {
  expect(
    decisionView.safeParse(
      aDecision({ visits: [aVisit({ likelihood: aLikelihoodInPercent(), exposure: anExposure() })] }),
    ).error,
  ).toBeUndefined();
});

describe('a visit that is not covered', () => {
  const text = textOf(screen());

  it('names patient, birth date, day, hour and place', () => {
    for (const part of [
      'Maria Alvarez',
      'born Mar 2, 1961',
      'Infusion visit, Tue, Dec 15, 2026',
      'in 24 days',
      'Riverside Infusion Center',
    ]) {
      expect(text).toContain(part);
    }
    expect(text.replace(/\s/g, ' ')).toContain('9:30 AM');
  });

  it('says the state in words, for the visit and for the drug', () => {
    expect(text).toContain('Action needed');
    expect(text).toContain('Not covered');
  });

  it('gives the one next step with who and when', () => {
    expect(text).toContain('Request an extension of A12345678');
    expect(text).toContain('With Authorization team');
    expect(text).toContain('Due Thu, Dec 3 (in 12 days)');
  });

  it('gives the finding with its source, section, dates and link', () => {
    expect(text).toContain('The authorization A12345678 ends Dec 10; the Dec 15 visit is five days after it.');
    expect(text).toContain('Sunrise Health Plan, checkpoint inhibitor policy, section 4, duration');
    expect(text).toContain('in force from Jul 1, 2026');
    expect(markupOf(screen())).toContain('href="https://plan.example/policies/checkpoint"');
  });

  it('says how good and how old the evidence is', () => {
    expect(text).toMatch(/Payer's answer in the record, payer-verified , Jun 8, 2026 \(166 days ago\)/);
  });

  it('shows the units as numbers beside the bar', () => {
    expect(text).toMatch(/Used before 1,400 This visit 200 Booked later 0 Left 200 Authorized 1,800 units/);
  });

  it('says when it was evaluated and by which versions', () => {
    expect(text.replace(/\s/g, ' ')).toContain('Evaluated Nov 21, 2026, 10:04 AM');
    expect(text).toContain('Rules abababababab');
    expect(text).toContain('EHR event (infusion-booking)');
  });
});

describe('who sees what', () => {
  const specialist = { visit: { likelihood: aLikelihoodInPercent(), exposure: anExposure() } };

  it('shows a specialist percentages, gains and dollars with their working', () => {
    const text = textOf(screen(specialist));
    expect(text).toContain('81% range 71% to 88%');
    expect(text).toContain('Starting estimate, not from your data (12 local cases with this payer and drug).');
    expect(text).toContain('Fixing it: +12 points');
    expect(text).toContain('$12,129.00');
    expect(text).toContain('CMS ASP file 2026Q3, newest loaded');
  });

  it('shows a scheduler words and a date, and neither a percentage nor a dollar', () => {
    const text = textOf(screen());
    expect(text).toContain('Likely');
    expect(text).toContain('Nine in ten such answers come by Mon, Nov 30');
    expect(text).toContain('Fixing it helps much');
    expect(text).not.toMatch(/\d\s?%|\$\d|[Dd]ollars/);
  });

  it('shows an unknown role no odds and nobody of the staff, but the step', () => {
    const { likelihood: _odds, ...visit } = aVisit({ route: { why: 'Request an extension.', dueBy: '2026-12-03' } });
    const text = textOf(
      <VisitScreen
        decision={aDecision({ visits: [visit] })}
        visit={visit}
        session={aSession()}
        action={null}
        progress=""
      />,
    );
    expect(text).not.toContain('Cleared by the visit');
    expect(text).not.toContain('With ');
    expect(text).toContain('Request an extension. Due Thu, Dec 3');
  });
});

describe('states that must not be mistaken for each other', () => {
  it('confirmed says that every rule was asked', () => {
    const text = textOf(screen({ visit: CLEAR }));
    expect(text).toContain('Confirmed');
    expect(text).toContain('Every rule in force was asked. None found a risk or an open question.');
  });

  it('not evaluated claims nothing, whatever was sent along', () => {
    const text = textOf(
      screen({ decision: { evaluation: { state: 'not-evaluated', why: 'The EHR refused access.' } }, visit: CLEAR }),
    );
    expect(text).toContain('Not evaluated. The EHR refused access.');
    expect(text).not.toMatch(/Confirmed|Authorized|covers the visit|Every rule|Likely/);
  });

  it('partly evaluated names what could not be read', () => {
    const text = textOf(
      screen({ decision: { evaluation: { state: 'partly-evaluated', notRead: ['Coverage', 'ClaimResponse'] } } }),
    );
    expect(text).toContain('Evaluated in part. These could not be read: Coverage, ClaimResponse.');
  });

  it('a visit without a drug says so and is never confirmed', () => {
    const text = textOf(screen({ visit: { drugs: [], findings: [] } }));
    expect(text).toContain('Drug unknown: no order could be joined to this visit');
    expect(text).toContain('Cannot tell');
    expect(text).not.toContain('Confirmed');
  });

  it('an earlier decision says its day, one of today does not', () => {
    expect(textOf(screen({ today: '2026-11-22' }))).toContain('Decided for Nov 21, 2026.');
    expect(textOf(screen({ today: '2026-11-21' }))).not.toContain('Decided for');
  });

  it('unknown units are unknown and not zero', () => {
    const text = textOf(screen({ visit: { drugs: [aDrug({ plannedUnits: null, discardedUnits: null })] } }));
    expect(text).toContain('planned units unknown');
    expect(text).toContain('discarded units unknown');
    expect(text).toContain('1 visit not counted: dose unknown');
  });

  it('null odds say that none can be given', () => {
    expect(textOf(screen({ visit: { likelihood: null } }))).toContain('No odds can be given');
  });
});

describe('what is missing', () => {
  it('is listed with the finding that misses it', () => {
    const finding = aFinding({ verdict: 'cannot-tell', severity: undefined, missing: ['body weight', 'scan report'] });
    const text = textOf(screen({ visit: { findings: [finding] } }));
    expect(text).toMatch(/Missing: body weight scan report/);
  });
});

describe('a series', () => {
  const visits = [
    aVisit(),
    aVisit({ appointment: 'Appointment/a2', date: '2027-01-05', ...CLEAR }),
    aVisit({ appointment: 'Appointment/a3', date: '2027-01-26', drugs: [], findings: [] }),
  ];

  it('lists each visit with its own state and marks the open one', () => {
    const markup = markupOf(screen({ decision: { visits } }));
    expect(textOf(screen({ decision: { visits } }))).toMatch(
      /Booked visits \(3\) Tue, Dec 15 Action needed Tue, Jan 5, 2027 Confirmed Tue, Jan 26, 2027 Cannot tell/,
    );
    expect(markup.match(/aria-current="page"/g)).toHaveLength(1);
    expect(markup).toContain('href="/visits/Appointment%2Fa2"');
  });

  it('opens the visit asked for, else the focus, else the first', () => {
    const decision = aDecision({ visits, focus: 'Appointment/a2' });
    expect(shownVisit(decision, 'Appointment/a3')?.appointment).toBe('Appointment/a3');
    expect(shownVisit(decision, 'Appointment/gone')?.appointment).toBe('Appointment/a2');
    expect(shownVisit(aDecision({ visits }), undefined)?.appointment).toBe('Appointment/a1');
    expect(shownVisit(aDecision({ visits: [] }), undefined)).toBeUndefined();
  });
});

describe('hostile and unusual content', () => {
  it('is text, never markup', () => {
    const markup = markupOf(
      screen({ decision: { patient: { ref: 'Patient/p1', name: '<img src=x onerror=alert(1)>' } } }),
    );
    expect(markup).not.toContain('<img');
    expect(markup).toContain('&lt;img src=x');
  });

  it('makes no link of an address that is not of the web', () => {
    const source = { ...POLICY, url: 'javascript:alert(1)' };
    const markup = markupOf(screen({ visit: { findings: [aFinding({ source })] } }));
    expect(markup).not.toContain('javascript:');
    expect(markup).toContain('Sunrise Health Plan, checkpoint inhibitor policy');
  });

  it('keeps the direction of a name to itself', () => {
    const markup = markupOf(screen({ decision: { patient: { ref: 'Patient/p1', name: 'عبد الرحمن' } } }));
    expect(markup).toContain('<bdi>عبد الرحمن</bdi>');
  });

  it('says when the record has neither name nor birth date', () => {
    const text = textOf(screen({ decision: { patient: { ref: 'Patient/p1' } } }));
    expect(text).toContain('Name not in the record birth date not in the record');
  });
});

describe('for screen readers and strict policies', () => {
  const markup = markupOf(screen({ visit: { likelihood: aLikelihoodInPercent(), exposure: anExposure() } }));

  it('has one main heading and one main region', () => {
    expect(markup.match(/<h1/g)).toHaveLength(1);
    expect(markup.match(/<main/g)).toHaveLength(1);
  });

  it('hides every drawing, because a word stands beside it', () => {
    const drawings = markup.match(/<svg[^>]*>/g) ?? [];
    expect(drawings.length).toBeGreaterThan(5);
    expect(drawings.filter((drawing) => !drawing.includes('aria-hidden="true"'))).toEqual([]);
  });

  it('brings no style element and no inline script', () => {
    expect(markup).not.toMatch(/<style|<script|onclick=/);
  });

  it('explains terms to the keyboard: each is a button with its meaning', () => {
    expect(markup).toMatch(
      /<button type="button" class="cr-term" aria-description="[^"]+"[^>]*>payer-verified<\/button>/,
    );
  });

  it('shows a larger banner only where the EHR shows none', () => {
    expect(markup).not.toContain('cr-identity-banner');
    expect(markupOf(screen({ needPatientBanner: true }))).toContain('cr-identity-banner');
  });
});
