import { describe, expect, it } from 'vitest';
import { sightOf } from '../../api-contract/role.schema.ts';
import { dayText } from '../../domain/kernel/plain-date.ts';
import { assessedLineOf } from '../../server/assessment/assessed-line.ts';
import { decisionViewOf } from '../../server/http/decision-view.ts';
import type { ToldStory } from './tell-story.ts';
import { STORY_IDS, tellStory } from './tell-story.ts';

// Three readers, one decision: the card in the EHR, the page in the app, and the line of `assess`.

/** What one reader is told of the visits: `date verdict sentence`, visit by visit. */
type Lines = readonly string[];

const linesOf = (
  visits: readonly {
    readonly date: string;
    readonly findings: readonly { readonly verdict: string; readonly sentence: string }[];
  }[],
): Lines =>
  visits.flatMap(({ date, findings }) => findings.map(({ verdict, sentence }) => `${date} ${verdict} ${sentence}`));

function appOf({ decision, snapshot, keptId }: ToldStory) {
  const viewed = { id: keptId, madeAt: new Date(0), timeZone: 'UTC', service: 'infusion-booking', decision, snapshot };
  return decisionViewOf(viewed, sightOf('senior-specialist'), false);
}

/** The sentences in a card's detail, each with the day that it stands under: `- Jan 5: sentence (source)`. */
const cardLines = ({ cards }: ToldStory): Lines =>
  cards.flatMap(({ detail = '' }) => detail.split('\n').filter((line) => /^- (Visit )?[A-Z][a-z]{2} \d/.test(line)));

/** Where the command line differs: it knows no site, so vials come from all strengths that are made, not from the stock. */
const KNOWS_NO_STOCK: Readonly<Record<string, RegExp>> = {
  'discarded-units-count': /needs 260 units \(17 of them discarded\)/,
};

describe.each(STORY_IDS)('in the story %s', (id) => {
  it('card, app and command line say the same sentences of one decision', async () => {
    const told = await tellStory(id);
    const app = linesOf(appOf(told).visits);
    expect(linesOf(assessedLineOf(id, told.decision, false).visits)).toEqual(app);

    const open = told.decision.visits.flatMap(({ date, findings }) =>
      // A sentence that begins with the visit is not put behind its day once more.
      findings.map(({ sentence }) =>
        sentence.startsWith(`Visit ${dayText(date)}`) ? `- ${sentence}` : `- ${dayText(date)}: ${sentence}`,
      ),
    );
    for (const line of cardLines(told)) expect(open.some((sentence) => line.startsWith(sentence))).toBe(true);
    expect(told.cards.length > 0).toBe(cardLines(told).length > 0);
  });

  it('there is a card where the app shows that something is wrong, and none where it shows nothing graver than an info', async () => {
    const told = await tellStory(id);
    const findings = appOf(told).visits.flatMap((visit) => visit.findings);
    const wrong = findings.filter(({ verdict, severity }) => verdict === 'at-risk' && severity !== 'info');
    const unknown = findings.filter(({ verdict }) => verdict === 'cannot-tell');
    // Whether what cannot be told is worth an interruption depends on reader and day: test/cds-hooks asks that.
    if (wrong.length > 0) expect(told.cards).toHaveLength(1);
    else if (unknown.length === 0) expect(told.cards).toEqual([]);
    else expect(told.cards.length).toBeLessThanOrEqual(1);
  });

  it('the link of the card leads to the decision that was kept', async () => {
    const told = await tellStory(id);
    for (const { links = [] } of told.cards)
      expect(links.map(({ appContext }) => appContext)).toEqual([JSON.stringify({ decision: told.keptId })]);
    expect(appOf(told).id).toBe(told.keptId);
  });

  it('`assess` over the same record decides the same visits', async () => {
    const { assessed, decision } = await tellStory(id);
    const hook = assessedLineOf(id, decision, false).visits;
    const differs = KNOWS_NO_STOCK[id];
    if (differs === undefined) expect(assessed.visits).toEqual(hook);
    else {
      expect(assessed.visits).not.toEqual(hook);
      expect(linesOf(assessed.visits).join('\n')).toMatch(differs);
    }
  });
});
