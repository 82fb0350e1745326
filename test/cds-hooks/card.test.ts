import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Card } from '../../cds-hooks/card-wire.ts';
import type { CardOptions } from '../../cds-hooks/card.ts';
import type { CardReader } from '../../cds-hooks/reader.ts';
import { authorizationCards, factOf } from '../../cds-hooks/card.ts';
import { lateUtterances } from '../../cds-hooks/late-card.ts';
import { SUMMARY_LIMIT, summaryText } from '../../cds-hooks/summary.ts';
import type { Decision, DrugDecision, VisitDecision } from '../../domain/decision/decision.ts';
import type { Finding } from '../../domain/decision/finding.ts';
import { TRIGGERS } from '../../domain/decision/trigger.ts';
import { billingUnits } from '../../domain/kernel/billing-units.ts';
import { hcpcs } from '../../domain/kernel/hcpcs-code.ts';
import { plainDate } from '../../domain/kernel/plain-date.ts';

const source = {
  document: 'House rules',
  section: 'R2',
  readOn: plainDate('2026-11-21'),
  inForce: { from: plainDate('2020-01-01') },
};

const expired = (more: Partial<Extract<Finding, { verdict: 'at-risk' }>> = {}): Finding => ({
  rule: 'authorization/authorization-covers-the-date',
  trigger: 'expired',
  about: 'MedicationRequest/m1',
  reason: { code: 'ended' },
  sentence: 'Keytruda (J9271): auth ends Dec 10, Dec 15 visit not covered.',
  action: 'request extension',
  source,
  verdict: 'at-risk',
  severity: 'critical',
  ...more,
});

const drug = (more: Partial<DrugDecision> = {}): DrugDecision => ({
  order: 'MedicationRequest/m1',
  hcpcs: hcpcs('J9271'),
  name: 'Keytruda (J9271)',
  plannedUnits: billingUnits(200),
  discardedUnits: billingUnits(0),
  projected: false,
  supply: 'buy-and-bill',
  working: [],
  authorization: { state: 'invalid', because: 'ended', validUntil: plainDate('2026-12-10') },
  ...more,
});

const visit = (more: Partial<VisitDecision> = {}): VisitDecision => ({
  appointment: 'Appointment/a1',
  date: plainDate('2026-12-15'),
  drugs: [drug()],
  findings: [expired()],
  likelihood: null,
  exposure: null,
  route: { to: 'authorization', why: 'needs work', dueBy: plainDate('2026-12-03') },
  ...more,
});

const decision = (visits: readonly VisitDecision[]): Decision => ({
  today: plainDate('2026-12-01'),
  visits,
  unlinked: [],
  versions: { rules: 'r', reference: 'x', policies: 'p', model: 'm' },
});

const reader = (more: Partial<CardReader> = {}): CardReader => ({
  isPatient: false,
  seesStaffing: true,
  settles: new Set(['payer']),
  owns: new Set(),
  chartsWaste: false,
  releasesDrugs: false,
  seesMargin: false,
  ...more,
});

const options = (more: Partial<CardOptions> = {}): CardOptions => {
  let made = 0;
  return {
    decisionId: '0123456789abcdef0123456789abcdef',
    context: { user: { type: 'Practitioner', id: 'n1' }, patientId: 'p1', drafts: [] },
    reader: reader(),
    holidays: new Set(),
    routing: 'link',
    launchUrl: 'https://chairready.test/launch',
    notRead: [],
    undecided: [],
    authoredOn: '2026-12-01T12:00:00.000Z',
    uuid: () => `00000000-0000-4000-8000-${String((made += 1)).padStart(12, '0')}`,
    ...more,
  };
};

const cardFor = (visits: readonly VisitDecision[], more: Partial<CardOptions> = {}): Card | undefined =>
  authorizationCards(decision(visits), options(more))[0];

