import { describe, expect, it } from 'vitest';
import { discovery } from '../../cds-hooks/discovery.ts';
import { HOOK_SERVICES } from '../../cds-hooks/services.ts';

const FIRST_LEVEL =
  /^(context\.[A-Za-z]+|userPractitionerId|userPractitionerRoleId|userPatientId|userRelatedPersonId)$/;

describe('discovery', () => {
  const { services } = discovery(HOOK_SERVICES);

  it('names every service fully: id, hook, title, description, without an empty value', () => {
    for (const { prefetch, ...said } of services) {
      expect(Object.values(said).every((value) => value.length > 0)).toBe(true);
      expect(Object.keys(said)).toEqual(['id', 'hook', 'title', 'description', 'usageRequirements']);
      expect(Object.keys(prefetch).length).toBeGreaterThan(0);
    }
  });

  it('has one service for one hook, each with an id of its own', () => {
    expect(new Set(services.map(({ id }) => id)).size).toBe(services.length);
    expect(new Set(services.map(({ hook }) => hook)).size).toBe(services.length);
  });

  it('asks in templates that every client can resolve', () => {
    for (const template of services.flatMap(({ prefetch }) => Object.values(prefetch))) {
      for (const [, token = ''] of template.matchAll(/\{\{([^}]*)\}\}/g)) expect(token).toMatch(FIRST_LEVEL);
      expect(template).not.toMatch(/_include|_has|:exact|\{\{%|\.[a-z]+=/);
    }
  });
});
