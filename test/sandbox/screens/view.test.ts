import { describe, expect, it } from 'vitest';
import { OrderRequest } from '../../../sandbox/screens-api/screens.schema.ts';
import { indicatorLook, linkText, suggestionText } from '../../../sandbox/screens/view/card-look.ts';
import {
  chairRows,
  firstDayFrom,
  freeSlotsOf,
  weeksAway,
  workweekOf,
} from '../../../sandbox/screens/view/chair-grid.ts';
import { ageOn, clockText, dayText, longDayText, recordedDayText } from '../../../sandbox/screens/view/date-text.ts';
import { exchangeLine, outcomeText, proposedStarts } from '../../../sandbox/screens/view/exchange-text.ts';
import { acceptedText, outcomeLine, overriddenText } from '../../../sandbox/screens/view/feedback-text.ts';
import { foundPatients } from '../../../sandbox/screens/view/found-patients.ts';
import { importLines, jsonOf } from '../../../sandbox/screens/view/import-text.ts';
import { EMPTY_ORDER, faultsOf, orderRequest } from '../../../sandbox/screens/view/order-form.ts';
import { THE_PATIENT, userChoices, userReference } from '../../../sandbox/screens/view/role-text.ts';
import { bookedText, sortedVisits, whenText } from '../../../sandbox/screens/view/visit-text.ts';
import { aPatient, aState, aVisit, anExchange, ZONE } from './chart-builders.ts';

describe('dates and times', () => {
  it('are written for people', () => {
    expect(dayText('2026-12-15')).toBe('Tue, Dec 15');
    expect(longDayText('2026-12-15')).toBe('Tue, Dec 15, 2026');
    expect(recordedDayText('1956-02-13')).toBe('Feb 13, 1956');
  });

  it('say what is not there, and repeat a date that is not a whole one', () => {
    expect(recordedDayText(null)).toBe('not recorded');
    expect(recordedDayText('1956')).toBe('1956');
  });

  it('show the clock of the clinic, not of the browser', () => {
    expect(clockText('2026-12-15T08:00:00-06:00', ZONE)).toBe('08:00');
    expect(clockText('2026-12-15T14:00:00Z', ZONE)).toBe('08:00');
    expect(whenText('2026-12-16T03:30:00Z', ZONE)).toBe('Tue, Dec 15, 2026, 21:30');
  });

  it('count a year from the birthday on, not a day earlier', () => {
    expect(ageOn('2026-02-12', '1956-02-13')).toBe(69);
    expect(ageOn('2026-02-13', '1956-02-13')).toBe(70);
    expect(ageOn('2026-02-13', '1956')).toBeUndefined();
  });
});

describe('the grid of chairs', () => {
  const start = '2026-11-23T10:00:00-06:00';
  const end = '2026-11-23T12:00:00-06:00';
  const day = {
    date: '2026-11-23',
    slots: [
      { chair: 'chair-1', start, end, isFree: false },
      { chair: 'chair-2', start, end, isFree: true },
    ],
  };

  it('names who sits in a taken chair', () => {
    const [first, second] = chairRows(day, aState().chairs, [aVisit()]);
    expect(first?.cells[0]?.takenBy.map(({ patientName }) => patientName)).toEqual(['Chiyo Abernethy']);
    expect(second?.cells[0]).toMatchObject({ isFree: true, takenBy: [] });
    expect(freeSlotsOf(day)).toBe(1);
  });

  it('does not count a visit that ends when the slot begins, but one that ends a minute later', () => {
    const until = (time: string) => aVisit({ start: '2026-11-23T09:00:00-06:00', end: `2026-11-23T${time}:00-06:00` });
    const inTheWay = (time: string) => chairRows(day, aState().chairs, [until(time)])[0]?.cells[0]?.takenBy.length;
    expect([inTheWay('10:00'), inTheWay('10:01')]).toEqual([0, 1]);
  });

  it('shows Monday to Friday of the week of any day', () => {
    const week = ['2026-11-23', '2026-11-24', '2026-11-25', '2026-11-26', '2026-11-27'];
    expect(workweekOf('2026-11-23')).toEqual(week);
    expect(workweekOf('2026-11-27')).toEqual(week);
    expect(workweekOf('2026-11-29')).toEqual(week);
  });

  it('begins on Monday when today is a weekend, and never goes back before today', () => {
    expect(firstDayFrom('2026-11-21')).toBe('2026-11-23');
    expect(weeksAway('2026-11-30', -1, '2026-11-21')).toBe('2026-11-23');
    expect(weeksAway('2026-11-23', -1, '2026-11-21')).toBe('2026-11-23');
    expect(weeksAway('2026-11-23', 1, '2026-11-21')).toBe('2026-11-30');
  });
});