describe('the card of a scheduler', () => {
  it('reads as the model card does', () => {
    expect(cardFor([visit()])?.summary).toBe(
      'Keytruda (J9271): auth ends Dec 10, Dec 15 visit not covered. Keep slot; auth team must request extension by Dec 3.',
    );
  });

  it('warns, and is never critical', () => {
    expect(cardFor([visit()])?.indicator).toBe('warning');
    const unsure: Finding = { ...expired(), verdict: 'cannot-tell', missing: ['payer policy'] };
    expect(cardFor([visit({ findings: [unsure] })])?.indicator).toBe('info');
  });

  it('is absent where all is clear, for an info alone, and for a patient', () => {
    expect(cardFor([visit({ findings: [] })])).toBeUndefined();
    expect(cardFor([visit({ findings: [expired({ severity: 'info' })] })])).toBeUndefined();
    expect(cardFor([visit()], { reader: reader({ isPatient: true, seesStaffing: false }) })).toBeUndefined();
  });

  it('names the gravest drug on its first uncovered date, and counts the other visits', () => {
    const later = (day: string, more: Partial<VisitDecision> = {}) =>
      visit({ appointment: `Appointment/${day}`, date: plainDate(day), ...more });
    const mild = later('2026-12-08', { findings: [expired({ severity: 'warning' })] });
    const card = cardFor([mild, later('2027-01-05'), visit()]);
    expect(card?.summary).toContain('Dec 15 visit not covered (+2 more visits)');
    expect(cardFor([visit(), later('2027-01-05')])?.summary).toContain('(+1 more visit)');
  });

  it('opens the decision and says nothing else in the link', () => {
    expect(cardFor([visit()])?.links).toEqual([
      {
        label: 'Open in ChairReady',
        url: 'https://chairready.test/launch',
        type: 'smart',
        appContext: '{"decision":"0123456789abcdef0123456789abcdef"}',
      },
    ]);
  });

  it('takes no silence for an all-clear: where a record that could turn it was not read, it says so', () => {
    const clear = visit({ findings: [] });
    const unread = ['a part of administrations', 'authorizations', 'orders', 'other visits', 'service requests'];
    const card = cardFor([clear], { notRead: unread, undecided: unread });
    if (card === undefined) throw new Error('a card was expected');
    expectConformant(card);
    expect(card.indicator).toBe('info');
    expect(card.summary).toContain('not fully checked');
    expect(cardFor([clear], { notRead: ['diagnoses'] })).toBeUndefined();
    expect(
      cardFor([clear], { undecided: unread, reader: reader({ isPatient: true, seesStaffing: false }) }),
    ).toBeUndefined();
  });

  it('calls an estimate one, in words and with a day, and only to staff', () => {
    const likelihood = { nineInTenBy: plainDate('2026-12-08') } as VisitDecision['likelihood'];
    expect(cardFor([visit({ likelihood })])?.detail).toContain(
      'Estimate: answers of this kind have mostly come by Dec 8.',
    );
    const stranger = reader({ seesStaffing: false });
    expect(cardFor([visit({ likelihood })], { reader: stranger })?.detail).not.toContain('Estimate');
  });

  it('rests on a fact that stays the same from day to day, until the deadline has passed', () => {
    const concern = { visit: visit(), drug: drug(), finding: expired() };
    const on = (day: string) => factOf(concern, 'p1', plainDate(day));
    expect(on('2026-12-03')).toBe(on('2026-12-01'));
    expect(on('2026-12-04')).not.toBe(on('2026-12-03'));
  });

  it('rests on a fact that a count of days does not change, but a higher severity does', () => {
    const saying = (sentence: string, severity: 'critical' | 'warning' = 'warning') =>
      factOf({ visit: visit(), drug: drug(), finding: expired({ sentence, severity }) }, 'p1', plainDate('2026-12-01'));
    const ending = (count: string) => `Keytruda (J9271): auth ends Dec 10${count}, no renewal asked for.`;
    expect(saying(ending(' (8 days left)'))).toBe(saying(ending(' (9 days left)')));
    expect(saying(ending(' (9 days left)'), 'critical')).not.toBe(saying(ending(' (9 days left)')));
    expect(saying('Pending since Nov 17 (5 business days).')).toBe(saying('Pending since Nov 17 (4 business days).'));
    expect(saying('Assessed Oct 1, 61 days ago.')).toBe(saying('Assessed Oct 1, 60 days ago.'));
    expect(saying('Dec 23 visit needs 280 units.')).not.toBe(saying('Dec 23 visit needs 240 units.'));
  });

  it('says what could not be read', () => {
    expect(cardFor([visit()], { notRead: ['authorizations'] })?.detail).toContain('Not read: authorizations.');
  });
});

