import { describe, expect, it } from 'vitest';
import { faultsIn } from '../sandbox/support/r4-validity.ts';
import { STORY_IDS, tellStory } from '../story/tell-story.ts';
import { openMedplum } from './medplum.ts';

// The product writes one kind of resource into an EHR: the Task that a card's suggestion creates.

async function writtenIn(story: string): Promise<readonly object[]> {
  const { cards } = await tellStory(story);
  return cards.flatMap(({ suggestions = [] }) =>
    suggestions.flatMap(({ actions = [] }) => actions.map(({ resource }) => resource as object)),
  );
}

describe('every resource that the product writes', () => {
  it.each(STORY_IDS)('in the story %s is valid R4 and can be stored', async (story) => {
    const medplum = await openMedplum([]);
    for (const resource of await writtenIn(story)) {
      expect(faultsIn(resource, story)).toEqual([]);
      const stored = await medplum.ask('POST', 'Task', resource);
      expect(stored.status).toBe(201);
    }
  });

  it('is a Task, and most stories write one', async () => {
    const written = (await Promise.all(STORY_IDS.map(writtenIn))).flat();
    expect(written.length).toBeGreaterThanOrEqual(10);
    expect(new Set(written.map((resource) => ('resourceType' in resource ? resource.resourceType : '')))).toEqual(
      new Set(['Task']),
    );
  });

  it('would be refused if it were not valid', () => {
    expect(faultsIn({ resourceType: 'Task', intent: 'proposal' }, 'Task').join()).toContain('status');
  });
});