describe('a card in the two kinds of EHR', () => {
  const suggestion = {
    label: 'Send to senior',
    actions: [{ type: 'create', description: 'Send to senior, due Dec 23' }],
  };
  const link = { label: 'Open in ChairReady', url: 'http://127.0.0.1:8080/launch', type: 'smart' };

  it('shows labels in the one, and hides them in the other', () => {
    expect(suggestionText(suggestion, 'labels-and-markdown')).toBe('Send to senior');
    expect(suggestionText(suggestion, 'plain-text')).toBe('Send to senior, due Dec 23');
    expect(linkText(link, 'labels-and-markdown')).toBe('Open in ChairReady');
    expect(linkText(link, 'plain-text')).toBe('Open the linked app');
  });

  it('has a word and a shape for each indicator, and no harmless look for an unknown one', () => {
    expect(['info', 'warning', 'critical'].map((name) => indicatorLook(name).shape)).toEqual([
      'circle-i',
      'triangle',
      'octagon',
    ]);
    expect(indicatorLook('hard-stop')).toEqual({
      word: 'Unknown urgency: hard-stop',
      shape: 'question',
      tone: 'unknown',
    });
  });
});

describe('a hook call in words', () => {
  it('says silence, cards and failure apart', () => {
    expect(outcomeText(anExchange())).toBe('ChairReady had nothing to say.');
    expect(exchangeLine(anExchange())).toBe('infusion-booking: status 200 in 43.1 ms, 0 cards');
    const failed = anExchange({ status: null, response: null, failure: 'ChairReady: not reachable' });
    expect(outcomeText(failed)).toBe('The authorization was not checked. ChairReady: not reachable.');
    expect(exchangeLine(failed)).toBe('infusion-booking: no answer in 43.1 ms, not usable');
  });

  it('reads the proposed visits out of the request', () => {
    const entry = [
      { resource: { start: '2026-11-23T10:00:00-06:00' } },
      { resource: { start: '2026-12-14T10:00:00-06:00' } },
    ];
    expect(proposedStarts({ request: { context: { appointments: { entry } } } })).toHaveLength(2);
    expect(proposedStarts({ request: {} })).toEqual([]);
  });
});

describe('what became of a card', () => {
  it('is said with what was created and whether ChairReady heard of it', () => {
    expect(outcomeLine(acceptedText('Send to senior'), { status: 200, failure: null, created: ['Task/t1'] })).toBe(
      'Accepted: Send to senior. Created in the record: Task/t1. ChairReady has been told.',
    );
    expect(
      outcomeLine(overriddenText(''), { status: null, failure: 'ChairReady cannot be reached', created: [] }),
    ).toBe('Overridden. ChairReady was not told: ChairReady cannot be reached.');
  });
});

describe('finding patients', () => {
  const patients = [aPatient(), aPatient({ id: 'p2', name: 'Gilbert Wunsch', mrn: null, story: null })];

  it('needs every word, anywhere in name, number or story', () => {
    expect(foundPatients(patients, 'abern sbx-38')).toHaveLength(1);
    expect(foundPatients(patients, 'authorized chiyo')).toHaveLength(1);
    expect(foundPatients(patients, 'chiyo wunsch')).toHaveLength(0);
    expect(foundPatients(patients, ' ')).toHaveLength(2);
  });
});