describe('quiet', () => {
  const cannotTell = (more: Partial<Finding> = {}): Finding =>
    ({
      ...unsure('missing'),
      severity: 'warning',
      sentence: 'Keytruda (J9271): no policy is known.',
      ...more,
    }) as Finding;
  const stranger = reader({ settles: new Set() });
  const onDay = (day: string, findings: readonly Finding[]) => [visit({ date: plainDate(day), findings })];

  it('a note on what cannot be told makes no card, whoever reads and however near the visit is', () => {
    const note = cannotTell({ severity: 'info' });
    expect(cardFor(onDay('2026-12-02', [note]))).toBeUndefined();
    expect(cardFor(onDay('2026-12-02', [note]), { reader: stranger })).toBeUndefined();
  });

  it('what cannot be told interrupts who can put it right at any distance, and others within five business days', () => {
    expect(cardFor(onDay('2027-03-01', [cannotTell()]))?.indicator).toBe('info');
    expect(cardFor(onDay('2026-12-08', [cannotTell()]), { reader: stranger })).toBeDefined();
    expect(cardFor(onDay('2026-12-09', [cannotTell()]), { reader: stranger })).toBeUndefined();
    const closed = { reader: stranger, holidays: new Set([plainDate('2026-12-03')]) };
    expect(cardFor(onDay('2026-12-09', [cannotTell()]), closed)).toBeDefined();
  });

  it('who writes the order hears of an unknown dose, and not of an unknown payer', () => {
    const prescriber = { reader: reader({ settles: new Set(['order']) }) };
    const dose = cannotTell({ rule: 'authorization/dose-is-known' });
    expect(cardFor(onDay('2027-03-01', [dose]), prescriber)).toBeDefined();
    expect(cardFor(onDay('2027-03-01', [cannotTell()]), prescriber)).toBeUndefined();
  });

  it('what is wrong is said at any distance', () => {
    expect(cardFor(onDay('2027-03-01', [expired()]), { reader: stranger })?.indicator).toBe('warning');
  });

  it('says each sentence once, the gravest visit first, and counts every visit', () => {
    const of = (day: string, severity: 'critical' | 'warning', words: string) =>
      visit({
        appointment: `Appointment/${day}`,
        date: plainDate(day),
        findings: [expired({ severity, sentence: `Keytruda (J9271): auth ended, ${words} visit not covered.` })],
      });
    const card = cardFor([
      of('2026-12-08', 'warning', 'Dec 8'),
      of('2026-12-15', 'critical', 'Dec 15'),
      of('2027-01-05', 'critical', 'Jan 5'),
      of('2027-01-26', 'critical', 'Jan 26'),
    ]);
    expect(card?.detail.split('\n').filter((line) => line.startsWith('- '))).toEqual([
      '- Dec 15: Keytruda (J9271): auth ended, Dec 15 visit not covered. (House rules, R2); the same for Dec 8, Jan 5, Jan 26',
    ]);
    expect(card?.summary).toContain('(+3 more visits)');
  });

  it('says of a visit once what an earlier one sees coming in the same words', () => {
    const sentence = 'Keytruda (J9271): auth ends Dec 28, Jan 5 visit not covered.';
    const of = (day: string, rule: string, severity: 'critical' | 'warning') =>
      visit({
        appointment: `Appointment/${day}`,
        date: plainDate(day),
        findings: [expired({ rule, severity, sentence })],
      });
    const card = cardFor([
      of('2026-11-24', 'authorization/lasts-for-later-visits', 'warning'),
      of('2026-12-15', 'authorization/lasts-for-later-visits', 'warning'),
      of('2027-01-05', 'authorization/covers-the-date', 'critical'),
    ]);
    expect(card?.detail.split('\n').filter((line) => line.startsWith('- '))).toEqual([
      '- Jan 5: Keytruda (J9271): auth ends Dec 28, Jan 5 visit not covered. (House rules, R2)',
    ]);
  });

  it('names the worklist, and who has the case for a reader who knows no worklist', () => {
    const lines = (to: VisitDecision['route']['to']) =>
      cardFor([visit({ route: { to, why: '', dueBy: plainDate('2026-12-03') } })])?.detail.split('\n');
    expect(lines('senior')).toContain('On worklist: senior, due Dec 3 (the senior authorization team has it).');
    expect(lines('clerk')).toContain('On worklist: clerk, due Dec 3 (the authorization clerk has it).');
  });
});

