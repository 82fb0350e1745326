import { describe, expect, it } from 'vitest';
import { statementContent } from '../../api-contract/attestation.schema.ts';
import type { StatementDesk, StatementView } from '../../api-contract/attestation-view.schema.ts';
import { SessionEndedPage } from '../../client/pages/launch.page.tsx';
import { LABELS } from '../../client/panels/statement-fields.tsx';
import type { StatementDraft } from '../../client/view/statement-draft.ts';
import { faultsByField, readDraft, typedText } from '../../client/view/statement-draft.ts';
import { startOf } from '../../client/view/statement-start.ts';
import { changeText, saidBy, statementText } from '../../client/view/statement-words.ts';
import { typedTexts } from '../../client/view/typed-text.ts';
import { aDrug, aVisit } from './decision-views.ts';
import { textOf } from './rendering.tsx';

const TODAY = '2026-12-01';
const DESK: StatementDesk = {
  payers: [
    { coverage: 'Coverage/c0', name: 'Old Plan', isActive: false },
    { coverage: 'Coverage/c1', name: 'Sunrise Health Plan', memberId: 'S-1', isActive: true },
  ],
  may: { authorization: true, attestation: true, supply: true, 'proceed-at-risk': true, note: true, case: true },
  answersBy: [],
  statements: [],
  cases: [],
};
const visit = aVisit();
const scene = (desk: Partial<StatementDesk> = {}) => ({ desk: { ...DESK, ...desk }, visit, today: TODAY });
const typed = (draft: StatementDraft, fields: StatementDraft['fields']): StatementDraft => ({
  ...draft,
  fields: { ...draft.fields, ...fields },
});

describe('a form', () => {
  it('begins with what is known: payer, day, and the day by which an answer can be expected', () => {
    const { appointment } = visit;
    const order = aDrug().order;
    const answersBy = [{ appointment, order, coverage: 'Coverage/c1', expectedBy: '2026-12-08' }];
    const read = readDraft(startOf('extension', scene({ answersBy })), TODAY);
    expect(read).toMatchObject({
      kind: 'ready',
      said: { status: 'submitted', coverage: 'Coverage/c1', submittedOn: TODAY, expectedBy: '2026-12-08' },
    });
  });

  it('takes an active coverage where the payer to be billed cannot be told', () => {
    expect(startOf('attest', scene()).fields.coverage).toBe('Coverage/c1');
  });

  it('names each field of an approval that is not filled in, and takes it once all are', () => {
    const start = startOf('attest', scene());
    const read = readDraft(start, TODAY);
    expect(read.kind === 'faults' && Object.keys(read.faults).sort()).toEqual(['amount', 'from', 'number', 'to']);
    const whole = typed(start, { number: ' A-77 ', amount: '800', from: '2026-11-01', to: '2027-04-30' });
    expect(readDraft(whole, TODAY)).toMatchObject({
      kind: 'ready',
      said: { number: 'A-77', quantity: { basis: 'units', amount: '800' } },
    });
  });

  it('sends only the fields that the chosen answer has, and keeps the text of the others', () => {
    const draft = typed(startOf('attest', scene()), { status: 'denied', number: 'A-77', decidedOn: TODAY });
    const read = readDraft(draft, TODAY);
    expect(read.kind === 'ready' && statementContent.safeParse(read.said).success).toBe(true);
    expect(read.kind === 'ready' && read.said).not.toHaveProperty('number');
    expect(typedText(draft, LABELS)).toContain('Authorization number: A-77');
  });

  it('takes documents line by line', () => {
    const draft = typed(startOf('extension', scene()), { documents: 'Pathology report\n\n  Chart note ' });
    expect(readDraft(draft, TODAY)).toMatchObject({ said: { documents: ['Pathology report', 'Chart note'] } });
  });

  it('shows a fault of the server at the field it names', () => {
    expect(faultsByField([{ path: 'said.quantity.amount', message: 'Too much' }])).toEqual({ amount: 'Too much' });
  });

  it('says that a blank reason will not do', () => {
    const draft = typed(startOf('risk', scene()), { reason: '   ' });
    expect(readDraft(draft, TODAY)).toMatchObject({ kind: 'faults', faults: { reason: 'Write something here.' } });
  });
});

describe('the words of a statement', () => {
  const said: StatementView['said'] = {
    ...{ kind: 'authorization', coverage: 'Coverage/c1', status: 'approved', channel: 'phone', number: 'A-77' },
    ...{ quantity: { basis: 'units', amount: '800' }, from: '2026-11-01', to: '2027-04-30' },
  };
  const by = { ref: 'Practitioner/s1', name: 'Sam Okafor' };

  it('tell number, units, days, payer and channel, and under whose name', () => {
    expect(statementText({ said, payer: 'Sunrise Health Plan' })).toBe(
      'Approved: A-77, 800 units, Nov 1, 2026 to Apr 30, 2027 (Sunrise Health Plan, phone)',
    );
    expect(saidBy({ said, by })).toBe('attested by Sam Okafor, not payer-verified');
    expect(saidBy({ said: { ...said, status: 'denied' }, by: { ref: 'Practitioner/s1' } })).toBe('by Practitioner/s1');
  });

  it('tell before and after of a change, and that a visit is gone', () => {
    const missing = { state: 'missing', supply: 'unknown', triggers: ['missing'] } as const;
    const valid = { state: 'valid', number: 'A-77', supply: 'unknown', triggers: [] } as const;
    const change = (was: typeof missing | null, is: typeof valid | null) =>
      changeText({
        was: was === null ? null : { ...was, triggers: [...was.triggers] },
        is: is === null ? null : { ...is, triggers: [] },
      });
    expect(change(missing, valid)).toBe('Authorization missing became Authorized (A-77); settled: missing.');
    expect(change(null, valid)).toBe('First looked at: Authorized (A-77).');
    expect(change(missing, null)).toBe('The visit is no longer booked.');
  });
});

describe('what is typed when the session ends', () => {
  it('stays until its form is gone, and is shown to be copied', () => {
    const texts = typedTexts();
    texts.put('a', 'Reason: payer portal down');
    texts.put('b', '');
    expect(texts.all()).toBe('Reason: payer portal down');
    const text = textOf(<SessionEndedPage typed={texts.all()} />);
    expect(text).toContain('not recorded');
    expect(text).toContain('Reason: payer portal down');
    expect(text).toContain('Copy it');
    texts.drop('a');
    expect(texts.all()).toBe('');
    expect(textOf(<SessionEndedPage typed="" />)).toContain('Nothing was lost');
  });
});