describe('the report of an import', () => {
  it('says what was stored, what was left out, and that nothing was invented', () => {
    const skipped = [{ what: 'Device (1)', reason: 'this record keeps no such resource' }];
    expect(importLines({ patient: 'p2', stored: { Patient: 1, Claim: 180 }, liftedCoverages: 0, skipped })).toEqual([
      'Stored as they were: 180 Claim, 1 Patient.',
      'No coverage was found in the file.',
      'Left out: Device (1), this record keeps no such resource.',
      'Nothing was invented: no dose, no order, no payer.',
    ]);
  });

  it('knows what is not JSON from JSON that says null', () => {
    expect(jsonOf('{')).toBeUndefined();
    expect(jsonOf('null')).toEqual({ value: null });
  });
});

describe("a visitor's order", () => {
  it('sends only what was typed', () => {
    const request = orderRequest({ ...EMPTY_ORDER, drug: ' nivolumab ' }, 'p1');
    expect(request).toEqual({ patient: 'p1', drug: 'nivolumab' });
    expect(OrderRequest.safeParse(request).success).toBe(true);
  });

  it('takes the code for the text when there is no other', () => {
    const form = { ...EMPTY_ORDER, drug: '', hcpcs: 'j9299', dose: '240', unit: 'mg', everyDays: '14' };
    expect(faultsOf(form)).toEqual({});
    const request = orderRequest(form, 'p1');
    expect(request).toEqual({
      patient: 'p1',
      drug: 'J9299',
      hcpcs: 'J9299',
      dose: { value: '240', unit: 'mg' },
      intervalDays: 14,
    });
    expect(OrderRequest.safeParse(request).success).toBe(true);
  });

  it('names each field at fault', () => {
    expect(Object.keys(faultsOf(EMPTY_ORDER))).toEqual(['drug']);
    expect(Object.keys(faultsOf({ ...EMPTY_ORDER, hcpcs: '9299', dose: '2,5', everyDays: '366' }))).toEqual([
      'hcpcs',
      'dose',
      'everyDays',
    ]);
    expect(faultsOf({ ...EMPTY_ORDER, drug: 'x', everyDays: '365' })).toEqual({});
  });
});

describe('who is signed in', () => {
  it('begins with the scheduler and ends with the patient', () => {
    expect(userChoices(aState()).map(({ label }) => label)).toEqual([
      'Nadia Okonkwo, scheduler',
      'Colette Marchand, peer-to-peer nurse',
      'The patient (self-scheduling)',
    ]);
  });

  it('is the patient of the open chart for self-scheduling', () => {
    expect(userReference(THE_PATIENT, 'p1')).toBe('Patient/p1');
    expect(userReference('Practitioner/nurse-1', 'p1')).toBe('Practitioner/nurse-1');
  });
});

describe('booked visits', () => {
  it('are upcoming on the day itself, and past the day after', () => {
    const visits = [aVisit()];
    const on = (today: string) => sortedVisits(visits, { today, timeZone: ZONE }).upcoming.length;
    expect([on('2026-11-23'), on('2026-11-24')]).toEqual([1, 0]);
  });

  it('are not upcoming once cancelled', () => {
    const sorted = sortedVisits([aVisit({ status: 'cancelled' })], { today: '2026-11-21', timeZone: ZONE });
    expect([sorted.upcoming.length, sorted.earlier.length]).toEqual([0, 1]);
  });

  it('are counted and listed after booking', () => {
    expect(bookedText({ visits: [aVisit()] }, ZONE)).toBe('Booked 1 visit: Mon, Nov 23, 2026, 10:00');
    expect(bookedText({ visits: [aVisit(), aVisit()] }, ZONE)).toMatch(/^Booked 2 visits: /);
  });
});