describe('what is said from an earlier check', () => {
  const late = (findings: readonly Finding[], isSetAside = false) =>
    lateUtterances(
      {
        context: { ...options().context, asked: ['Appointment/a1'] },
        earlier: {
          decision: decision([visit({ findings })]),
          options: options({ reader: stranger }),
          madeAt: 'Nov 30, 2:05 PM',
        },
        options: options({ reader: stranger }),
        today: plainDate('2026-12-01'),
      },
      () => isSetAside,
    ).map(({ card }) => card.summary);
  const stranger = reader({ settles: new Set() });

  it('is that there was nothing to do, or that questions were open that this reader cannot settle', () => {
    expect(late([])).toEqual([
      'Visit Dec 15: nothing to do when last checked, Nov 30, 2:05 PM. A new check is queued; keep slot.',
    ]);
    expect(late([unsure('missing')])).toEqual([
      'Visit Dec 15: not everything was settled when last checked, Nov 30, 2:05 PM. A new check is queued; keep slot.',
    ]);
  });

  it('of nothing at all names the worklist to staff only, as does what could only be read in part', () => {
    for (const seesStaffing of [true, false]) {
      const read = options({
        reader: reader({ settles: new Set(), seesStaffing }),
        notRead: ['orders'],
        undecided: ['orders'],
      });
      const speech = { context: read.context, earlier: undefined, options: read, today: plainDate('2026-12-01') };
      const partly = authorizationCards(
        decision([visit({ findings: [{ ...unsure('missing'), severity: 'warning' } as Finding] })]),
        read,
      );
      const said = [...lateUtterances(speech, () => false).map(({ card }) => card), ...partly];
      expect(said.map(({ detail }) => detail.includes('worklist'))).toEqual([seesStaffing, seesStaffing]);
    }
  });

  it('is what was at risk, and nothing of what this reader has set aside', () => {
    expect(late([expired()])).toEqual([expect.stringMatching(/^Keytruda \(J9271\): auth ends Dec 10/)]);
    expect(late([expired()], true)).toEqual([]);
  });
});

describe('the suggestion', () => {
  it('is one Task that says everything in its description, only where the tenant asks for tasks', () => {
    expect(cardFor([visit()])?.suggestions).toBeUndefined();
    for (const routing of ['task', 'both'] as const) {
      const action = cardFor([visit()], { routing })?.suggestions?.[0].actions[0];
      expect(action?.description).toBe(
        'Send to authorization team: Keytruda (J9271), auth ends Dec 10, Dec 15 visit not covered; request extension, due Dec 3, 2026',
      );
      expect(action?.resource).toMatchObject({
        resourceType: 'Task',
        status: 'requested',
        for: { reference: 'Patient/p1' },
        focus: { reference: 'Appointment/a1' },
      });
    }
  });

  it('of a draft points at the order, because the draft has no address yet', () => {
    const action = cardFor([visit({ appointment: 'Appointment/#1' })], { routing: 'task' })?.suggestions?.[0]
      .actions[0];
    expect(action?.resource['focus']).toEqual({ reference: 'MedicationRequest/m1' });
  });

  it('is absent for a reader who may not see staff, and where there is no work', () => {
    expect(
      cardFor([visit()], { routing: 'task', reader: reader({ seesStaffing: false }) })?.suggestions,
    ).toBeUndefined();
    expect(cardFor([visit({ route: { to: 'none', why: '' } })], { routing: 'task' })?.suggestions).toBeUndefined();
  });
});

