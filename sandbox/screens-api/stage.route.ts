// Turning the stage: the next day, faults, and patients from elsewhere.
import type { Router } from 'express';
import { ApiProblem, read } from './api-problem.ts';
import { stateOf } from './chart.route.ts';
import type { Sandbox } from './sandbox.ts';
import { FaultSettings, NextDayRequest } from './screens.schema.ts';
import type { FaultSettings as Settings, NextDay } from './screens.schema.ts';
import type { Faults } from '../fhir-store/faults.ts';
import { keepSomebodyInTheChair } from './visit-of-the-day.ts';
import { importSynthea } from './synthea-import.ts';
import { FhirRefusal } from '../fhir-store/fhir-refusal.ts';

export function addStageRoutes(router: Router, sandbox: Sandbox): void {
  router.post('/next-day', async ({ body }, response) => {
    sandbox.day.moveOn(read(NextDayRequest, body ?? {}).days);
    keepSomebodyInTheChair(sandbox);
    sandbox.dayMoved();
    const sweep = await sandbox.wishForSweep();
    response.json({ state: stateOf(sandbox), sweep } satisfies NextDay);
  });
  router.get('/faults', (_request, response) => {
    response.json(sandbox.faults.current());
  });
  router.post('/faults', ({ body }, response) => {
    sandbox.faults.set(withoutGaps(read(FaultSettings, body)));
    response.json(sandbox.faults.current());
  });
  router.post('/import', ({ body }, response) => {
    try {
      response.status(201).json(importSynthea(sandbox.store, body));
    } catch (error) {
      if (error instanceof FhirRefusal) throw new ApiProblem(400, error.message);
      throw error;
    }
  });
}

function withoutGaps(settings: Settings): Faults {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}
