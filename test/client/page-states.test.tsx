import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { BoardVisit } from '../../api-contract/board.schema.ts';
import { createApi } from '../../client/api/api-client.ts';
import { ApiProblem } from '../../client/api/api-problem.ts';
import { LaunchProblem } from '../../client/launch/launch-problem.ts';
import { BoardBlock } from '../../client/pages/board/board-block.tsx';
import { NoSessionPage, SessionEndedPage, SigningInPage } from '../../client/pages/launch.page.tsx';
import { ReadinessDayTable } from '../../client/pages/readiness/readiness-day.tsx';
import { PageRoutes } from '../../client/pages/page-routes.tsx';
import {
  EmptyVisits,
  LoadingVisit,
  VisitProblem,
  WithIdentity,
  WrongPatient,
} from '../../client/pages/visit-states.tsx';
import type { Role } from '../../api-contract/role.schema.ts';
import type { CaseRow } from '../../api-contract/worklist.schema.ts';
import { CaseLine } from '../../client/pages/supervisor/cases.panel.tsx';
import { WorklistBar } from '../../client/pages/worklist/worklist-bar.tsx';
import { aDecision, aSession } from './decision-views.ts';
import { markupOf, textOf } from './rendering.tsx';

const nothing = () => undefined;
const failed = (problem: unknown) => textOf(<NoSessionPage start={{ kind: 'failed', problem }} />);
const visitProblem = (problem: unknown) =>
  textOf(<VisitProblem problem={problem} onRetry={nothing} onOpenNext={nothing} />);

describe('a result older than a day', () => {
  const seen = {
    ...{ appointment: 'Appointment/a1', patient: { ref: 'Patient/p1', name: 'Ada Example' }, payer: 'Open Health' },
    ...{ start: '2026-12-03T09:00:00-05:00', evaluatedAt: '2026-12-01T08:00:00Z' },
  };
  const boardWith = (stale: boolean) => {
    const drugs = [{ name: 'Keytruda', hcpcs: 'J9271', state: 'valid' as const }];
    const visit = { ...seen, date: '2026-12-03', state: 'confirmed' as const, drugs, stale } as BoardVisit;
    return <BoardBlock visit={visit} timeZone="America/New_York" isReached onOpen={nothing} />;
  };
  const listWith = (stale: boolean) => {
    const visit = { ...seen, drugs: ['Keytruda'], answer: 'go' as const, why: '', stale };
    const day = { date: '2026-12-03', answerBy: '2026-12-01', visits: [visit] };
    return <ReadinessDayTable day={day} site="" today="2026-12-02" timeZone="America/New_York" />;
  };

  it('is gray on the board and on the readiness list, with the time it is of in words; a fresh one is not', () => {
    expect(markupOf(boardWith(true))).toContain('cr-board-old');
    expect(textOf(boardWith(true))).toMatch(/Dec 1/);
    expect(markupOf(boardWith(false))).not.toContain('cr-board-old');
    expect(markupOf(listWith(true))).toContain('cr-readiness-old');
    expect(textOf(listWith(true))).toMatch(/Old: evaluated .*Dec 1/);
    expect(markupOf(listWith(false))).not.toContain('cr-readiness-old');
  });

  it.each([
    ['pages/board/board.css', '.cr-board-old'],
    ['pages/readiness/readiness.css', '.cr-readiness-old td'],
  ])('has in %s the ground of the unknown', (file, selector) => {
    const css = readFileSync(new URL(`../../client/${file}`, import.meta.url), 'utf8');
    const rule = css.slice(css.indexOf(selector), css.indexOf('}', css.indexOf(selector)));
    expect(rule).toContain('background: var(--cr-unknown-ground)');
  });
});

describe('a page without a session', () => {
  it('asks to open it again from the EHR after a reload', () => {
    expect(textOf(<NoSessionPage start={{ kind: 'reopen' }} />)).toContain('Open ChairReady again from your EHR');
    expect(textOf(<SessionEndedPage />)).toContain('Your session has ended');
  });

  it('announces that it is signing in', () => {
    expect(markupOf(<SigningInPage />)).toContain('role="status"');
  });

  it('explains a refused launch and gives the help desk the detail', () => {
    const why = { code: 'overriding-parameter', name: 'fhirServiceUrl' } as const;
    const text = textOf(<NoSessionPage start={{ kind: 'refused', why }} />);
    expect(text).toContain('This launch was refused');
    expect(text).toContain('For the help desk: overriding-parameter fhirServiceUrl');
  });

  it('shows the error code of the authorization server as text', () => {
    const markup = markupOf(<NoSessionPage start={{ kind: 'denied', error: '<b>access_denied</b>' }} />);
    expect(markup).toContain('&lt;b&gt;access_denied');
  });

  it('tells an unknown issuer from a blocked storage', () => {
    expect(failed(new LaunchProblem('issuer-not-allowed'))).toContain('not one that ChairReady is set up for');
    expect(failed(new LaunchProblem('storage-blocked'))).toContain('Allow site data for ChairReady');
  });

  it('says what the server refused, with the request for the help desk', () => {
    const text = failed(new ApiProblem('launch-refused', 'The id_token is too old.', 'r9'));
    expect(text).toContain('could not be verified');
    expect(text).toContain('Request r9');
  });

  it('shows nothing of an unexpected fault but that it is ours', () => {
    const text = failed(new TypeError('x is undefined at secret.ts'));
    expect(text).toContain('Something went wrong on our side');
    expect(text).not.toContain('secret');
  });
});