/** Invariants of the HL7 logical model CDSHooksResponse, and of the public contract. */
function expectConformant(card: Card): void {
  expect(Array.from(card.summary).length).toBeLessThan(140);
  expect(['info', 'warning']).toContain(card.indicator);
  expect(card.source).toMatchObject({ label: 'ChairReady', topic: { system: 'urn:chairready:topic' } });
  expect(
    card.overrideReasons.every(({ code, system, display }) => [code, system, display].every((text) => text !== '')),
  ).toBe(true);
  expect(card.selectionBehavior).toBe(card.suggestions === undefined ? undefined : 'any');
  for (const { label, actions } of card.suggestions ?? []) {
    expect(label).not.toBe('');
    expect(actions.map(({ type, description }) => [type, description.length > 0])).toEqual([['create', true]]);
  }
  expect(JSON.stringify(card)).not.toMatch(/:null|:\[\]|:\{\}|:""|\$|%|systemActions/);
}

const unsure = (trigger: (typeof TRIGGERS)[number]): Finding => ({
  ...expired({ trigger }),
  verdict: 'cannot-tell',
  missing: ['dose', 'payer'],
});

describe('every card', () => {
  it.each(TRIGGERS.map((trigger) => [trigger]))('conforms for %s, at risk and unknown, for every reader', (trigger) => {
    for (const finding of [expired({ trigger }), unsure(trigger)]) {
      for (const seesStaffing of [true, false]) {
        const { action: _none, ...silent } = finding;
        for (const said of [finding, silent]) {
          const card = cardFor([visit({ findings: [said] })], {
            routing: 'both',
            reader: reader({ seesStaffing }),
          });
          if (card === undefined) throw new Error('a card was expected');
          expectConformant(card);
          expect(card.summary).toMatch(/^Keytruda \(J9271\): /);
        }
      }
    }
  });

  it('keeps its limit whatever names and sentences it is made of', () => {
    const words = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 200 })
      .filter((text) => !/[$%]|null|""/.test(text));
    fc.assert(
      fc.property(words, words, words, (name, sentence, action) => {
        const card = cardFor([
          visit({ drugs: [drug({ name, hcpcs: null })], findings: [expired({ sentence, action })] }),
        ]);
        expect(Array.from(card?.summary ?? '').length).toBeLessThanOrEqual(SUMMARY_LIMIT);
      }),
    );
  });
});

describe('the summary', () => {
  const parts = (fact: string, step: string) => ({
    drug: 'D',
    facts: [fact, 'f'] as const,
    others: '',
    steps: [step, 's'] as const,
  });
  const fixed = 'D: . Keep slot; .'.length;

  it('of exactly 139 characters is kept, one more is said shorter', () => {
    const fits = summaryText(parts('x'.repeat(SUMMARY_LIMIT - fixed - 4), 'step'));
    expect(fits).toHaveLength(139);
    expect(fits).toMatch(/Keep slot; step\.$/);
    expect(summaryText(parts('x'.repeat(SUMMARY_LIMIT - fixed - 3), 'step'))).toMatch(/Keep slot; s\.$/);
  });

  it('counts code points: an emoji is one', () => {
    expect(Array.from(summaryText(parts('😀'.repeat(SUMMARY_LIMIT - fixed - 4), 'step')))).toHaveLength(139);
  });
});