describe('the visit page without a visit', () => {
  it('says while it loads whose it is and that it is reading', () => {
    const markup = markupOf(
      <WithIdentity session={aSession()}>
        <LoadingVisit />
      </WithIdentity>,
    );
    expect(markup).toContain('Maria Alvarez');
    expect(markup).toContain('aria-busy="true"');
  });

  it('tells "none booked" from "not looked at"', () => {
    const empty = (over: Parameters<typeof aDecision>[0]) =>
      textOf(<EmptyVisits decision={aDecision({ visits: [], ...over })} session={aSession()} action={null} />);
    expect(empty({})).toContain('No infusion visit is booked');
    const unread = empty({ evaluation: { state: 'partly-evaluated', notRead: ['Appointment'] } });
    expect(unread).not.toContain('No infusion visit is booked');
    expect(unread).toContain('Whether visits are booked is not known');
  });

  it('names orders that no visit has', () => {
    const decision = aDecision({ visits: [], unlinked: ['MedicationRequest/m9'] });
    const text = textOf(<EmptyVisits decision={decision} session={aSession()} action={null} />);
    expect(text).toContain('This order is joined to no booked visit: m9. It was not evaluated.');
  });

  it('shows nothing of a card about another patient', () => {
    const text = textOf(<WrongPatient onOpenNext={nothing} />);
    expect(text).toContain('This card is about another patient');
    expect(text).toContain('Show the next visits of this patient');
    expect(visitProblem(new ApiProblem('wrong-patient', 'x'))).toBe(text);
  });

  it.each([
    ['ehr-unreachable', 'The EHR cannot be reached'],
    ['ehr-too-slow', 'The EHR took too long'],
    ['no-connection', 'ChairReady cannot be reached'],
    ['unavailable', 'ChairReady is not ready'],
  ] as const)('says of %s that the visit was not evaluated and offers another try', (code, title) => {
    const text = visitProblem(new ApiProblem(code, 'detail', 'r3'));
    expect(text).toContain(title);
    expect(text).toContain('This visit was not evaluated.');
    expect(text).toContain('Try again');
    expect(text).toContain('Request r3');
  });

  it('offers the next visits when the decision is not kept any more', () => {
    expect(visitProblem(new ApiProblem('not-found', 'x'))).toContain('Show the next visits of this patient');
  });

  it('announces a problem when it appears', () => {
    expect(markupOf(<VisitProblem problem={new Error('x')} onRetry={nothing} onOpenNext={nothing} />)).toContain(
      'role="alert"',
    );
  });
});

describe('the worklist filter', () => {
  const deskChoices = (role: Role) => {
    const props = { tab: 'all', filters: {}, counts: undefined, keysOn: true, searchField: { current: null } } as const;
    const acts = {
      choose: nothing,
      clear: nothing,
      onKeep: nothing,
      onDrop: nothing,
      onKeys: nothing,
      onHelp: nothing,
    };
    return textOf(<WorklistBar {...props} {...acts} role={role} />);
  };

  it.each<[Role, readonly string[], readonly string[]]>([
    ['supervisor', ['Authorization team', 'Charge nurse', 'Pharmacy'], []],
    ['authorization-specialist', ['Authorization team'], ['Charge nurse', 'Pharmacy']],
    ['charge-nurse', [], ['Desk', 'Charge nurse', 'Authorization team']],
  ])('offers a %s the desks whose cases they read, and none where it is only their own', (role, shown, hidden) => {
    const text = deskChoices(role);
    for (const desk of shown) expect(text).toContain(desk);
    for (const desk of hidden) expect(text).not.toContain(desk);
  });
});

describe('a case on the page of the supervisor', () => {
  it('says what is to be done by when, and for which visit where that is a later one', () => {
    const row: CaseRow = {
      state: 'open',
      route: 'authorization',
      ...{ id: 'c1', version: 1, patient: { ref: 'Patient/p1', name: 'Chiyo Abernethy' } },
      visit: { appointment: 'Appointment/a1', date: '2026-11-23', isDraft: false },
      ...{ drug: { name: 'Keytruda', hcpcs: 'J9271' }, dueBy: '2026-12-21', missing: [], next: 'request extension' },
      ...{ sentence: 'Keytruda (J9271): auth ends Dec 28; Jan 4 visit not covered.', why: 'It needs work.' },
      ...{ openedAt: '2026-11-22T12:00:00Z', isMine: false, isUrgent: false },
      ...{ isOverdue: false, isEscalated: false, isBaseline: false },
    };
    const text = textOf(<CaseLine row={row} today="2026-11-23" isChosen={false} onChoose={nothing} />);
    expect(text).toContain('Request extension: Keytruda (J9271): auth ends Dec 28; Jan 4 visit not covered.');
    expect(text).toContain('due Mon, Dec 21, in 28 days');
  });
});

describe('the menu between pages', () => {
  const linksAt = (address: string) => {
    const session = aSession({
      features: { needPatientBanner: false, pages: ['board', 'readiness', 'worklist', 'alerts'] },
    });
    return markupOf(<PageRoutes api={createApi('http://127.0.0.1:9')} session={session} onEnded={nothing} />, address);
  };

  it('takes a chosen site along to the pages that know it, and to no other', () => {
    const markup = linksAt('/board?site=East+%26+West&payer=Medicare');
    expect(markup).toContain('href="/readiness?site=East+%26+West"');
    expect(markup).toContain('href="/worklist?site=East+%26+West"');
    expect(markup).toContain('href="/alerts"');
  });

  it('names no site where none is chosen', () => {
    expect(linksAt('/board')).toContain('href="/readiness"');
  });
});
